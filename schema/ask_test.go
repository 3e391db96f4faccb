package schema_test

import (
	"slices"
	"testing"

	"github.com/orgwright/orgwright/schema"
)

func parse(t *testing.T, more string) *schema.Org {
	t.Helper()
	o, err := schema.Parse("org.yaml", []byte(least+more), nil)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

const company = `classifications:
  production: {ou: Workloads/Production}
  non-production: {}
  empty: {}
accounts:
  production: {email: prod@acme.example, classification: production}
  storage: {email: storage@acme.example, classification: production}
  gone: {email: gone@acme.example, classification: production, state: closed}
  development: {email: dev@acme.example, classification: non-production}
functions:
  operations:
    session: 1h30m
    grants:
      - {to: [classification:production, master], managed: [A]}
      - {to: [storage, gone], managed: [B]}
  auditors: {grants: [{to: "*", managed: [SecurityAudit]}]}
  nothing: {}
users:
  alice: {email: alice@acme.example, functions: [operations, auditors]}
  bob: {email: bob@acme.example, functions: [operations], until: 2026-12-31}
  carol: {email: carol@acme.example, functions: [{function: operations, until: 2026-06-30}]}
  dave: {email: dave@acme.example, functions: [operations], state: suspended}
  erin: {email: erin@acme.example}
`

func TestAsk(t *testing.T) {
	o := parse(t, company)
	for what, c := range map[string]struct{ got, want []string }{
		"leaves":               {o.Leaves(), []string{"development", "production", "storage"}},
		"targets":              {o.Targets([]string{"*", "master", "gone", "nowhere"}), []string{"development", "master", "production", "storage"}},
		"targets of a class":   {o.Targets([]string{"classification:production", "storage"}), []string{"production", "storage"}},
		"reach of operations":  {o.Reach("operations"), []string{"master", "production", "storage"}},
		"reach of nothing":     {o.Reach("nothing"), nil},
		"units":                {[]string{o.Unit("production"), o.Unit("non-production")}, []string{"Workloads/Production", "non-production"}},
		"members in June":      {o.Members("operations", "2026-06-30"), []string{"alice", "bob", "carol"}},
		"members in July":      {o.Members("operations", "2026-07-01"), []string{"alice", "bob"}},
		"members the new year": {o.Members("operations", "2027-01-01"), []string{"alice"}},
		"people on the day":    {o.People("2026-12-31"), []string{"alice", "bob", "carol", "dave", "erin"}},
		"people after the day": {o.People("2027-01-01"), []string{"alice", "carol", "dave", "erin"}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: %v, want %v", what, c.got, c.want)
		}
	}
	if n := len(o.Grants("operations", "storage")); n != 2 {
		t.Errorf("%d grants of operations reach storage, want 2", n)
	}
}

func TestSessionSeconds(t *testing.T) {
	for session, want := range map[string]int32{"4h": 14400, "90m": 5400, "3600s": 3600, "1h30m": 5400, "12h": 43200, "": 3600, "soon": 3600} {
		if got := (schema.Function{Session: session}).SessionSeconds(); got != want {
			t.Errorf("%q is %d seconds, want %d", session, got, want)
		}
	}
}

func TestDefaults(t *testing.T) {
	o := parse(t, company)
	if g := o.Organization; g.OwnershipPath != "/orgwright/" || g.AccessRole != "OrganizationAccountAccessRole" || g.MinAdmins != 2 {
		t.Errorf("organization: %+v", g)
	}
	if s := o.Functions["auditors"].Session; s != "1h" {
		t.Errorf("session %q, want 1h", s)
	}
	if o.Master.PasswordPolicy != nil || o.CI != nil || o.Trail != nil {
		t.Error("what is not written is there")
	}
}

func TestAt(t *testing.T) {
	o := parse(t, company)
	for _, c := range []struct {
		line, col int
		path      []string
	}{
		{9, 3, []string{"accounts", "production"}},
		{9, 23, []string{"accounts", "production", "email"}},
		{9, 3, []string{"accounts", "production", "name"}},
		{8, 1, []string{"accounts", "nowhere", "email"}},
		{15, 14, []string{"functions", "operations", "session"}},
		{17, 15, []string{"functions", "operations", "grants", "0", "to", "0"}},
		{19, 28, []string{"functions", "auditors", "grants", "0", "to"}},
		{24, 61, []string{"users", "carol", "functions", "0", "function"}},
		{1, 1, nil},
	} {
		if line, col := o.At(c.path...); line != c.line || col != c.col {
			t.Errorf("%v is at %d:%d, want %d:%d", c.path, line, col, c.line, c.col)
		}
	}
	made := &schema.Org{}
	if line, col := made.At("accounts"); line != 0 || col != 0 || made.Path() != "" || made.SHA256() != "" {
		t.Error("an Org made in code has a place")
	}
}

func TestProblem(t *testing.T) {
	p := parse(t, company).Problem("ORG299", "too many", "have fewer", "accounts", "storage")
	want := "org.yaml:10:3: warning: too many [ORG299]\n    10 |   storage: {email: storage@acme.example, classification: production}\n       |   ^\n  hint: have fewer\n"
	if got := p.Text(); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if got := (&schema.Org{}).Problem("ORG199", "too many", "").String(); got != "too many [ORG199]" {
		t.Errorf("%q", got)
	}
}

func TestWarnings(t *testing.T) {
	o, err := schema.Parse("org.yaml", []byte("\ufeff"+least+company), nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range o.Warnings() {
		got = append(got, w.String())
	}
	want := []string{
		"org.yaml:1:1: note: the file begins with a byte order mark, which is skipped [ORG205]",
		`org.yaml:7:3: warning: no account is classified as "empty" [ORG203]`,
		`org.yaml:20:3: warning: nobody performs the function "nothing" [ORG202]`,
		`org.yaml:26:3: warning: "erin" performs no function [ORG201]`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant\n%q", got, want)
	}
}

func TestLongRoleName(t *testing.T) {
	o := parse(t, "functions:\n  a-function-with-a-name-that-is-fine-for-a-role-but-not-to-switch: {}\n")
	found := slices.ContainsFunc(o.Warnings(), func(p schema.Problem) bool { return p.Line == 5 && p.Severity == schema.Warning && p.Col == 3 })
	if !found {
		t.Errorf("%v; want a warning about the console", o.Warnings())
	}
}
