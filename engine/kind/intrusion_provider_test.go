package kind

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// Where a provider is ignored, each role that trusts it is found by itself, and
// is silent when it is ignored too. Where the entry has ended, the provider is
// found again, and the roles with it.
func TestRolesOfAnIgnoredProvider(t *testing.T) {
	l := theatre(t)
	s := &scene{l.open(peopled)}
	s.draft()
	a := s.of("production")
	okta, other := "arn:aws:iam::"+a.ID+":saml-provider/okta", "arn:aws:iam::"+a.ID+":saml-provider/other"
	a.IAM.SAML = map[string]*sandbox.SAMLProvider{okta: {Name: "okta", Created: s.clock.Now()}, other: {Name: "other", Created: s.clock.Now()}}
	for name, arn := range map[string]string{"okta-people": okta, "okta-data": okta, "elsewhere": other} {
		s.role("production", name, trust(`{"Federated":"`+arn+`"}`, "AssumeRoleWithSAML", ""), "arn:aws:iam::aws:policy/PowerUserAccess")
	}
	const provider, theOther = "extra identity-provider production/identityprovider/okta", "extra identity-provider production/identityprovider/other"
	for entries, want := range map[string][]string{
		"": {provider, theOther},
		`{match: production/identityprovider/okta, reason: people sign in there, until: 2027-01-01}`: {
			"extra foreign-trust production/role/okta-people", "extra foreign-trust production/role/okta-data", theOther,
		},
		`{match: "*/identityprovider/*", reason: people sign in there, until: 2027-01-01}, {match: production/role/okta-people, reason: theirs, until: 2027-01-01}`: {
			"extra foreign-trust production/role/okta-data", "extra foreign-trust production/role/elsewhere",
		},
		`{match: production/identityprovider/okta, reason: people signed in there, until: 2026-11-01}`: {provider, theOther},
		`{match: production/role/okta-people, reason: theirs, until: 2027-01-01}`:                      {provider, theOther},
	} {
		differ(t, drifts(l.open(peopled+"ignore: ["+entries+"]\n").drift()), slices.Concat(atRest, want))
	}
}

// What a finding says one writes to keep something is of use as it stands, for
// that thing alone, whatever it is called.
func TestWhatIsKeptByItsFinding(t *testing.T) {
	l := theatre(t)
	s := &scene{l.open(peopled)}
	s.draft()
	root, err := rootOf(t.Context(), s.master())
	s.must(err)
	for _, name := range []string{"[k](x)", `a\b *c*`, "aab xcx", "{{ mark }}", `"x"`, "x\u202ey", "why?"} {
		done[*organizations.CreateOrganizationalUnitOutput](s)(s.cloud.Organizations.CreateOrganizationalUnit(t.Context(), &organizations.CreateOrganizationalUnitInput{Name: &name, ParentId: root.Id}))
	}
	kept := 0
	for _, f := range l.open(peopled).drift().Findings {
		entry := strings.Replace(f.Keep, "reason: ..., until: ...", "reason: meant, until: 2027-01-01", 1)
		if f.Rule != "unit-not-declared" {
			continue
		}
		kept++
		if is := l.open(peopled + entry + "\n").drift().Ignored; len(is) != 1 || is[0].Address != f.Address {
			t.Errorf("%s ignores %v", f.Keep, is)
		}
	}
	if kept != 7 {
		t.Errorf("%d units are told of", kept)
	}
}
