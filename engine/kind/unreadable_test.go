package kind

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// What drift may not read is unknown, with the policy that would help, and never
// in sync; nothing else is lost by it.
func TestWhatDriftMayNotRead(t *testing.T) {
	l := built(t)
	l.inhabited()
	all := newGate(l, full, readPowers(t, full))
	for _, test := range []struct{ where, action, want string }{
		{anyLeaf, "iam:GenerateCredentialReport", "legacy/credentials"},
		{anyLeaf, "iam:GetAccountSummary", "legacy/summary"},
		{anyLeaf, "iam:ListSAMLProviders", "legacy/providers"},
		{anyLeaf, "iam:ListRoles", "sandbox"},
		{cloud.Master, "iam:GetCredentialReport", "master/credentials"},
		{cloud.Master, "organizations:ListDelegatedAdministrators", "master/delegates"},
	} {
		g := newGate(l, full, readPowers(t, full))
		g.may = map[string]policy.Document{cloud.Master: all.may[cloud.Master], anyLeaf: all.may[anyLeaf], test.where: less(all.may[test.where], test.action)}
		g.without = "none:None"
		o := g.at(l).open(full)
		p, err := o.cloud.Read(t.Context(), NeedOfDrift(o.Wish))
		l.must(err)
		d := Drift(o.Wish, o.cloud, p, Compare(o.Wish, o.cloud, p))
		i := slices.IndexFunc(d.Unreadable, func(u engine.Unknown) bool { return strings.TrimSuffix(u.Account+"/"+u.Kind, "/") == test.want })
		if i < 0 || d.InSync || !d.Fails(engine.Error) {
			t.Errorf("without %s: in sync %v, unreadable %v, want %s", test.action, d.InSync, d.Unreadable, test.want)
			continue
		}
		if hint := d.Unreadable[i].Hint; !strings.Contains(hint, `"Action":["`+test.action+`"]`) {
			t.Errorf("without %s the hint is %s", test.action, hint)
		}
	}
}

// An account that lets no run in is named with what would let one in.
func TestAnAccountThatLetsNobodyIn(t *testing.T) {
	l := built(t)
	s := &scene{l.open(full)}
	s.draft()
	s.retrust("sandbox", "OrganizationAccountAccessRole", trust(byRoot(legacyID), "AssumeRole", ""))
	o := l.open(full)
	p, err := o.cloud.Read(t.Context(), NeedOfDrift(o.Wish))
	l.must(err)
	d := Drift(o.Wish, o.cloud, p, Compare(o.Wish, o.cloud, p))
	id, _ := o.Names.ID("sandbox")
	if len(d.Unreadable) != 1 || d.Unreadable[0].Account != "sandbox" || !strings.Contains(d.Unreadable[0].Hint, `"Action":["sts:AssumeRole"],"Resource":["arn:aws:iam::`+id+`:role/OrganizationAccountAccessRole"]`) {
		t.Errorf("unreadable: %v", d.Unreadable)
	}
}

// An invited account that has joined and shuts the master account out is unknown
// to drift, however it does so, and not in sync; to a plan it is one with a step by
// hand.
func TestAnInvitedAccountThatShutsUsOut(t *testing.T) {
	for name, shut := range map[string]func(*scene){
		"its role trusts others": func(s *scene) { s.retrust("legacy", ordinaryRole, trust(byRoot(legacyID), "AssumeRole", "")) },
		"its role is gone":       func(s *scene) { delete(s.world.Accounts[legacyID].IAM.Roles, ordinaryRole) },
		"its role may do nothing": func(s *scene) {
			done[*iam.DetachRolePolicyOutput](s)(s.in("legacy").DetachRolePolicy(s.Context(), &iam.DetachRolePolicyInput{RoleName: aws.String(ordinaryRole), PolicyArn: aws.String(admin)}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := built(t)
			s := &scene{l.open(full)}
			s.draft()
			shut(s)
			o := l.open(full)
			p, err := o.cloud.Read(t.Context(), NeedOfDrift(o.Wish))
			l.must(err)
			plan := Compare(o.Wish, o.cloud, p)
			d := Drift(o.Wish, o.cloud, p, plan)
			if len(d.Unreadable) != 1 || d.Unreadable[0].Account != "legacy" || d.InSync || !d.Fails(engine.Error) {
				t.Fatalf("in sync %v, unreadable %v", d.InSync, d.Unreadable)
			}
			if hint := d.Unreadable[0].Hint; !strings.Contains(hint, legacyID) && !strings.Contains(hint, "iam:") || !strings.HasSuffix(hint, "orgwright accept legacy makes it") {
				t.Errorf("the hint is %s", hint)
			}
			byHand := func(all []engine.Pending) bool {
				return slices.ContainsFunc(all, func(p engine.Pending) bool { return p.Address.String() == "legacy/accessrole/"+ordinaryRole })
			}
			if byHand(d.Pending) || !byHand(plan.Pending) || len(plan.Unreadable) > 0 {
				t.Errorf("drift waits for %v; the plan for %v, with %v unreadable", d.Pending, plan.Pending, plan.Unreadable)
			}
		})
	}
}

// An account that has not accepted its invitation yet is waited for.
func TestAnInvitationIsNoUnknown(t *testing.T) {
	l := invitedLab(t)
	if d := l.open(small).drift(); len(d.Unreadable) > 0 || len(d.Pending) == 0 {
		t.Errorf("unreadable %v, waiting %v", d.Unreadable, d.Pending)
	}
}
