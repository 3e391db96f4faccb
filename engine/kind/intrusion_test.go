package kind

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// An intrusion is what somebody does behind our back, and the one line of drift
// that must tell of it. Onmoto says that moto can be made so too.
type intrusion struct {
	name   string
	plant  func(*scene)
	want   string
	onMoto bool
}

// A scene is an office with the hands of whoever breaks in: an administrator of
// every account.
type scene struct{ *office }

// in is the IAM of an account.
func (s *scene) in(account string) *iam.Client {
	s.Helper()
	a, err := s.cloud.Account(account)
	s.must(err)
	return a.IAM
}

// of is an account of the sandbox's world, for what no call can do.
func (s *scene) of(account string) *sandbox.Account {
	id, _ := s.Names.ID(account)
	return s.world.Accounts[id]
}

// done is for calls of which only the error matters.
func done[T any](s *scene) func(T, error) {
	return func(_ T, err error) {
		s.Helper()
		s.must(err)
	}
}

const (
	foreignID = "444444444444" // an account of nobody we know
	admin     = "arn:aws:iam::aws:policy/AdministratorAccess"
	readonly  = "arn:aws:iam::aws:policy/ReadOnlyAccess"
	allowAll  = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`
)

// trust is a trust policy of one statement: whom, and under what condition.
func trust(principal, action, condition string) string {
	if condition != "" {
		condition = `,"Condition":` + condition
	}
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":` + principal + `,"Action":"sts:` + action + `"` + condition + `}]}`
}

func byRoot(account string) string { return `{"AWS":"arn:aws:iam::` + account + `:root"}` }

// role makes a role that trusts somebody, with policies attached.
func (s *scene) role(account, name, trust string, policies ...string) {
	s.Helper()
	done[*iam.CreateRoleOutput](s)(s.in(account).CreateRole(s.Context(), &iam.CreateRoleInput{RoleName: &name, AssumeRolePolicyDocument: &trust}))
	for _, arn := range policies {
		done[*iam.AttachRolePolicyOutput](s)(s.in(account).AttachRolePolicy(s.Context(), &iam.AttachRolePolicyInput{RoleName: &name, PolicyArn: &arn}))
	}
}

// inline gives a role a policy of one statement that allows.
func (s *scene) inline(account, role, allows string) {
	s.Helper()
	document := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow",` + allows[1:] + `]}`
	done[*iam.PutRolePolicyOutput](s)(s.in(account).PutRolePolicy(s.Context(), &iam.PutRolePolicyInput{RoleName: &role, PolicyName: aws.String("inline"), PolicyDocument: &document}))
}

func (s *scene) retrust(account, role, trust string) {
	s.Helper()
	done[*iam.UpdateAssumeRolePolicyOutput](s)(s.in(account).UpdateAssumeRolePolicy(s.Context(), &iam.UpdateAssumeRolePolicyInput{RoleName: &role, PolicyDocument: &trust}))
}

func (s *scene) user(account, name, path string) {
	s.Helper()
	done[*iam.CreateUserOutput](s)(s.in(account).CreateUser(s.Context(), &iam.CreateUserInput{UserName: &name, Path: &path}))
}

func (s *scene) key(account, user string) {
	s.Helper()
	done[*iam.CreateAccessKeyOutput](s)(s.in(account).CreateAccessKey(s.Context(), &iam.CreateAccessKeyInput{UserName: &user}))
}

func (s *scene) password(account, user string) {
	s.Helper()
	done[*iam.CreateLoginProfileOutput](s)(s.in(account).CreateLoginProfile(s.Context(), &iam.CreateLoginProfileInput{UserName: &user, Password: aws.String("Correct-horse-9-battery-staple")}))
}

// peopled is full with people for every sort of thing that can be wrong with
// one, and an invitation that nobody has accepted.
var peopled = strings.NewReplacer(
	"  bob:   {", `  extra:  {email: extra@acme.example, functions: [developers]}
  old:    {email: old@acme.example, functions: [developers]}
  unused: {email: unused@acme.example, functions: [developers]}
  bare:   {email: bare@acme.example, functions: [developers]}
  fido:   {email: fido@acme.example, functions: [developers]}
  direct: {email: direct@acme.example, functions: [developers]}
  group:  {email: group@acme.example, functions: [developers]}
  leaver: {email: leaver@acme.example, functions: [developers], until: 2026-11-27}
  member: {email: member@acme.example, functions: [operations, {function: developers, until: 2026-11-22}]}
  bob:   {`,
	"  legacy:     {", `  late:       {email: late@acme.example, id: "333333333333", join: invite, classification: testing}
  spare:      {email: spare@acme.example, classification: testing, root: {password: bob, mfa: alice, tested: 2025-11-21}}
  gone:       {email: gone@acme.example, classification: testing}
  legacy:     {`,
).Replace(full)

// atRest is what drift tells of the peopled document before anybody breaks in: the
// administrators with whom two accounts began, and what ends soon.
var atRest = []string{
	"extra user-not-declared master/user/administrator",
	"extra user-in-leaf legacy/user/administrator",
	"extra access-key-in-leaf legacy/key/administrator",
	"extra membership-expiring master/member/developers/member",
	"extra membership-expiring master/user/leaver",
	"changed custody-stale master/custody/spare",
}

// theatre is a sandbox in which the peopled document was applied and people have
// done their part.
func theatre(t *testing.T) *lab {
	l := inSandbox(t, sandbox.Options{Quota: 20})
	l.administrator("333333333333", "late@acme.example")
	l.administrator(foreignID, "mallory@elsewhere.example")
	l.open(peopled).apply()
	l.join()
	l.world.Accounts[masterID].Root.MFA, l.world.Accounts[legacyID].Root.NoPassword = true, true
	o := l.open(peopled)
	o.apply()
	(&scene{o}).of("spare").Root.MFA = true
	for _, name := range o.Org.People(today) {
		if name != "bare" && name != "fido" {
			l.enrol(name)
		}
	}
	return l
}

// drifts is what drift says, a line each: the class, WEAKER, the rule, the address.
func drifts(d engine.Drift) []string {
	all := []string{}
	for _, c := range d.Changes {
		line := string(c.Class())
		if c.Weaker {
			line += " weaker"
		}
		all = append(all, strings.TrimSpace(line+" "+c.Rule)+" "+c.Address.String())
	}
	for _, f := range d.Findings {
		all = append(all, fmt.Sprintf("%s %s %s", f.Class, f.Rule, f.Address))
	}
	slices.Sort(all)
	return all
}

func (o *office) drift() engine.Drift {
	o.Helper()
	p, err := o.cloud.Read(o.Context(), NeedOfDrift(o.Wish))
	o.must(err)
	d := Drift(o.Wish, o.cloud, p, Compare(o.Wish, o.cloud, p))
	if len(d.Unreadable) > 0 {
		o.Errorf("unreadable: %v", d.Unreadable)
	}
	return d
}

// differ tells two lists of lines apart.
func differ(t *testing.T, got, want []string) {
	t.Helper()
	slices.Sort(want)
	for _, line := range got {
		if n := strings.Count(strings.Join(got, "\n")+"\n", line+"\n"); !slices.Contains(want, line) || n > 1 {
			t.Errorf("told %d times: %s", n, line)
		}
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Errorf("not told: %s", line)
		}
	}
}

// Every planted intrusion is seen, by the line that it should be seen by, and
// nothing else is told: none twice. Each is of a rule, or a change of ours, and
// every rule has one.
func TestIntrusions(t *testing.T) {
	l := theatre(t)
	l.open(peopled).drift() // a credential report is there already
	s := &scene{l.open(peopled)}
	s.draft()
	want := slices.Clone(atRest)
	seen := map[string]bool{}
	for _, i := range intrusions() {
		i.plant(s)
		if !slices.Contains(want, i.want) {
			want = append(want, i.want)
		}
		words := strings.Fields(i.want)
		seen[words[len(words)-2]] = true
	}
	s.clock.now = s.clock.now.Add(time.Minute)
	differ(t, drifts(l.open(peopled).drift()), want)
	if n := len(intrusions()); n < 40 {
		t.Errorf("only %d intrusions", n)
	}
	for _, r := range Rules() {
		if !seen[r.Name] && !apart[r.Name] {
			t.Errorf("no intrusion is of the rule %s", r.Name)
		}
	}
}

// apart are rules whose intrusions would hide others; they have tests of their own.
var apart = map[string]bool{"feature-disabled": true, "access-role": true, "conflict": true}

func intrusions() []intrusion {
	return slices.Concat(peopleIntrusions, rootIntrusions, trustIntrusions, wayIntrusions, conditionIntrusions, raisingIntrusions, tampering, organizationIntrusions)
}

// What switches off all guardrails at once is told as such, and not attachment by
// attachment as long as AWS remembers these.
func TestFeaturesAreSwitchedOff(t *testing.T) {
	l := theatre(t)
	differ(t, drifts(l.open(peopled).drift()), atRest)
	l.world.Organization.Types = nil
	differ(t, drifts(l.open(peopled).drift()), append(slices.Clone(atRest), "missing weaker feature-disabled master/policytype/service-control-policies"))
	l.world.Organization.FeatureSet = orgtypes.OrganizationFeatureSetConsolidatedBilling
	differ(t, drifts(l.open(peopled).drift()), append(slices.Clone(atRest),
		"changed feature-disabled master/organization/acme",
	))
}
