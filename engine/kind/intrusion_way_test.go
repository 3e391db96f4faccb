package kind

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// wayIntrusions are ways in that pass for something of ours, or of AWS's.
var wayIntrusions = []intrusion{
	{"an access role for its own account", func(s *scene) {
		id, _ := s.Names.ID("legacy")
		s.retrust("legacy", "OrganizationAccountAccessRole", trust(`{"AWS":["arn:aws:iam::`+masterID+`:root","arn:aws:iam::`+id+`:root"]}`, "AssumeRole", ""))
	}, "extra foreign-trust legacy/role/OrganizationAccountAccessRole", false},
	{"an access role for a service", func(s *scene) {
		s.retrust("production", "OrganizationAccountAccessRole", trust(`{"AWS":"arn:aws:iam::`+masterID+`:root","Service":"ec2.amazonaws.com"}`, "AssumeRole", ""))
	}, "extra foreign-trust production/role/OrganizationAccountAccessRole", true},
	{"an access role for one machine of its own account", func(s *scene) {
		id, _ := s.Names.ID("sandbox")
		s.role("sandbox", "web-own", trust(`{"Service":"ec2.amazonaws.com"}`, "AssumeRole", ""))
		s.retrust("sandbox", "OrganizationAccountAccessRole", trust(`{"AWS":["arn:aws:iam::`+masterID+`:root","arn:aws:iam::`+id+`:role/web-own"]}`, "AssumeRole", ""))
	}, "extra foreign-trust sandbox/role/OrganizationAccountAccessRole", true},
	{"a role with the name of one of CI's, marked as taken over", func(s *scene) {
		s.marked("production", ciPlan, trust(byRoot(foreignID), "AssumeRole", ""), admin)
	}, "extra foreign-trust production/role/ci-plan", true},
	{"another, for a machine", func(s *scene) {
		s.marked("storage", ciApply, trust(`{"Service":"ec2.amazonaws.com"}`, "AssumeRole", ""), admin)
	}, "extra admin-outside-function storage/role/ci-apply", true},
	{"another, of the master account", func(s *scene) {
		s.marked("master", ciRead, trust(`"*"`, "AssumeRole", ""))
	}, "extra foreign-trust master/role/ci-read", true},
	{"one with another spelling, which is a role of ours that goes", func(s *scene) {
		s.marked("production", "CI-apply", trust(byRoot(foreignID), "AssumeRole", ""))
	}, "extra weaker production/role/CI-apply", true},
	{"a role of StackSets for another organization's service", func(s *scene) {
		s.stacks("production", "0", foreignID, "autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling")
	}, "extra foreign-trust production/role/stacksets-exec-0", false},
	{"one for another organization's StackSets", func(s *scene) { s.stacks("production", "1", foreignID, stackSetsRole) }, "extra foreign-trust production/role/stacksets-exec-1", false},
	{"one for a member's", func(s *scene) {
		id, _ := s.Names.ID("legacy")
		s.stacks("production", "2", id, stackSetsRole)
	}, "extra admin-outside-function production/role/stacksets-exec-2", false},
	{"one for another service of the master account", func(s *scene) {
		s.stacks("production", "3", masterID, "autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling")
	}, "extra admin-outside-function production/role/stacksets-exec-3", false},
}

const stackSetsRole = "stacksets.cloudformation.amazonaws.com/AWSServiceRoleForCloudFormationStackSetsOrgAdmin"

// stacks is a role of StackSets for a service-linked role of an account, which
// is let in by hand: no call takes one that is not there.
func (s *scene) stacks(account, number, of, role string) {
	s.Helper()
	name := "stacksets-exec-" + number
	s.role(account, name, trust(`{"Service":"ec2.amazonaws.com"}`, "AssumeRole", ""), admin)
	s.of(account).IAM.Roles[name].Trust = trust(`{"AWS":"arn:aws:iam::`+of+`:role/aws-service-role/`+role+`"}`, "AssumeRole", "")
}

// StackSets of a delegated administrator come in as those of the master account do.
func TestStackSetsOfADelegate(t *testing.T) {
	l := theatre(t)
	s := &scene{l.open(peopled)}
	s.draft()
	id, _ := s.Names.ID("legacy")
	s.stacks("production", "4", id, stackSetsRole)
	s.stacks("sandbox", "5", masterID, stackSetsRole)
	differ(t, drifts(l.open(peopled).drift()), append(slices.Clone(atRest), "extra admin-outside-function production/role/stacksets-exec-4"))
	service := aws.String("member.org.stacksets.cloudformation.amazonaws.com")
	done[*organizations.EnableAWSServiceAccessOutput](s)(s.cloud.Organizations.EnableAWSServiceAccess(t.Context(), &organizations.EnableAWSServiceAccessInput{ServicePrincipal: service}))
	done[*organizations.RegisterDelegatedAdministratorOutput](s)(s.cloud.Organizations.RegisterDelegatedAdministrator(t.Context(), &organizations.RegisterDelegatedAdministratorInput{
		AccountId: &id, ServicePrincipal: service,
	}))
	differ(t, drifts(l.open(peopled).drift()), append(slices.Clone(atRest), "extra delegated-administrator master/delegate/legacy"))
}

// marked makes a role with the mark of those that were taken over.
func (s *scene) marked(account, name, trust string, policies ...string) {
	s.Helper()
	s.role(account, name, trust, policies...)
	s.mark(account, name)
}

func (s *scene) mark(account, name string) {
	s.Helper()
	done[*iam.TagRoleOutput](s)(s.in(account).TagRole(s.Context(), &iam.TagRoleInput{RoleName: &name, Tags: []types.Tag{{Key: aws.String(cloud.AdoptedTag), Value: aws.String("acme")}}}))
}

// Every role that is ours is a fact of exactly one kind, so that nothing passes
// for ours that no plan compares; every other is a fact of none.
func TestARoleOfOursIsOneFact(t *testing.T) {
	l := theatre(t)
	o := l.open(peopled)
	o.draft()
	for _, account := range []string{cloud.Master, "production"} {
		for _, name := range []string{ciPlan, ciApply, ciRead, "CI-Plan", "operations", "shadow", "OrganizationAccountAccessRole"} {
			for _, path := range []string{"/", o.cloud.Path, o.cloud.Path + "deeper/", "/people/"} {
				for _, mark := range []string{"", "acme", "other"} {
					r := types.RoleDetail{RoleName: &name, Path: &path, AssumeRolePolicyDocument: aws.String(allowAll), Tags: []types.Tag{{Key: aws.String(cloud.AdoptedTag), Value: &mark}}}
					s := &Sight{o.Wish, &cloud.Snapshot{Account: account, Roles: []types.RoleDetail{r}}, o.cloud, &cloud.Picture{}}
					facts := 0
					for _, k := range []Kind{role, cirole} {
						have := engine.State{}
						k.have(s, have, namesakes{})
						facts += len(have)
					}
					if want := map[bool]int{true: 1}[s.ownsRole(r)]; facts != want {
						t.Errorf("%s/%s%s marked %q: %d facts, want %d", account, path, name, mark, facts, want)
					}
				}
			}
		}
	}
}
