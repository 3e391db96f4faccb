package kind

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// putManaged makes a customer-managed policy say what a document says, and
// returns its ARN. AWS keeps five versions; the oldest makes room. One of others
// that has the name is left alone.
func putManaged(ctx context.Context, in *cloud.Account, name string, d policy.Document) (string, error) {
	made, err := in.IAM.CreatePolicy(ctx, &iam.CreatePolicyInput{Path: &in.Path, PolicyName: &name, PolicyDocument: aws.String(d.String())})
	if err == nil {
		return aws.ToString(made.Policy.Arn), nil
	}
	if !cloud.Is(err, "EntityAlreadyExists") {
		return "", err
	}
	arn := managedARN(in, name)
	same, err := makeRoom(ctx, in, arn, d)
	if cloud.Is(err, "NoSuchEntity") {
		err = strange(ctx, in, name, err)
	}
	if err != nil || same {
		return arn, err
	}
	_, err = in.IAM.CreatePolicyVersion(ctx, &iam.CreatePolicyVersionInput{PolicyArn: &arn, PolicyDocument: aws.String(d.String()), SetAsDefault: true})
	return arn, err
}

// managedARN is the ARN of a policy of ours.
func managedARN(in *cloud.Account, name string) string {
	arn, _ := in.Spell(fmt.Sprintf("arn:aws:iam::%s:policy%s%s", in.ID, in.Path, name))
	return arn
}

// makeRoom reports whether the policy says so already, and otherwise deletes
// its oldest version when there are five.
func makeRoom(ctx context.Context, in *cloud.Account, arn string, d policy.Document) (same bool, err error) {
	versions, err := versionsOf(ctx, in, arn)
	if err != nil {
		return false, err
	}
	oldest := ""
	for _, v := range versions {
		if !v.IsDefaultVersion {
			oldest = aws.ToString(v.VersionId) // the newest comes first
			continue
		}
		got, err := in.IAM.GetPolicyVersion(ctx, &iam.GetPolicyVersionInput{PolicyArn: &arn, VersionId: v.VersionId})
		if err != nil {
			return false, err
		}
		if now, err := policy.Parse(aws.ToString(got.PolicyVersion.Document)); err == nil && policy.Equal(now, d) {
			return true, nil
		}
	}
	if len(versions) < 5 || oldest == "" {
		return false, nil
	}
	_, err = in.IAM.DeletePolicyVersion(ctx, &iam.DeletePolicyVersionInput{PolicyArn: &arn, VersionId: &oldest})
	return false, err
}

func versionsOf(ctx context.Context, in *cloud.Account, arn string) ([]types.PolicyVersion, error) {
	got, err := in.IAM.ListPolicyVersions(ctx, &iam.ListPolicyVersionsInput{PolicyArn: &arn})
	if err != nil {
		return nil, err
	}
	return got.Versions, nil
}

// deleteManaged deletes a policy of ours that is attached nowhere any more.
func deleteManaged(ctx context.Context, in *cloud.Account, arn string) error {
	versions, err := versionsOf(ctx, in, arn)
	if err != nil {
		return cloud.Except(err, "NoSuchEntity")
	}
	for _, v := range versions {
		if v.IsDefaultVersion {
			continue
		}
		if _, err := in.IAM.DeletePolicyVersion(ctx, &iam.DeletePolicyVersionInput{PolicyArn: &arn, VersionId: v.VersionId}); err != nil {
			return err
		}
	}
	_, err = in.IAM.DeletePolicy(ctx, &iam.DeletePolicyInput{PolicyArn: &arn})
	return cloud.Except(err, "NoSuchEntity")
}

// text is what the default version of a policy says.
func text(p types.ManagedPolicyDetail) string {
	for _, v := range p.PolicyVersionList {
		if v.IsDefaultVersion {
			return aws.ToString(v.Document)
		}
	}
	return ""
}

// lastOf is a policy's own name, as its ARN says it: not every endpoint says
// it again beside the ARN.
func lastOf(arn string) string {
	_, name, _ := cutLast(arn, "/")
	return name
}
