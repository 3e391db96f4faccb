package sandbox

import (
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// serviceKeysMax is how many service-specific credentials a user may have for one service. AWS: IAM quotas
const serviceKeysMax = 2

// servicesWithKeys are those that have credentials of their own for IAM users.
var servicesWithKeys = []string{"bedrock.amazonaws.com", "cassandra.amazonaws.com", "codecommit.amazonaws.com"}

func (s iamService) CreateServiceSpecificCredential(in *iam.CreateServiceSpecificCredentialInput) (*iam.CreateServiceSpecificCredentialOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	service := aws.ToString(in.ServiceName)
	if !slices.Contains(servicesWithKeys, service) {
		return nil, &iamtypes.ServiceNotSupportedException{Message: aws.String("No such service " + service + " is supported for Service Specific Credentials")}
	}
	same := slices.DeleteFunc(byName(u.ServiceKeys), func(c Credential) bool { return c.Service != service })
	if len(same) >= serviceKeysMax {
		return nil, overLimit("Cannot exceed quota for ServiceSpecificCredentialsPerUser: %d", serviceKeysMax)
	}
	password, err := s.secret(33)
	if err != nil {
		return nil, err
	}
	id := s.id("ACCA", 17)
	addCredential(&u.ServiceKeys, id, Credential{Service: service, Login: u.Name + "-at-" + s.account.ID, Active: true, Created: s.moment()})
	return &iam.CreateServiceSpecificCredentialOutput{ServiceSpecificCredential: u.newServiceKey(id, password)}, nil
}

// newServiceKey is a credential with its password, which is told this once and kept nowhere.
func (u *User) newServiceKey(id, password string) *iamtypes.ServiceSpecificCredential {
	c := u.ServiceKeys[id]
	return &iamtypes.ServiceSpecificCredential{
		ServiceSpecificCredentialId: aws.String(id), ServiceName: aws.String(c.Service), ServiceUserName: aws.String(c.Login), ServicePassword: aws.String(password),
		Status: status(c.Active), UserName: aws.String(u.Name), CreateDate: aws.Time(c.Created),
	}
}

func (s iamService) ListServiceSpecificCredentials(in *iam.ListServiceSpecificCredentialsInput) (*iam.ListServiceSpecificCredentialsOutput, error) {
	u, err := s.self(in.UserName)
	if err != nil {
		return nil, err
	}
	ids := slices.DeleteFunc(slices.Sorted(maps.Keys(u.ServiceKeys)), func(id string) bool {
		return in.ServiceName != nil && u.ServiceKeys[id].Service != *in.ServiceName
	})
	page, next, err := paged(s.call, ids, itself, mark{in.Marker, in.MaxItems})
	out := &iam.ListServiceSpecificCredentialsOutput{ServiceSpecificCredentials: []iamtypes.ServiceSpecificCredentialMetadata{}, IsTruncated: next != nil, Marker: next}
	for _, id := range page {
		c := u.ServiceKeys[id]
		out.ServiceSpecificCredentials = append(out.ServiceSpecificCredentials, iamtypes.ServiceSpecificCredentialMetadata{
			ServiceSpecificCredentialId: aws.String(id), ServiceName: aws.String(c.Service), ServiceUserName: aws.String(c.Login),
			Status: status(c.Active), UserName: aws.String(u.Name), CreateDate: aws.Time(c.Created),
		})
	}
	return out, err
}

func (s iamService) UpdateServiceSpecificCredential(in *iam.UpdateServiceSpecificCredentialInput) (*iam.UpdateServiceSpecificCredentialOutput, error) {
	u, err := s.self(in.UserName)
	if err != nil {
		return nil, err
	}
	return &iam.UpdateServiceSpecificCredentialOutput{}, switchCredential(u.ServiceKeys, "Service Specific Credential", in.ServiceSpecificCredentialId, in.Status)
}

func (s iamService) ResetServiceSpecificCredential(in *iam.ResetServiceSpecificCredentialInput) (*iam.ResetServiceSpecificCredentialOutput, error) {
	u, err := s.self(in.UserName)
	if err != nil {
		return nil, err
	}
	if _, err := credentialOf(u.ServiceKeys, "Service Specific Credential", in.ServiceSpecificCredentialId); err != nil {
		return nil, err
	}
	password, err := s.secret(33)
	if err != nil {
		return nil, err
	}
	return &iam.ResetServiceSpecificCredentialOutput{ServiceSpecificCredential: u.newServiceKey(*in.ServiceSpecificCredentialId, password)}, nil
}

func (s iamService) DeleteServiceSpecificCredential(in *iam.DeleteServiceSpecificCredentialInput) (*iam.DeleteServiceSpecificCredentialOutput, error) {
	u, err := s.self(in.UserName)
	if err != nil {
		return nil, err
	}
	return &iam.DeleteServiceSpecificCredentialOutput{}, deleteCredential(u.ServiceKeys, "Service Specific Credential", in.ServiceSpecificCredentialId)
}
