package kind

import (
	"slices"
	"testing"

	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/cloud"
)

// TestCanThroughTheMaster follows a person through one role of the master
// account that takes no MFA, and through no second one.
func TestCanThroughTheMaster(t *testing.T) {
	l := theatre(t)
	s := &scene{l.open(peopled)}
	s.draft()
	q := access.Question{User: "alice", Action: "iam:CreateRole", Account: "sandbox"}
	r := func() *access.Realm {
		p, err := s.cloud.Read(s.Context(), NeedOfAccess(false))
		s.must(err)
		return Realm(s.Wish, s.cloud, p)
	}
	if a := r().Ask(q); a.Verdict != "no" {
		t.Fatalf("before there is a way: %+v", a)
	}
	first, second := "arn:aws:iam::"+masterID+":role/first", "arn:aws:iam::"+masterID+":role/second"
	s.role("master", "second", trust(byRoot(masterID), "AssumeRole", `{"ArnEquals":{"aws:PrincipalArn":"`+first+`"}}`))
	s.inline("master", "second", `{"Action":"sts:AssumeRole","Resource":"arn:aws:iam::*:role/OrganizationAccountAccessRole"}`)
	s.role("master", "first", trust(`{"AWS":"arn:aws:iam::`+masterID+`:user/orgwright/alice"}`, "AssumeRole", ""))
	s.inline("master", "first", `{"Action":"sts:AssumeRole","Resource":"`+second+`"}`)
	if a := r().Ask(q); a.Verdict != "no" {
		t.Errorf("through two roles, which are said not to be counted: %+v", a)
	}
	s.inline("master", "first", `{"Action":"sts:AssumeRole","Resource":"arn:aws:iam::*:role/OrganizationAccountAccessRole"}`)
	a := r().Ask(q)
	if a.Verdict != "yes" || a.Ways[0].Through != first || a.Ways[0].Function != "OrganizationAccountAccessRole" || len(a.Ways[0].Becoming) < 3 {
		t.Errorf("through one role: %+v", a)
	}
	able := r().WhoCan(q)
	i := slices.IndexFunc(able.People, func(d access.Doer) bool { return d.User == "alice" && d.Through == first })
	if i < 0 || able.People[i].NeedsMFA {
		t.Errorf("who can: %+v", able.People)
	}
	q.User, q.Account = "bob", cloud.Master
	if a := r().Ask(q); a.Verdict != "no" {
		t.Errorf("somebody else: %+v", a)
	}
}
