package sandbox

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// linkedNames are the service-linked roles whose names are not simply the service's.
var linkedNames = map[string]string{
	organizationsPrincipal:               "Organizations",
	"sso.amazonaws.com":                  "SSO",
	"cloudtrail.amazonaws.com":           "CloudTrail",
	"config.amazonaws.com":               "Config",
	"access-analyzer.amazonaws.com":      "AccessAnalyzer",
	"elasticloadbalancing.amazonaws.com": "ElasticLoadBalancing",
	"autoscaling.amazonaws.com":          "AutoScaling",
	"support.amazonaws.com":              "Support",
	"trustedadvisor.amazonaws.com":       "TrustedAdvisor",
}

// linkedName is what a service calls its role.
func linkedName(service, suffix string) string {
	name, known := linkedNames[service]
	if !known {
		name, _, _ = strings.Cut(service, ".")
	}
	if suffix != "" {
		name += "_" + suffix
	}
	return "AWSServiceRoleFor" + name
}

// addLinkedRole gives the account the role that a service works with, where it has none.
func (w *World) addLinkedRole(a *Account, service, suffix string) (*Role, bool) {
	name := linkedName(service, suffix)
	if r := a.IAM.Roles[name]; r != nil {
		return r, false
	}
	trust := `{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":"` + service + `"}}],"Version":"2012-10-17"}`
	r := &Role{Identity: w.identity("AROA", name, linkedPath+service+"/"), Trust: trust, MaxSession: sessionDefault}
	if arn := managedPrefix + linkedPath + "AWS" + strings.TrimPrefix(name, "AWSServiceRoleFor") + "ServiceTrustPolicy"; a.IAM.hasPolicy(arn) {
		r.Attached = append(r.Attached, arn)
	}
	a.IAM.Roles[name] = r
	return r, true
}

func (s iamService) CreateServiceLinkedRole(in *iam.CreateServiceLinkedRoleInput) (*iam.CreateServiceLinkedRoleOutput, error) {
	service := aws.ToString(in.AWSServiceName)
	if !serviceShape.MatchString(service) {
		return nil, badInput("Service role name %s is not valid.", service)
	}
	if err := checkDescription(in.Description); err != nil {
		return nil, err
	}
	if suffix := aws.ToString(in.CustomSuffix); suffix != "" {
		if err := checkName("customSuffix", suffix, roleNameMax); err != nil {
			return nil, err
		}
	}
	r, made := s.addLinkedRole(s.account, service, aws.ToString(in.CustomSuffix))
	if !made {
		return nil, badInput("Service role name %s has been taken in this account, please try a different suffix.", r.Name)
	}
	r.Description = aws.ToString(in.Description)
	return &iam.CreateServiceLinkedRoleOutput{Role: s.toldRole(r)}, nil
}

// DeleteServiceLinkedRole deletes the role at once; its task tells that it succeeded.
func (s iamService) DeleteServiceLinkedRole(in *iam.DeleteServiceLinkedRoleInput) (*iam.DeleteServiceLinkedRoleOutput, error) {
	r, err := s.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(r.Path, linkedPath) {
		return nil, badInput("Role %s is not a service-linked role.", r.Name)
	}
	s.iam().deleteRole(r)
	task := "task" + r.Path + r.Name + "/" + s.id("", 24)
	s.iam().Deletions[task] = r.Name
	return &iam.DeleteServiceLinkedRoleOutput{DeletionTaskId: aws.String(task)}, nil
}

func (s iamService) GetServiceLinkedRoleDeletionStatus(in *iam.GetServiceLinkedRoleDeletionStatusInput) (*iam.GetServiceLinkedRoleDeletionStatusOutput, error) {
	if _, ok := s.iam().Deletions[aws.ToString(in.DeletionTaskId)]; !ok {
		return nil, noSuch("Deletion task %s cannot be found.", aws.ToString(in.DeletionTaskId))
	}
	return &iam.GetServiceLinkedRoleDeletionStatusOutput{Status: iamtypes.DeletionTaskStatusTypeSucceeded}, nil
}
