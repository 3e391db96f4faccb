package policy_test

import (
	"testing"

	"github.com/orgwright/orgwright/engine/policy"
)

const (
	planRole  = "arn:aws:iam::111111111111:role/orgwright/ci-plan"
	applyRole = "arn:aws:iam::111111111111:role/orgwright/ci-apply"
	provider  = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"
)

// A token is what GitHub says of a run.
type token struct{ sub, ref, repository, aud string }

func (k token) becomes(role string, trust policy.Document) bool {
	r := policy.Request{
		Action: "sts:AssumeRoleWithWebIdentity", Resource: role, Caller: policy.Caller{Federated: provider},
		Context: map[string][]string{
			policy.GitHubHost + ":aud": {k.aud}, policy.GitHubHost + ":sub": {k.sub},
			policy.GitHubHost + ":ref": claim(k.ref), policy.GitHubHost + ":repository": claim(k.repository),
		},
	}
	return policy.MayBecome(r, policy.Policies{}, policy.Named{Name: role, Document: trust}).Allowed()
}

func claim(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}

// Who of all the runs that GitHub vouches for becomes which role. Claims that
// are empty are those of an AWS that does not pass them on.
func TestWhoGitHubLetsIn(t *testing.T) {
	plans := policy.TrustGitHub(provider, "acme/organization", "pull_request", "ref:refs/heads/main")
	applies := policy.TrustGitHub(provider, "acme/organization", "environment:production")
	const here, aws = "acme/organization", policy.GitHubAudience
	for _, c := range []struct {
		what string
		token
		plans, applies bool
	}{
		{"a pull request", token{"repo:acme/organization:pull_request", "refs/pull/7/merge", here, aws}, true, false},
		{"a pull request, by ids", token{"repo:acme@12/organization@34:pull_request", "refs/pull/7/merge", here, aws}, true, false},
		{"a pull request, claims kept back", token{"repo:acme/organization:pull_request", "", "", aws}, true, false},
		{"the nightly drift", token{"repo:acme/organization:ref:refs/heads/main", "refs/heads/main", here, aws}, true, false},
		{"a branch", token{"repo:acme/organization:ref:refs/heads/evil", "refs/heads/evil", here, aws}, false, false},
		{"the environment", token{"repo:acme/organization:environment:production", "refs/heads/main", here, aws}, false, true},
		{"the environment, by ids", token{"repo:acme@12/organization@34:environment:production", "refs/heads/main", here, aws}, false, true},
		{"the environment, claims kept back", token{"repo:acme/organization:environment:production", "", "", aws}, false, true},
		{"a pull request that asks for the environment", token{"repo:acme/organization:environment:production", "refs/pull/7/merge", here, aws}, false, false},
		{"another environment", token{"repo:acme/organization:environment:staging", "refs/heads/main", here, aws}, false, false},
		{"another repository", token{"repo:acme/other:pull_request", "refs/pull/7/merge", "acme/other", aws}, false, false},
		{"a name that begins the same", token{"repo:acme/organization-2:pull_request", "refs/pull/7/merge", "acme/organization-2", aws}, false, false},
		{"an owner that begins the same", token{"repo:acme-evil@12/organization@34:pull_request", "refs/pull/7/merge", "acme-evil/organization", aws}, false, false},
		{"ids of another repository", token{"repo:acme@12/other@34:pull_request", "refs/pull/7/merge", "acme/other", aws}, false, false},
		{"a subject made to look alike", token{"repo:acme@12/x/organization@34:pull_request", "refs/pull/7/merge", "acme/x", aws}, false, false},
		{"a token for somebody else", token{"repo:acme/organization:pull_request", "refs/pull/7/merge", here, "https://github.com/acme"}, false, false},
	} {
		t.Run(c.what, func(t *testing.T) {
			if got := c.becomes(planRole, plans); got != c.plans {
				t.Errorf("becomes ci-plan: %t, want %t", got, c.plans)
			}
			if got := c.becomes(applyRole, applies); got != c.applies {
				t.Errorf("becomes ci-apply: %t, want %t", got, c.applies)
			}
		})
	}
	if d := policy.TrustGitHub(provider, "acme/organization"); len(d.Statement) != 0 {
		t.Errorf("without subjects it trusts somebody: %s", d)
	}
	if d := policy.MayAssumeInMembers(); len(d.Statement) != 0 {
		t.Errorf("without roles it lets somebody become one: %s", d)
	}
}

// Only the role itself, of all who are in its account and elsewhere.
func TestTrustRole(t *testing.T) {
	trust := policy.Named{Document: policy.TrustRole(planRole)}
	may := policy.Policies{Identity: []policy.Named{{Document: policy.MayAssumeInMembers("orgwright/ci-read")}}}
	session := func(role string) policy.Caller {
		return policy.Caller{Account: role[13:25], ARN: "arn:aws:sts::" + role[13:25] + ":assumed-role/x/run", Role: role, ID: "AROAEXAMPLE:run"}
	}
	for _, c := range []struct {
		caller policy.Caller
		want   bool
	}{
		{session(planRole), true},
		{session(applyRole), false},
		{session("arn:aws:iam::333333333333:role/orgwright/ci-plan"), false},
		{policy.Caller{Account: "111111111111", ARN: "arn:aws:iam::111111111111:user/ci-plan", ID: "AIDAEXAMPLE"}, false},
	} {
		r := policy.Request{Resource: "arn:aws:iam::222222222222:role/orgwright/ci-read", Caller: c.caller, Context: map[string][]string{
			"aws:ResourceOrgID": {"o-1"}, "aws:PrincipalOrgID": {"o-1"},
		}}
		if d := policy.MayBecome(r, may, trust); d.Allowed() != c.want {
			t.Errorf("%s: %s, want %t", c.caller.ARN, d, c.want)
		}
	}
}
