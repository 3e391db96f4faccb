package sandbox

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

func (s iamService) CreatePolicyVersion(in *iam.CreatePolicyVersionInput) (*iam.CreatePolicyVersionOutput, error) {
	p, err := s.ownPolicy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	if err := checkManaged(aws.ToString(in.PolicyDocument)); err != nil {
		return nil, err
	}
	if len(p.Versions) >= versionsMax {
		return nil, overLimit("A managed policy can have up to %d versions. Before you create a new version, you must delete an existing version.", versionsMax)
	}
	p.Last++
	v := PolicyVersion{p.Last, *in.PolicyDocument, s.moment()}
	p.Versions = append(p.Versions, v)
	p.Updated = v.Created
	if in.SetAsDefault {
		p.Default = v.Number
	}
	made := p.toldVersion(v)
	made.Document = nil // AWS: only GetPolicyVersion and GetAccountAuthorizationDetails return it
	return &iam.CreatePolicyVersionOutput{PolicyVersion: &made}, nil
}

func (p *ManagedPolicy) toldVersion(v PolicyVersion) iamtypes.PolicyVersion {
	return iamtypes.PolicyVersion{
		VersionId: aws.String(versionID(v.Number)), IsDefaultVersion: v.Number == p.Default,
		CreateDate: aws.Time(v.Created), Document: encoded(v.Document),
	}
}

// version is where a version of a policy is among its versions.
func (p *ManagedPolicy) version(arn, id *string) (int, error) {
	n := slices.IndexFunc(p.Versions, func(v PolicyVersion) bool { return versionID(v.Number) == aws.ToString(id) })
	if n < 0 {
		return 0, noSuch("Policy %s version %s does not exist or is not attachable.", *arn, aws.ToString(id))
	}
	return n, nil
}

func (s iamService) GetPolicyVersion(in *iam.GetPolicyVersionInput) (*iam.GetPolicyVersionOutput, error) {
	if p, ok := awsManaged(aws.ToString(in.PolicyArn)); ok {
		if aws.ToString(in.VersionId) != managedVersion {
			return nil, noSuch("Policy %s version %s does not exist or is not attachable.", *in.PolicyArn, aws.ToString(in.VersionId))
		}
		return &iam.GetPolicyVersionOutput{PolicyVersion: p.version()}, nil
	}
	p, err := s.policy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	n, err := p.version(in.PolicyArn, in.VersionId)
	if err != nil {
		return nil, err
	}
	v := p.toldVersion(p.Versions[n])
	return &iam.GetPolicyVersionOutput{PolicyVersion: &v}, nil
}

func (s iamService) ListPolicyVersions(in *iam.ListPolicyVersionsInput) (*iam.ListPolicyVersionsOutput, error) {
	all, err := s.versions(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	page, next, err := paged(s.call, all, func(v iamtypes.PolicyVersion) string { return *v.VersionId }, mark{in.Marker, in.MaxItems})
	return &iam.ListPolicyVersionsOutput{Versions: page, IsTruncated: next != nil, Marker: next}, err
}

// versions are a policy's versions without their texts, in the order of their ids.
func (s iamService) versions(arn *string) ([]iamtypes.PolicyVersion, error) {
	if p, ok := awsManaged(aws.ToString(arn)); ok {
		v := *p.version()
		v.Document = nil
		return []iamtypes.PolicyVersion{v}, nil
	}
	p, err := s.policy(arn)
	if err != nil {
		return nil, err
	}
	var all []iamtypes.PolicyVersion
	for _, v := range p.Versions {
		one := p.toldVersion(v)
		one.Document = nil
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b iamtypes.PolicyVersion) int { return strings.Compare(*a.VersionId, *b.VersionId) })
	return all, nil
}

func (s iamService) DeletePolicyVersion(in *iam.DeletePolicyVersionInput) (*iam.DeletePolicyVersionOutput, error) {
	p, err := s.ownPolicy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	n, err := p.version(in.PolicyArn, in.VersionId)
	if err != nil {
		return nil, err
	}
	if p.Versions[n].Number == p.Default {
		return nil, conflict("Cannot delete the default version of a policy.")
	}
	p.Versions = slices.Delete(p.Versions, n, n+1)
	return &iam.DeletePolicyVersionOutput{}, nil
}

func (s iamService) SetDefaultPolicyVersion(in *iam.SetDefaultPolicyVersionInput) (*iam.SetDefaultPolicyVersionOutput, error) {
	p, err := s.ownPolicy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	n, err := p.version(in.PolicyArn, in.VersionId)
	if err != nil {
		return nil, err
	}
	p.Default, p.Updated = p.Versions[n].Number, s.moment()
	return &iam.SetDefaultPolicyVersionOutput{}, nil
}
