package kind

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/engine/sandbox"
	"github.com/orgwright/orgwright/schema"
)

// ruled has a function with full control of the master account.
const ruled = `
version: 1
organization: {name: acme, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@acme.example}
classifications:
  production: {guardrails: [no-leaving]}
accounts:
  production: {email: aws+prod@acme.example, classification: production}
  storage:    {email: aws+storage@acme.example, classification: production}
functions:
  admins: {grants: [{to: [master, "*"], managed: [AdministratorAccess]}]}
  keepers: {grants: [{to: [master, "*"], managed: [AdministratorAccess]}]}
  auditors: {grants: [{to: "*", managed: [SecurityAudit]}]}
users:
  alice: {email: alice@acme.example, functions: [admins]}
  bob:   {email: bob@acme.example, functions: [admins]}
  carol: {email: carol@acme.example, functions: [auditors]}
`

// reign is a lab in which that was applied, and people have MFA.
func reign(t *testing.T, enrolled ...string) *lab {
	l := inSandbox(t, sandbox.Options{})
	l.open(ruled).apply()
	for _, name := range enrolled {
		l.enrol(name)
	}
	return l
}

// as is the lab, run by the session of a person in a role of the master
// account.
func (l *lab) as(person, role string) *lab {
	l.Helper()
	run := l.become(role)
	for _, session := range l.world.Accounts[masterID].IAM.Sessions {
		if session.Role == role {
			session.Name = person
		}
	}
	return run
}

// refusals are what stands in the way of a document, by the command line's own
// limits.
func (o *office) refusals() []engine.Refusal {
	o.Helper()
	p, err := o.cloud.Read(o.Context(), Need(o.Wish))
	o.must(err)
	d := Compare(o.Wish, o.cloud, p)
	return append(d.Refusals, d.Guard(o.Wish, o.cloud, p, engine.Limits{MaxDeletes: -1, MaxRevokes: -1})...)
}

// told are refusals, a line each: code, address, message.
func told(all []engine.Refusal) string {
	var lines []string
	for _, r := range all {
		lines = append(lines, r.Code+" "+r.Address+" "+r.Message)
	}
	return strings.Join(lines, "\n")
}

func altered(old, new string) string { return strings.Replace(ruled, old, new, 1) }

// Each edit of a document that works is held to what it would lock out.
func TestLockouts(t *testing.T) {
	l := reign(t, "alice", "bob")
	for _, test := range []struct{ name, document, want string }{
		{"nothing", ruled, ""},
		{"an auditor leaves", altered("functions: [auditors]", "functions: []"), ""},
		{"the last but one", altered("functions: [admins]", "functions: []"), "last-admins master/member/admins/alice it takes full control from alice, and with MFA only bob would keep it: at least 2 must"},
		{"one may be the least", strings.Replace(altered("functions: [admins]", "functions: []"), "home_region", "min_admins: 1, home_region", 1), ""},
		{"another function of the same", altered("functions: [admins]", "functions: [keepers]"), ""},
		{
			"the function's power", altered(`admins: {grants: [{to: [master, "*"], managed: [AdministratorAccess]}]}`, `admins: {grants: [{to: [master, "*"], managed: [SecurityAudit]}]}`),
			"last-admins master/grant/admins/AdministratorAccess it takes full control from alice, bob, and nobody with MFA would keep it: at least 2 must",
		},
		{
			"everybody, and who is left has no MFA", oneIsEnough(strings.Split(ruled, "users:")[0]) + "users: {}\n",
			"last-admins master/member/admins/alice it takes full control from alice, bob, and nobody with MFA would keep it: at least 1 must",
		},
		{"the power to one who has no MFA", strings.Replace(altered("functions: [admins]", "functions: []"), "functions: [auditors]", "functions: [admins]", 1), "last-admins master/member/admins/alice"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := told(l.open(test.document).refusals())
			if !strings.HasPrefix(got, test.want) || test.want == "" && got != "" {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// A person who moves from one function with full control to another does not
// pass through having none.
func TestTheLastWayInStaysOpenUntilThereIsAnother(t *testing.T) {
	l := reign(t, "alice", "bob")
	moved := strings.ReplaceAll(ruled, "functions: [admins]", "functions: [keepers]")
	got := lines(l.open(moved).draft().Plan)
	if want := `build + master/member/keepers/alice
build + master/member/keepers/bob
clear - master/member/admins/bob
clear - master/member/admins/alice
`; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := told(l.open(moved).refusals()); got != "" {
		t.Errorf("refused: %s", got)
	}
	l.open(moved).apply()
	if got := lines(l.open(ruled).draft().Plan); strings.Count(got, "clear - ") != 2 {
		t.Errorf("and back:\n%s", got)
	}
}

// Nobody has MFA while an organization is bootstrapped: nothing is taken from
// anybody, and nothing is refused.
func TestABootstrapIsNotRefused(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	if got := told(l.open(ruled).refusals()); got != "" {
		t.Errorf("refused: %s", got)
	}
	l.open(ruled).apply()
	if got := told(l.open(altered("  carol:", "  dave: {email: dave@acme.example, functions: [admins]}\n  carol:")).refusals()); got != "" {
		t.Errorf("one more: refused: %s", got)
	}
}

// A run as somebody is held to what it would do to itself.
func TestOwnAccess(t *testing.T) {
	l := reign(t, "alice", "bob")
	run := l.as("alice", "admins")
	less := strings.Replace(altered("functions: [admins]", "functions: []"), "home_region", "min_admins: 1, home_region", 1)
	for _, test := range []struct{ name, document, want string }{
		{"nothing", ruled, ""},
		{"herself out of it", less, "own-access master/member/admins/alice after it this run could no longer be, since alice could no longer become the role admins"},
		{
			"the role's power", altered(`admins: {grants: [{to: [master, "*"], managed: [AdministratorAccess]}]}`, `admins: {grants: [{to: [master, "*"], managed: [SecurityAudit]}]}`),
			"own-access master/grant/admins/AdministratorAccess after it this run could no longer",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := told(run.open(test.document).refusals())
			if !strings.HasPrefix(got, test.want) || test.want == "" && got != "" {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// attaching is the document with a guardrail of one's own on an account, or on
// a classification.
func attaching(t *testing.T, document, text string) *schema.Org {
	t.Helper()
	org, err := schema.Parse("org.yaml", []byte(document), fstest.MapFS{"own.json": {Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	return org
}

const (
	denyAll    = `{"Version":"2012-10-17","Statement":[{"Sid":"All","Effect":"Deny","Action":"*","Resource":"*"}]}`
	denyExcept = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:*:iam::*:role/OrganizationAccountAccessRole"}}}]}`
	denyByIP   = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"192.0.2.0/24"}}}]}`
	denyEC2    = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"ec2:*","Resource":"*"}]}`
	denyOne    = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:PutRolePolicy","Resource":"arn:aws:iam::*:role/orgwright/auditors"}]}`
	denyRegion = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","NotAction":"sts:*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"us-east-1"}}}]}`
	denyNoMFA  = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}]}`
)

// A guardrail is tried against the access role before it is attached.
func TestGuardrailsAreTried(t *testing.T) {
	l := reign(t)
	with := strings.Replace(ruled, "classification: production}\n  storage:    {", "classification: production}\n  storage:    {guardrails: [own], ", 1) +
		"guardrails:\n  own: {description: Own, policy: own.json}\n"
	for _, test := range []struct{ name, text, want string }{
		{"everything", denyAll, "guardrail-locks-out master/attachment/own@storage in storage this run could no longer iam:GetAccountAuthorizationDetails and "},
		{"but the access role", denyExcept, ""},
		{"what cannot be decided", denyByIP, "guardrail-locks-out master/attachment/own@storage"},
		{"what no run needs", denyEC2, ""},
		{"one function's role", denyOne, "guardrail-locks-out master/attachment/own@storage in storage this run could no longer iam:PutRolePolicy: denied: guardrail own"},
		{"other Regions than IAM's", denyRegion, ""},
		{"sessions without MFA", denyNoMFA, "guardrail-locks-out master/attachment/own@storage"},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := l.open(ruled)
			o.Org = attaching(t, with, test.text)
			o.Wish = &Wish{Org: o.Org, Today: today, Names: o.cloud.Names}
			all := o.refusals()
			if got := told(all); !strings.HasPrefix(got, test.want) || test.want == "" && got != "" {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
			if test.want != "" && (len(all) != 1 || !strings.Contains(all[0].Hint, "role/OrganizationAccountAccessRole")) {
				t.Errorf("refusals %v", all)
			}
		})
	}
}

// No change of the plan leaves an account with fewer guardrails than it had
// and is to have.
func TestGuardrailsStayOnTheWay(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.open(full).apply()
	for _, e := range edits {
		if !strings.Contains(full, e.old) {
			continue
		}
		o := l.open(strings.Replace(full, e.old, e.new, 1))
		p, err := o.cloud.Read(t.Context(), Need(o.Wish))
		l.must(err)
		d := Compare(o.Wish, o.cloud, p)
		r := Realm(o.Wish, o.cloud, p)
		had := r.Copy()
		end := r.Copy()
		for _, c := range d.Plan.Changes() {
			end.Step(spelled(o.Names, c))
		}
		for _, c := range d.Plan.Changes() {
			r.Step(spelled(o.Names, c))
			for account := range had.Accounts {
				for _, name := range had.Holds(account) {
					if slices.Contains(end.Holds(account), name) && !slices.Contains(r.Holds(account), name) {
						t.Errorf("%s: after %s, %s is without %s", e.name, c, account, name)
					}
				}
			}
		}
	}
}

// What AWS's own policies say is known of the fewest; a policy that is known by
// name alone denies nothing if it is made for people, and is open otherwise.
func TestManagedPoliciesInARealm(t *testing.T) {
	l := reign(t)
	o := l.open(ruled)
	p, err := o.cloud.Read(t.Context(), Need(o.Wish))
	l.must(err)
	r := Realm(o.Wish, o.cloud, p)
	admin := r.Accounts["master"].Users["carol"]
	for _, test := range []struct {
		attached string
		want     policy.Verdict
	}{
		{"AdministratorAccess", policy.Allowed},
		{"AdministratorAccess SecurityAudit", policy.Allowed},
		{"SecurityAudit", policy.Unknown},
		{"AdministratorAccess AWSDenyAll", policy.Unknown},
		{"", policy.NotAllowed},
	} {
		admin.Groups, admin.Attached = nil, nil
		for name := range strings.FieldsSeq(test.attached) {
			admin.Attached = append(admin.Attached, "arn:aws:iam::aws:policy/"+name)
		}
		if got := r.Decide(r.User("master", "carol", true), "iam:CreateUser", "arn:aws:iam::111111111111:user/x"); got.Verdict != test.want {
			t.Errorf("%s: %v, want %v", test.attached, got, test.want)
		}
	}
}
