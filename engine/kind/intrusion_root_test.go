package kind

import (
	"testing"
	"time"

	"github.com/orgwright/orgwright/engine/sandbox"
	"github.com/orgwright/orgwright/schema"
)

// rootIntrusions are about root users. None can be planted by a call.
var rootIntrusions = []intrusion{
	{"the master's device is gone", func(s *scene) { s.of("master").Root.MFA = false }, "missing root-without-mfa master/custody/master", false},
	{"a key of a root user", func(s *scene) {
		s.of("storage").IAM.Keys["AKIAROOTEXAMPLE00000"] = &sandbox.AccessKey{Secret: "x", Active: true, Created: *s.ago(1), Changed: *s.ago(1)}
	}, "extra root-access-key storage/root/key", false},
	{"a password that came back", func(s *scene) { s.of("sandbox").Root.NoPassword = false }, "extra root-password-in-leaf sandbox/root/password", false},
	{"a use that nobody wrote down", func(s *scene) { s.rootSignsIn("master") }, "extra root-used master/root/use", false},
	{"a custody that nobody has tried for a year", func(*scene) {}, "changed custody-stale master/custody/spare", false},
}

// rootSignsIn is a use of a root user, one that has a password, of which AWS
// knows at once.
func (s *scene) rootSignsIn(account string) {
	now := s.clock.Now()
	a := s.of(account)
	a.Root.PasswordLastUsed, a.IAM.Report = &now, nil
}

// A use is explained by an entry of the journal for the same account within a
// day of it, and by no other.
func TestRootUsesAreCompared(t *testing.T) {
	l := theatre(t)
	s := &scene{l.open(peopled)}
	s.draft()
	s.rootSignsIn("master")
	when := func(d time.Duration) string { return schema.Moment(s.clock.Now().Add(d)) }
	told := "extra root-used master/root/use"
	for _, c := range []struct {
		name string
		uses []schema.RootUse
		told bool
	}{
		{"nothing", nil, true},
		{"the hour before", []schema.RootUse{{Account: "master", When: when(-time.Hour)}}, false},
		{"next morning", []schema.RootUse{{Account: "master", When: when(20 * time.Hour)}}, false},
		{"two days before", []schema.RootUse{{Account: "master", When: when(-48 * time.Hour)}}, true},
		{"another account", []schema.RootUse{{Account: "storage", When: when(0)}}, true},
		{"among others", []schema.RootUse{{Account: "master", When: when(-9000 * time.Hour)}, {Account: "master", When: when(time.Minute)}}, false},
	} {
		o := l.open(peopled)
		o.RootUses = c.uses
		want := append([]string{}, atRest...)
		if c.told {
			want = append(want, told)
		}
		t.Run(c.name, func(t *testing.T) { differ(t, drifts(o.drift()), want) })
	}
}

// Without central root access a member's password that AWS made and nobody has
// used is no finding; used once, it is one.
func TestRootOfAMemberWithoutMFA(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.world.Accounts[masterID].Root.MFA = true
	l.open(team).apply()
	found := func() (rules []string) {
		for _, f := range l.open(team).drift().Findings {
			if f.Address.Kind == "custody" || f.Address.Kind == "root" {
				rules = append(rules, f.Rule+" "+f.Address.String())
			}
		}
		return rules
	}
	if got := found(); len(got) > 0 {
		t.Errorf("an untouched member: %v", got)
	}
	s := &scene{l.open(team)}
	s.draft()
	s.rootSignsIn("production")
	if got := found(); len(got) != 2 || got[0] != "root-without-mfa master/custody/production" || got[1] != "root-used production/root/use" {
		t.Errorf("a used one: %v", got)
	}
}
