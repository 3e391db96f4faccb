package sandbox

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

const keysMax = 2 // access keys of a user, or of root. AWS: IAM quotas

// owner is whose credentials a request is about: the user named, else the user
// who asks, else root, whose name is "".
func (s iamService) owner(name *string) (string, error) {
	if name == nil && s.byRoot() {
		return "", nil
	}
	u, err := s.self(name)
	if err != nil {
		return "", err
	}
	return u.Name, nil
}

// keysOf are the ids of a user's access keys, the oldest first.
func (m *IAM) keysOf(user string) []string {
	ids := slices.DeleteFunc(slices.Sorted(maps.Keys(m.Keys)), func(id string) bool { return m.Keys[id].User != user })
	slices.SortStableFunc(ids, func(a, b string) int { return m.Keys[a].Created.Compare(m.Keys[b].Created) })
	return ids
}

func (s iamService) CreateAccessKey(in *iam.CreateAccessKeyInput) (*iam.CreateAccessKeyOutput, error) {
	user, err := s.owner(in.UserName)
	if err != nil {
		return nil, err
	}
	if len(s.iam().keysOf(user)) >= keysMax {
		return nil, overLimit("Cannot exceed quota for AccessKeysPerUser: %d", keysMax)
	}
	id, secret, err := s.addKey(s.account, user)
	if err != nil {
		return nil, err
	}
	return &iam.CreateAccessKeyOutput{AccessKey: &iamtypes.AccessKey{
		AccessKeyId: aws.String(id), SecretAccessKey: aws.String(secret), UserName: aws.String(user),
		Status: iamtypes.StatusTypeActive, CreateDate: aws.Time(s.moment()),
	}}, nil
}

// addKey gives a user, or root, an access key.
func (w *World) addKey(a *Account, user string) (id, secret string, err error) {
	if secret, err = w.secret(30); err != nil {
		return "", "", err
	}
	id = w.id("AKIA", 16)
	a.IAM.Keys[id] = &AccessKey{User: user, Secret: secret, Active: true, Created: w.moment(), Changed: w.moment()}
	return id, secret, nil
}

func (s iamService) ListAccessKeys(in *iam.ListAccessKeysInput) (*iam.ListAccessKeysOutput, error) {
	user, err := s.owner(in.UserName)
	if err != nil {
		return nil, err
	}
	ids := slices.Sorted(slices.Values(s.iam().keysOf(user)))
	page, next, err := paged(s.call, ids, itself, mark{in.Marker, in.MaxItems})
	if err != nil {
		return nil, err
	}
	out := &iam.ListAccessKeysOutput{AccessKeyMetadata: []iamtypes.AccessKeyMetadata{}, IsTruncated: next != nil, Marker: next}
	for _, id := range page {
		k := s.iam().Keys[id]
		out.AccessKeyMetadata = append(out.AccessKeyMetadata, iamtypes.AccessKeyMetadata{
			AccessKeyId: aws.String(id), UserName: some(k.User), Status: status(k.Active), CreateDate: aws.Time(k.Created),
		})
	}
	return out, nil
}

func status(active bool) iamtypes.StatusType {
	if active {
		return iamtypes.StatusTypeActive
	}
	return iamtypes.StatusTypeInactive
}

// key is an access key of the user named, or of the one who asks.
func (s iamService) key(user, id *string) (*AccessKey, error) {
	owner, err := s.owner(user)
	if err != nil {
		return nil, err
	}
	k := s.iam().Keys[aws.ToString(id)]
	if k == nil || k.User != owner {
		return nil, noSuch("The Access Key with id %s cannot be found.", aws.ToString(id))
	}
	return k, nil
}

func (s iamService) UpdateAccessKey(in *iam.UpdateAccessKeyInput) (*iam.UpdateAccessKeyOutput, error) {
	k, err := s.key(in.UserName, in.AccessKeyId)
	if err != nil {
		return nil, err
	}
	if err := checkStatus(in.Status); err != nil {
		return nil, err
	}
	k.Active, k.Changed = in.Status == iamtypes.StatusTypeActive, s.moment()
	return &iam.UpdateAccessKeyOutput{}, nil
}

func checkStatus(to iamtypes.StatusType) error {
	if to != iamtypes.StatusTypeActive && to != iamtypes.StatusTypeInactive {
		return invalid("1 validation error detected: Value '%s' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]", to)
	}
	return nil
}

func (s iamService) DeleteAccessKey(in *iam.DeleteAccessKeyInput) (*iam.DeleteAccessKeyOutput, error) {
	if _, err := s.key(in.UserName, in.AccessKeyId); err != nil {
		return nil, err
	}
	delete(s.iam().Keys, *in.AccessKeyId)
	return &iam.DeleteAccessKeyOutput{}, nil
}

func (s iamService) GetAccessKeyLastUsed(in *iam.GetAccessKeyLastUsedInput) (*iam.GetAccessKeyLastUsedOutput, error) {
	k := s.iam().Keys[aws.ToString(in.AccessKeyId)]
	if k == nil {
		return nil, denied("User: %s is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key %s", s.caller.ARN, aws.ToString(in.AccessKeyId))
	}
	last := &iamtypes.AccessKeyLastUsed{ServiceName: aws.String("N/A"), Region: aws.String("N/A"), LastUsedDate: k.LastUsed}
	if k.LastUsed != nil {
		last.ServiceName, last.Region = aws.String(k.LastService), aws.String(k.LastRegion)
	}
	return &iam.GetAccessKeyLastUsedOutput{UserName: some(k.User), AccessKeyLastUsed: last}, nil
}

// keyUsed remembers that an access key, if it is a long-term one, signed a request to a service.
func (w *World) keyUsed(by Caller, service string) {
	a := w.Accounts[by.Account]
	if a == nil || !strings.HasPrefix(by.Key, "AKIA") || a.IAM.Keys[by.Key] == nil {
		return
	}
	now := w.moment()
	k := a.IAM.Keys[by.Key]
	k.LastUsed, k.LastService, k.LastRegion = &now, service, "us-east-1"
}
