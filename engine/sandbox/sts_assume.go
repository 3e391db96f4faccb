package sandbox

import (
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	ststypes "github.com/aws/aws-sdk-go-v2/service/sts/types"
)

var (
	roleARN     = regexp.MustCompile(`^arn:aws:iam::([0-9]{12}):role(/(?:[\x21-\x7E]+/)?)([\w+=,.@-]+)$`)
	sessionName = regexp.MustCompile(`^[\w+=,.@-]{2,64}$`)
	externalID  = regexp.MustCompile(`^[\w+=,.@:/-]{2,}$`)
	codeShape   = regexp.MustCompile(`^[0-9]{6}$`)
)

// AssumeRole gives temporary credentials of a role, in any account, to whom its
// trust policy lets in. That there is no such role, that it does not trust the
// caller, and that its account is not ready yet are one answer, as in AWS.
func (s stsService) AssumeRole(in *sts.AssumeRoleInput) (*sts.AssumeRoleOutput, error) {
	if err := checkAssume(in); err != nil {
		return nil, err
	}
	if strings.HasSuffix(s.caller.ARN, ":root") {
		return nil, denied("Roles may not be assumed by root accounts.")
	}
	proved, err := s.prove(in.SerialNumber, in.TokenCode)
	if err != nil {
		return nil, err
	}
	a, r := s.assumable(*in.RoleArn)
	if err := s.mayBecome(r, *in.RoleArn, proved); err != nil {
		return nil, err
	}
	seconds, err := s.length(in.DurationSeconds, r)
	if err != nil {
		return nil, err
	}
	session, err := s.begun(in, a, r)
	if err != nil {
		return nil, err
	}
	given, err := s.give(a, session, seconds)
	if err != nil {
		return nil, err
	}
	now := s.moment()
	r.LastUsed, r.LastRegion = &now, home
	return &sts.AssumeRoleOutput{
		Credentials: given, SourceIdentity: some(session.Source),
		//lint:ignore SA1019 clients that know nothing of SessionTokenUtilization read this
		PackedPolicySize: packed(in),
		AssumedRoleUser:  &ststypes.AssumedRoleUser{Arn: aws.String(a.sessionARN(r.Name, *in.RoleSessionName)), AssumedRoleId: aws.String(r.ID + ":" + *in.RoleSessionName)},
	}, nil
}

// checkAssume holds a request to the shapes of its fields.
func checkAssume(in *sts.AssumeRoleInput) error {
	for _, field := range []struct {
		name  string
		value *string
		shape *regexp.Regexp
	}{
		{"roleSessionName", aws.String(aws.ToString(in.RoleSessionName)), sessionName},
		{"externalId", in.ExternalId, externalID},
		{"sourceIdentity", in.SourceIdentity, sessionName},
		{"tokenCode", in.TokenCode, codeShape},
	} {
		if field.value != nil && !field.shape.MatchString(*field.value) {
			return invalid("1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must satisfy regular expression pattern: %s", *field.value, field.name, field.shape)
		}
	}
	if !roleARN.MatchString(aws.ToString(in.RoleArn)) {
		return invalid("%s is invalid", aws.ToString(in.RoleArn))
	}
	if in.DurationSeconds != nil {
		if err := checkDuration(*in.DurationSeconds, sessionLongest); err != nil {
			return err
		}
	}
	if in.Policy != nil {
		return checkIdentity(*in.Policy)
	}
	return nil
}

// packed is how full the session's policies and tags are, in percent; nil without any.
func packed(in *sts.AssumeRoleInput) *int32 {
	size := len(aws.ToString(in.Policy))
	for _, p := range in.PolicyArns {
		size += len(aws.ToString(p.Arn))
	}
	for _, t := range in.Tags {
		size += len(aws.ToString(t.Key)) + len(aws.ToString(t.Value))
	}
	if size == 0 {
		return nil
	}
	return aws.Int32(int32(min(100, 1+size*100/4096)))
}

// assumable is a role that can be assumed, and its account: a new account's
// cannot be for a while, a closed account's no longer.
func (s stsService) assumable(arn string) (*Account, *Role) {
	m := roleARN.FindStringSubmatch(arn)
	a := s.Accounts[m[1]]
	if a == nil || s.warming(a) || s.state(a) == orgtypes.AccountStateClosed {
		return nil, nil
	}
	r := a.IAM.Roles[m[3]]
	if r == nil || r.Path != m[2] {
		return nil, nil
	}
	return a, r
}

// length is how long the session lasts, in seconds.
func (s stsService) length(asked *int32, r *Role) (int32, error) {
	seconds := int32(sessionDefault)
	if asked != nil {
		seconds = *asked
	}
	if seconds > r.MaxSession {
		return 0, invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
	}
	if session := s.session(); session != nil && session.Role != "" && seconds > chainedLongest {
		return 0, invalid("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining")
	}
	return seconds, nil
}
