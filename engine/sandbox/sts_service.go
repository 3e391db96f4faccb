package sandbox

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	ststypes "github.com/aws/aws-sdk-go-v2/service/sts/types"
)

// stsService is the Security Token Service, asked from the caller's account.
type stsService struct{ *call }

// Session lengths in seconds. AWS: STS API reference
const (
	sessionShortest = 900
	chainedLongest  = 3600
	userDefault     = 43200
	userLongest     = 129600
	rootLongest     = 3600
)

func (s stsService) GetCallerIdentity(in *sts.GetCallerIdentityInput) (*sts.GetCallerIdentityOutput, error) {
	return &sts.GetCallerIdentityOutput{Account: aws.String(s.caller.Account), Arn: aws.String(s.caller.ARN), UserId: aws.String(s.caller.ID)}, nil
}

func (s stsService) GetAccessKeyInfo(in *sts.GetAccessKeyInfoInput) (*sts.GetAccessKeyInfoOutput, error) {
	id := aws.ToString(in.AccessKeyId)
	for _, a := range s.Accounts {
		if a.IAM.Keys[id] != nil || a.IAM.Sessions[id] != nil {
			return &sts.GetAccessKeyInfoOutput{Account: aws.String(a.ID)}, nil
		}
	}
	return nil, invalid("The access key %s is not valid.", id)
}

// GetSessionToken gives a user, or root, temporary credentials that may tell of MFA.
func (s stsService) GetSessionToken(in *sts.GetSessionTokenInput) (*sts.GetSessionTokenOutput, error) {
	if s.session() != nil {
		return nil, denied("Cannot call GetSessionToken with session credentials")
	}
	isRoot := strings.HasSuffix(s.caller.ARN, ":root")
	seconds := int32(userDefault)
	if in.DurationSeconds != nil {
		seconds = *in.DurationSeconds
	}
	if err := checkDuration(seconds, userLongest); err != nil {
		return nil, err
	}
	if isRoot {
		seconds = min(seconds, rootLongest)
	}
	proved, err := s.prove(in.SerialNumber, in.TokenCode)
	if err != nil {
		return nil, err
	}
	given, err := s.give(s.account, &Session{User: s.ownUser(), MFA: proved}, seconds)
	if err != nil {
		return nil, err
	}
	return &sts.GetSessionTokenOutput{Credentials: given}, nil
}

func checkDuration(seconds, longest int32) error {
	if seconds < sessionShortest || seconds > longest {
		return invalid("1 validation error detected: Value '%d' at 'durationSeconds' failed to satisfy constraint: Member must have value between %d and %d", seconds, sessionShortest, longest)
	}
	return nil
}

// ownUser is the name of the user who calls; "" for a role and for root.
func (s stsService) ownUser() string { return iamService(s).ownName() }

// give makes a session of the account and is its credentials. Those that are over are forgotten.
func (w *World) give(a *Account, session *Session, seconds int32) (*ststypes.Credentials, error) {
	var err error
	if session.Secret, err = w.secret(30); err != nil {
		return nil, err
	}
	if session.Token, err = w.secret(180); err != nil {
		return nil, err
	}
	session.Created = w.moment()
	session.Expires = session.Created.Add(time.Duration(seconds) * time.Second)
	a.IAM.dropSessions(func(one *Session) bool { return one.Expires.Add(reportLasts).Before(w.now()) })
	id := w.id("ASIA", 16)
	a.IAM.Sessions[id] = session
	return &ststypes.Credentials{
		AccessKeyId: aws.String(id), SecretAccessKey: aws.String(session.Secret), SessionToken: aws.String(session.Token), Expiration: aws.Time(session.Expires),
	}, nil
}

// prove checks a one-time code of the calling user, and is when it was given: nil without one.
func (s stsService) prove(serial, code *string) (*time.Time, error) {
	if serial == nil && code == nil {
		return nil, nil
	}
	if serial == nil || code == nil {
		return nil, denied("MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code. ")
	}
	d := s.account.IAM.MFA[*serial]
	if user := s.ownUser(); d == nil || user == "" || d.User != user {
		return nil, denied("MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user. ")
	}
	if !d.accept(*code, s.now()) {
		return nil, denied("MultiFactorAuthentication failed with invalid MFA one time pass code. ")
	}
	now := s.moment()
	return &now, nil
}
