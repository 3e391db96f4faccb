package sandbox

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// What AssumeRoot takes. AWS: STS API, AssumeRoot
const (
	rootTaskLongest = 900 // seconds, and the default
	rootTaskPrefix  = managedPrefix + "/root-task/"
)

var rootARN = regexp.MustCompile(`^arn:aws:iam::([0-9]{12}):root$`)

// AssumeRoot gives temporary credentials of a member account's root user, for one task.
func (s stsService) AssumeRoot(in *sts.AssumeRootInput) (*sts.AssumeRootOutput, error) {
	task, seconds, err := checkRootTask(in)
	if err != nil {
		return nil, err
	}
	target := rootOf(s.call)[0]
	named := rootARN.FindStringSubmatch(target)
	if named == nil {
		return nil, invalid("%s is invalid", aws.ToString(in.TargetPrincipal))
	}
	a := s.governed(named[1])
	if a == nil {
		return nil, denied("User: %s is not authorized to perform: sts:AssumeRoot on resource: %s", s.caller.ARN, target)
	}
	session := &Session{Task: task}
	if from := s.session(); from != nil {
		session.Source = from.Source
	}
	given, err := s.give(a, session, seconds)
	if err != nil {
		return nil, err
	}
	return &sts.AssumeRootOutput{Credentials: given, SourceIdentity: some(session.Source)}, nil
}

// checkRootTask is the task policy of a request, and how long its session is to last.
func checkRootTask(in *sts.AssumeRootInput) (task string, seconds int32, err error) {
	if in.TaskPolicyArn != nil {
		task = aws.ToString(in.TaskPolicyArn.Arn)
	}
	if _, known := awsManaged(task); !known || !strings.HasPrefix(task, rootTaskPrefix) {
		return "", 0, invalid("The task policy %s is not one of those for root tasks.", task)
	}
	seconds = *cmp.Or(in.DurationSeconds, aws.Int32(rootTaskLongest))
	if seconds < 0 || seconds > rootTaskLongest {
		return "", 0, invalid("1 validation error detected: Value '%d' at 'durationSeconds' failed to satisfy constraint: Member must have value between 0 and %d", seconds, rootTaskLongest)
	}
	return task, seconds, nil
}

// governed is the member account that the caller may become the root user of; nil
// where it may not. Root credentials may not, whosever they are.
func (s stsService) governed(id string) *Account {
	o := s.Organization
	switch {
	case o == nil || o.Members[id] == nil || id == o.Master || o.Members[s.account.ID] == nil:
		return nil
	case !o.administers(s.account.ID) || !o.has(iamtypes.FeatureTypeRootSessions) || iamService(s).byRoot():
		return nil
	}
	a := s.Accounts[id]
	if s.warming(a) || s.state(a) != orgtypes.AccountStateActive {
		return nil
	}
	return a
}

// rootOf is the root user that a request wants to become, named by its ARN or the account's id.
func rootOf(c *call) []string {
	target := c.field("TargetPrincipal")
	if isAccountID(target) {
		return []string{"arn:aws:iam::" + target + ":root"}
	}
	return []string{target}
}
