package kind

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/cloud"
)

// planted are roles of others in each account of a court, by whom they let in.
var planted = []string{"by-user", "by-account", "by-role"}

// plant makes roles that let in one person, an account, a role: of the same
// account or of another one, with MFA or without.
func (c *court) plant(o *office) {
	c.Helper()
	s := &scene{o}
	for _, account := range []string{cloud.Master, "one", "two"} {
		whose := c.spell("{"+pick(c, cloud.Master, account)+"}", false)
		condition := func() string { return pick(c, "", "", `{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`) }
		user := fmt.Sprintf(`{"AWS":"arn:aws:iam::%s:user/orgwright/%s"}`, masterID, pick(c, "ada", "bob", "cas"))
		s.role(account, "by-user", trust(user, "AssumeRole", condition()))
		s.role(account, "by-account", trust(byRoot(whose), "AssumeRole", condition()))
		s.role(account, "by-role", trust(`{"AWS":"`+c.spell("arn:aws:iam::{one}:role/orgwright/ops", false)+`"}`, "AssumeRole", ""))
		for _, role := range planted {
			if c.IntN(2) == 0 {
				s.inline(account, role, pick(c, `{"Action":["sts:AssumeRole","iam:Get*"],"Resource":"*"}`, `{"Action":"sts:*","Resource":"arn:aws:iam::*:role/by-*"}`, `{"Action":"iam:*","Resource":"*"}`))
			}
		}
	}
}

// spell puts accounts' ids where names are, as the realm or as AWS has them.
func (c *court) spell(text string, asRealm bool) string {
	for _, account := range []string{cloud.Master, "one", "two"} {
		id, _ := c.names.ID(account)
		if asRealm {
			id = c.realm.Accounts[account].ID
		}
		text = strings.ReplaceAll(text, "{"+account+"}", id)
	}
	return text
}

// becoming is to become a role of the same account or of another one, which may
// not be there.
func (c *court) becoming() deed {
	role := pick(c, append(slices.Repeat(planted, 2), "orgwright/ops", "orgwright/dev", "orgwright/look", "OrganizationAccountAccessRole", "nobody")...)
	return deed{action: "sts:AssumeRole", resource: "arn:aws:iam::{" + pick(c, cloud.Master, "one", "two") + "}:role/" + role}
}

// does has somebody try.
func (c *court) does(d deed, as aws.Config) bool {
	if d.do != nil {
		return !barred(d.do(c.Context(), iam.NewFromConfig(as)))
	}
	return !barred(call(sts.NewFromConfig(as).AssumeRole(c.Context(), &sts.AssumeRoleInput{
		RoleArn: aws.String(c.spell(d.resource, false)), RoleSessionName: aws.String("court"),
	})))
}

// TestCanBecome asks whether people may become roles: by a trust policy that
// names them, by policies of their own, and where there is no such role.
func TestCanBecome(t *testing.T) {
	l := theatre(t)
	s := &scene{l.open(peopled)}
	s.draft()
	s.role("master", "m3", trust(`{"AWS":"arn:aws:iam::`+masterID+`:user/orgwright/bob"}`, "AssumeRole", ""))
	s.role("sandbox", "far", trust(`{"AWS":"arn:aws:iam::`+masterID+`:user/orgwright/bob"}`, "AssumeRole", ""))
	everyRole := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]}`
	s.must(call(s.in("master").PutUserPolicy(s.Context(), &iam.PutUserPolicyInput{UserName: aws.String("alice"), PolicyName: aws.String("more"), PolicyDocument: &everyRole})))
	p, err := s.cloud.Read(s.Context(), NeedOfAccess(false))
	s.must(err)
	realm := Realm(s.Wish, s.cloud, p)
	sandboxID, _ := s.Names.ID("sandbox")
	m3, far := "arn:aws:iam::"+masterID+":role/m3", "arn:aws:iam::"+sandboxID+":role/far"
	for _, c := range []struct{ user, resource, want string }{
		{"bob", m3, "yes"},
		{"bob", "", "yes"},
		{"bob", far, "no"},
		{"alice", m3, "no"},
		{"alice", far, "no"},
		{"alice", m3 + "x", "no"},
		{"alice", "arn:aws:iam::" + foreignID + ":role/any", "unknown"},
		{"alice", "arn:aws:iam::" + sandboxID + ":role/OrganizationAccountAccessRole", "yes"},
		{"alice", "arn:aws:iam::" + sandboxID + ":role/x/OrganizationAccountAccessRole", "no"},
	} {
		a := realm.Ask(access.Question{User: c.user, Action: "sts:AssumeRole", Resource: c.resource, Account: cloud.Master})
		if a.Verdict != c.want {
			t.Errorf("%s on %q: %s, want %s\n%+v", c.user, c.resource, a.Verdict, c.want, a.Ways)
		}
	}
}
