package policy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/policy"
)

func TestBuiltins(t *testing.T) {
	want := []string{"no-leaving", "no-long-term-credentials", "no-root-user", "only-s3", "protect-our-roles"}
	if got := policy.BuiltinNames(); !slices.Equal(got, want) {
		t.Errorf("names %v", got)
	}
	for _, name := range want {
		if d := policy.BuiltinDescription(name); d == "" || len(d) > 512 {
			t.Errorf("%s: description of %d characters", name, len(d))
		}
		for _, e := range []policy.Exempt{{}, exempt} {
			d, ok := policy.Builtin(name, e, "/orgwright/")
			if err := policy.CheckGuardrail(d); !ok || err != nil {
				t.Errorf("%s: %t, %v", name, ok, err)
			}
		}
	}
	if d, ok := policy.Builtin("no-such", exempt, "/orgwright/"); ok || len(d.Statement) > 0 || policy.BuiltinDescription("no-such") != "" {
		t.Errorf("no-such: %t, %s", ok, d)
	}
}

// TestGuardrailsOnlyDeny holds what all guardrails have in common: AWS's
// FullAWSAccess stays beside them, and MFA is not asked for, because sessions
// of roles do not carry it (AWS: IAM user guide, MFA-protected API access).
func TestGuardrailsOnlyDeny(t *testing.T) {
	for name, d := range guardrails(exempt) {
		for _, s := range d.Statement {
			if s.Effect != policy.Deny || s.Sid == "" {
				t.Errorf("%s: %s %q", name, s.Effect, s.Sid)
			}
		}
		if strings.Contains(d.String(), "MultiFactor") {
			t.Errorf("%s asks for MFA", name)
		}
	}
}

func guardrails(e policy.Exempt) map[string]policy.Document {
	out := map[string]policy.Document{"regions": policy.Regions([]string{"eu-west-1"}, e)}
	for _, name := range policy.BuiltinNames() {
		out[name], _ = policy.Builtin(name, e, "/orgwright/")
	}
	return out
}

// TestExemptions holds who is left alone: the access roles by those guardrails
// that would stop apply, central root sessions by those that would stop them.
func TestExemptions(t *testing.T) {
	roles := policy.List{"arn:*:iam::*:role/OrganizationAccountAccessRole", "arn:*:iam::*:role/legacy/access"}
	for name, d := range guardrails(exempt) {
		c := d.Statement[0].Condition
		if got := slices.Equal(c["ArnNotLike"]["aws:PrincipalArn"], roles); got != slices.Contains([]string{"regions", "only-s3", "protect-our-roles"}, name) {
			t.Errorf("%s exempts the access roles: %t", name, got)
		}
		if got := slices.Equal(c["Null"]["aws:AssumedRoot"], policy.List{"true"}); got != slices.Contains([]string{"no-long-term-credentials", "no-root-user", "only-s3"}, name) {
			t.Errorf("%s exempts central root access: %t", name, got)
		}
	}
	for name, d := range guardrails(policy.Exempt{}) {
		if strings.Contains(d.String(), "ArnNotLike") {
			t.Errorf("%s exempts nobody by a condition: %s", name, d)
		}
	}
}

// TestProtectedRoles follows the ownership path and the exempt roles.
func TestProtectedRoles(t *testing.T) {
	d, _ := policy.Builtin("protect-our-roles", policy.Exempt{Roles: []string{"way-in"}}, "/acme/iam/")
	want := policy.List{"arn:*:iam::*:role/acme/iam/*", "arn:*:iam::*:role/way-in"}
	if got := d.Statement[0].Resource; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestSelfService holds the two lists against each other: whoever has no MFA
// yet can do exactly what enrolling takes, and nobody without MFA can undo it.
func TestSelfService(t *testing.T) {
	d := policy.SelfService("/acme/")
	if err := policy.CheckIdentity(d); err != nil {
		t.Error(err)
	}
	if size := policy.Size(d.String()); size > policy.InlineUser {
		t.Errorf("%d characters", size)
	}
	allowed, deny := map[string]bool{}, policy.Statement{}
	for _, s := range d.Statement {
		if s.Effect == policy.Deny {
			deny = s
		}
		for _, action := range s.Action {
			allowed[action] = true
		}
		for _, r := range s.Resource {
			if strings.Contains(r, ":user/") && r != "arn:aws:iam::*:user/acme/${aws:username}" {
				t.Errorf("%s: %s", s.Sid, r)
			}
		}
	}
	for _, action := range deny.NotAction {
		if !allowed[action] && !strings.HasPrefix(action, "sts:") {
			t.Errorf("%s is exempt but not allowed", action)
		}
	}
	for _, action := range []string{"iam:DeleteVirtualMFADevice", "iam:DeactivateMFADevice", "iam:CreateAccessKey", "iam:UpdateAccessKey"} {
		if !allowed[action] || slices.Contains(deny.NotAction, action) {
			t.Errorf("%s: want it allowed with MFA only", action)
		}
	}
	for _, action := range []string{"sts:AssumeRole", "iam:ChangePassword", "iam:EnableMFADevice"} {
		if !slices.Contains(deny.NotAction, action) {
			t.Errorf("%s is denied before MFA", action)
		}
	}
}

func TestTrust(t *testing.T) {
	for account, root := range map[string]string{"{master}": "arn:aws:iam::{master}:root", "111111111111": "arn:aws:iam::111111111111:root"} {
		for _, d := range []policy.Document{policy.TrustWithMFA(account), policy.TrustAccount(account)} {
			if got := d.Statement[0].Principal["AWS"]; !slices.Equal(got, policy.List{root}) {
				t.Errorf("trusts %v, want %s", got, root)
			}
			if err := policy.CheckTrust(d); err != nil || policy.Size(d.String()) > policy.TrustDefault {
				t.Errorf("%s: %v", d, err)
			}
		}
	}
}
