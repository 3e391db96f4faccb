package sandbox

import (
	"crypto/sha256"
	"encoding/base32"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// managedVersion is the one version that AWS's managed policies have here.
const managedVersion = "v1"

// A managedPolicy is one of AWS's own: its path and name, and its text.
type managedPolicy struct{ name, document string }

func (p managedPolicy) arn() string { return managedPrefix + p.name }

const managedPrefix = "arn:aws:iam::aws:policy"

// awsManaged is the AWS-managed policy of an ARN.
func awsManaged(arn string) (managedPolicy, bool) {
	name, ok := strings.CutPrefix(arn, managedPrefix)
	if !ok {
		return managedPolicy{}, false
	}
	n, ok := slices.BinarySearchFunc(managedByAWS, name, func(p managedPolicy, name string) int { return strings.Compare(p.name, name) })
	if !ok {
		return managedPolicy{}, false
	}
	return managedByAWS[n], true
}

// managedSince is when AWS's managed policies were made, as far as the sandbox knows.
func managedSince() time.Time { return time.Date(2015, 2, 6, 18, 39, 46, 0, time.UTC) }

func (p managedPolicy) told(u use) *iamtypes.Policy {
	return &iamtypes.Policy{
		Arn: aws.String(p.arn()), PolicyName: aws.String(path.Base(p.name)), Path: aws.String(policyPath(p.arn())), PolicyId: aws.String(p.id()),
		AttachmentCount: aws.Int32(u.attached), PermissionsBoundaryUsageCount: aws.Int32(u.boundary), IsAttachable: true,
		CreateDate: aws.Time(managedSince()), UpdateDate: aws.Time(managedSince()), DefaultVersionId: aws.String(managedVersion),
	}
}

// id is the policy's unique id, the same in every world.
func (p managedPolicy) id() string {
	sum := sha256.Sum256([]byte(p.name))
	return "ANPA" + base32.StdEncoding.EncodeToString(sum[:])[:17]
}

func (p managedPolicy) version() *iamtypes.PolicyVersion {
	return &iamtypes.PolicyVersion{
		VersionId: aws.String(managedVersion), IsDefaultVersion: true, CreateDate: aws.Time(managedSince()), Document: encoded(p.document),
	}
}

// everywhere is the text of a policy that allows actions on everything.
func everywhere(actions ...string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["` + strings.Join(actions, `","`) + `"],"Resource":"*"}]}`
}
