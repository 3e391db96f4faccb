package kind

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// organizationIntrusions are about the organization as a whole.
var organizationIntrusions = []intrusion{
	{"an account beside the file", func(s *scene) {
		made, err := s.cloud.Organizations.CreateAccount(s.Context(), &organizations.CreateAccountInput{AccountName: aws.String("Shadow IT"), Email: aws.String("shadow@elsewhere.example")})
		s.must(err)
		for made.CreateAccountStatus.State == types.CreateAccountStateInProgress {
			got, err := s.cloud.Organizations.DescribeCreateAccountStatus(s.Context(), &organizations.DescribeCreateAccountStatusInput{CreateAccountRequestId: made.CreateAccountStatus.Id})
			s.must(err)
			made.CreateAccountStatus = got.CreateAccountStatus
		}
	}, "extra account-not-declared master/account/shadow-it", true},
	{"an account that is closed", func(s *scene) {
		id, _ := s.Names.ID("gone")
		done[*organizations.CloseAccountOutput](s)(s.cloud.Organizations.CloseAccount(s.Context(), &organizations.CloseAccountInput{AccountId: &id}))
	}, "changed account-suspended master/account/gone", false},
	{"a unit beside the file", func(s *scene) {
		root, err := rootOf(s.Context(), s.master())
		s.must(err)
		done[*organizations.CreateOrganizationalUnitOutput](s)(s.cloud.Organizations.CreateOrganizationalUnit(s.Context(), &organizations.CreateOrganizationalUnitInput{Name: aws.String("Free"), ParentId: root.Id}))
	}, "extra unit-not-declared master/unit/Free", true},
	{"a policy beside the file", func(s *scene) {
		done[*organizations.CreatePolicyOutput](s)(s.cloud.Organizations.CreatePolicy(s.Context(), &organizations.CreatePolicyInput{
			Name: aws.String("nothing"), Description: aws.String("x"), Content: aws.String(allowAll), Type: types.PolicyTypeServiceControlPolicy,
		}))
	}, "extra policy-not-declared master/guardrail/nothing", true},
	{"a delegated administrator", func(s *scene) {
		id, _ := s.Names.ID("sandbox")
		service := aws.String("guardduty.amazonaws.com")
		done[*organizations.EnableAWSServiceAccessOutput](s)(s.cloud.Organizations.EnableAWSServiceAccess(s.Context(), &organizations.EnableAWSServiceAccessInput{ServicePrincipal: service}))
		done[*organizations.RegisterDelegatedAdministratorOutput](s)(s.cloud.Organizations.RegisterDelegatedAdministrator(s.Context(), &organizations.RegisterDelegatedAdministratorInput{AccountId: &id, ServicePrincipal: service}))
	}, "extra delegated-administrator master/delegate/sandbox", true},
	{"an invitation that ends", func(s *scene) {
		for _, h := range s.world.Organization.Handshakes {
			h.Requested = h.Requested.Add(-13 * 24 * time.Hour)
		}
	}, "missing invitation-expiring master/invitation/late", false},
	{"an invitation of a stranger", func(s *scene) {
		done[*organizations.InviteAccountToOrganizationOutput](s)(s.cloud.Organizations.InviteAccountToOrganization(s.Context(), &organizations.InviteAccountToOrganizationInput{
			Target: &types.HandshakeParty{Id: aws.String(foreignID), Type: types.HandshakePartyTypeAccount},
		}))
	}, "extra account-not-declared master/invitation/" + foreignID, false},
}

// AWS's own guardrail is nobody's, also where it is read since an account has to
// be moved and a stranger's guardrail allows something.
func TestFullAccessIsNobodys(t *testing.T) {
	l := theatre(t)
	s := &scene{l.open(peopled)}
	s.draft()
	done[*organizations.CreatePolicyOutput](s)(s.cloud.Organizations.CreatePolicy(t.Context(), &organizations.CreatePolicyInput{
		Name: aws.String("nothing"), Description: aws.String("x"), Content: aws.String(allowAll), Type: types.PolicyTypeServiceControlPolicy,
	}))
	from, err := placeID(t.Context(), s.master(), "testing")
	s.must(err)
	to, err := rootOf(t.Context(), s.master())
	s.must(err)
	id, _ := s.Names.ID("sandbox")
	done[*organizations.MoveAccountOutput](s)(s.cloud.Organizations.MoveAccount(t.Context(), &organizations.MoveAccountInput{AccountId: &id, SourceParentId: &from, DestinationParentId: to.Id}))
	o := l.open(peopled)
	p, err := o.cloud.Read(t.Context(), NeedOfDrift(o.Wish))
	l.must(err)
	if read, err := o.cloud.ReadOthers(t.Context(), p); err != nil || !read || !slices.ContainsFunc(p.Organization.Guardrails, cloud.Guardrail.AWSManaged) {
		t.Fatalf("read %v, %v: %v", read, err, p.Organization.Guardrails)
	}
	differ(t, drifts(Drift(o.Wish, o.cloud, p, Compare(o.Wish, o.cloud, p))),
		append(slices.Clone(atRest), "extra policy-not-declared master/guardrail/nothing", "changed weaker account-misplaced master/placement/sandbox"))
}

func (s *scene) master() *cloud.Account {
	s.Helper()
	a, err := s.cloud.Account(cloud.Master)
	s.must(err)
	return a
}

func (s *scene) detach(attachment string) {
	s.Helper()
	policy, target, err := ends(s.Context(), s.master(), attachment)
	s.must(err)
	done[*organizations.DetachPolicyOutput](s)(s.cloud.Organizations.DetachPolicy(s.Context(), &organizations.DetachPolicyInput{PolicyId: &policy, TargetId: &target}))
}

// Who may no longer ask for the contacts of members is told of once, by the
// trusted access that was taken away; the contacts are not called missing, and the
// plan puts both right. Denied otherwise, they are unknown, and not written over.
func TestContactsThatNobodyMayRead(t *testing.T) {
	l := theatre(t)
	s := &scene{l.open(peopled)}
	s.draft()
	done[*organizations.DisableAWSServiceAccessOutput](s)(s.cloud.Organizations.DisableAWSServiceAccess(s.Context(), &organizations.DisableAWSServiceAccessInput{ServicePrincipal: aws.String(accountManagement)}))
	differ(t, drifts(l.open(peopled).drift()), append(slices.Clone(atRest), "missing feature-disabled master/service/"+accountManagement))
	l.open(peopled).apply()
	differ(t, drifts(l.open(peopled).drift()), atRest)

	id, _ := s.Names.ID("storage")
	l.must(l.world.Fault(`service=account op=GetAlternateContact account=` + id + ` do=error:AccessDeniedException message="User: arn:aws:iam::111111111111:user/administrator is not authorized to perform: account:GetAlternateContact"`))
	o := l.open(peopled)
	p, err := o.cloud.Read(t.Context(), NeedOfDrift(o.Wish))
	l.must(err)
	plan := Compare(o.Wish, o.cloud, p)
	d := Drift(o.Wish, o.cloud, p, plan)
	differ(t, drifts(d), atRest)
	if len(d.Unreadable) != 1 || !d.Unreadable[0].Covers(engine.Address{Account: "storage", Kind: "contact", Name: "security"}) || d.InSync {
		t.Fatalf("unreadable %v", d.Unreadable)
	}
	if hint := d.Unreadable[0].Hint; !strings.HasPrefix(hint, "arn:aws:iam::111111111111:user/administrator needs ") || !strings.Contains(hint, "account:GetAlternateContact") {
		t.Errorf("the hint is %s", hint)
	}
	if strings.Contains(lines(plan.Plan), "storage/contact") {
		t.Errorf("what was not seen is written over:\n%s", lines(plan.Plan))
	}
}
