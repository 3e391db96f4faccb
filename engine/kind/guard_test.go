package kind

import (
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// held are the refusals of a document by the limits that hold when the command
// line says nothing.
func (o *office) held() []engine.Refusal {
	o.Helper()
	p, err := o.cloud.Read(o.Context(), Need(o.Wish))
	o.must(err)
	d := Compare(o.Wish, o.cloud, p)
	for _, user := range []string{"alice", "bob", "carol"} {
		d.Access.Lost = append(d.Access.Lost, lostBy(d, user)...)
	}
	return append(d.Refusals, d.Guard(o.Wish, o.cloud, p, engine.Limits{MaxDeletes: engine.DefaultMaxDeletes, MaxRevokes: engine.DefaultMaxRevokes})...)
}

// lostBy is a role for each membership that a person loses.
func lostBy(d Draft, user string) (all []engine.Becoming) {
	for _, c := range d.Plan.Changes() {
		if c.Kind == "member" && c.Action() == engine.Delete && strings.HasSuffix(c.Name, "/"+user) {
			all = append(all, engine.Becoming{User: user})
		}
	}
	return all
}

// What the document does not write at all is not taken for nothing; what it
// writes as empty is.
func TestAbsentSectionsNeverMeanDelete(t *testing.T) {
	l := reign(t)
	piped := ruled + "ci: {github: {repository: acme/organization, environment: production}}\n"
	l.open(piped).apply()
	cut := func(from, to string) string {
		before, rest, _ := strings.Cut(piped, from)
		_, after, _ := strings.Cut(rest, to)
		return before + to + after
	}
	pipe := strings.NewReplacer("ci: {github: {repository: acme/organization, environment: production}}\n", "")
	functions := cut("functions:\n", "users:\n")
	for name := range strings.FieldsSeq("admins keepers auditors") {
		functions = strings.ReplaceAll(functions, "functions: ["+name+"]", "functions: []")
	}
	for _, test := range []struct{ name, document, want string }{
		{"users", strings.Split(ruled, "users:")[0], "absent-section  users is not in the document, and the plan would remove 6 facts for that"},
		{"no users", strings.Split(ruled, "users:")[0] + "users: {}", ""},
		{"functions", functions, "absent-section  functions is not"},
		{"a person's functions", altered(", functions: [auditors]", ""), "absent-section  users.carol.functions is not"},
		{"a function's grants", altered(`auditors: {grants: [{to: "*", managed: [SecurityAudit]}]}`, "auditors: {}"), "absent-section  functions.auditors.grants is not"},
		{"a classification's guardrails", altered("{guardrails: [no-leaving]}", "{}"), "absent-section  classifications.production.guardrails is not"},
		{"accounts", cut("accounts:\n", "functions:\n"), "absent-section  accounts is not in the document, and the plan would remove 15 facts for that"},
		{"no accounts", cut("accounts:\n", "functions:\n") + "accounts: {}", ""},
		{"ci", pipe.Replace(piped), "absent-section  ci is not in the document, and the plan would remove 5 facts for that"},
		{"no ci", pipe.Replace(piped) + "ci: {}", ""},
		{"accounts, and ci with them", pipe.Replace(cut("accounts:\n", "functions:\n")), "absent-section  ci is not"},
		{"no guardrails", altered("{guardrails: [no-leaving]}", "{guardrails: []}"), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc := test.document
			if !strings.Contains(test.name, "ci") && !strings.Contains(doc, "ci: {") {
				doc += "\n" + piped[len(ruled):]
			}
			got := told(l.open(doc).held())
			if !strings.Contains(got, test.want) || test.want == "" && strings.Contains(got, "absent-section") {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// All people at once are too many; "too-many-revokes" says so also where they
// are few.
func TestTooManyRevokes(t *testing.T) {
	l := reign(t)
	got := told(l.open(strings.Split(ruled, "users:")[0] + "users: {}").held())
	if !strings.Contains(got, "too-many-revokes  3 of 3 people lose a role") {
		t.Errorf("refused: %s", got)
	}
}

// A slip in an email makes no second account.
func TestNoAccountIsMadeBesideItself(t *testing.T) {
	l := reign(t)
	o := l.open(altered("aws+storage@acme.example", "aws+storege@acme.example"))
	var found bool
	for _, r := range o.held() {
		found = found || r.Code == "another-account" && r.Address == "master/account/storage" && strings.Contains(r.Hint, `write id: "`)
	}
	if !found {
		t.Errorf("refused: %s", told(o.held()))
	}
	id, _ := l.open(ruled).cloud.ID("storage")
	if id != "" {
		t.Fatalf("an id before a reading: %s", id)
	}
	known := l.open(ruled)
	known.draft()
	id, _ = known.cloud.ID("storage")
	mended := l.open(altered("{email: aws+storage@acme.example", `{id: "`+id+`", email: aws+storege@acme.example`))
	if got := told(mended.held()); strings.Contains(got, "another-account") {
		t.Errorf("with the id: refused: %s", got)
	}
}

// Nor does a slip in the email of an account that gets another key.
func TestNoAccountIsMadeBesideItsFormerName(t *testing.T) {
	l := reign(t)
	renamed := strings.Replace(altered("aws+storage@acme.example", "aws+store@acme.example"), "storage:    {email", "store: {was: storage, email", 1)
	if got := told(l.open(renamed).held()); !strings.Contains(got, "another-account") {
		t.Errorf("refused: %s", got)
	}
	kept := strings.Replace(altered("aws+storage@acme.example", "aws+storage@acme.example"), "storage:    {email", "store: {was: storage, email", 1)
	if got := told(l.open(kept).held()); strings.Contains(got, "another-account") {
		t.Errorf("with its email: refused: %s", got)
	}
}

// What is protected is protected also from a later document that lost the
// line: a user and a role by their tags, a group by its function's roles, an
// account by a mark on the root.
func TestProtectionOutlivesItsLine(t *testing.T) {
	guarded := strings.NewReplacer(
		"storage:    {", "storage:    {protect: true, guardrails: [no-root-user], ", "auditors: {", "auditors: {protect: true, ", "carol: {", "carol: {protect: true, ",
	).Replace(ruled)
	l := inSandbox(t, sandbox.Options{})
	l.open(guarded).apply()
	for _, test := range []struct{ name, document, want string }{
		{"a user", altered("  carol: {email: carol@acme.example, functions: [auditors]}\n", ""), "protected master/user/carol"},
		{"a group", strings.NewReplacer(`  auditors: {grants: [{to: "*", managed: [SecurityAudit]}]}`+"\n", "", "[auditors]", "[]").Replace(ruled), "protected master/group/auditors"},
		{"a role", altered(`auditors: {grants: [{to: "*"`, `auditors: {grants: [{to: production`), "protected storage/role/auditors"},
		{"in an account", altered(`keepers: {grants: [{to: [master, "*"]`, `keepers: {grants: [{to: [master, production]`), "protected storage/grant/keepers/AdministratorAccess"},
		{"on an account", ruled, "protected master/attachment/no-root-user@storage"},
		{"an account that is in the file no more", altered("  storage:    {email: aws+storage@acme.example, classification: production}\n", ""), "protected storage/role/admins"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := told(l.open(test.document).held()); !strings.Contains(got, test.want+" ") {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
	unguarded := strings.ReplaceAll(guarded, "protect: true, ", "")
	if got := lines(l.open(unguarded).draft().Plan); !strings.Contains(got, "clear - master/protection/storage") || strings.Count(got, "\n") != 4 {
		t.Errorf("to take protection away:\n%s", got)
	}
	l.open(unguarded).apply()
	if got := told(l.open(altered(`keepers: {grants: [{to: [master, "*"]`, `keepers: {grants: [{to: [master, production]`)).held()); strings.Contains(got, "protected") {
		t.Errorf("and then: %s", got)
	}
}

// A protected function without a role has its mark at the group's path, which
// goes when the line goes or the function has a role.
func TestProtectionOfAFunctionWithoutRoles(t *testing.T) {
	standby := strings.NewReplacer("  auditors:", "  standby: {protect: true, grants: []}\n  auditors:", "functions: [auditors]", "functions: [auditors, standby]").Replace(ruled)
	l := inSandbox(t, sandbox.Options{})
	l.open(standby).apply()
	if got := l.world.Accounts[masterID].IAM.Groups["standby"].Path; got != "/orgwright/protected/" {
		t.Errorf("the group is at %s", got)
	}
	if got := told(l.open(ruled).held()); !strings.Contains(got, "protected master/group/standby ") {
		t.Errorf("the function gone: %s", got)
	}
	for _, test := range []struct{ line, want string }{
		{"standby: {protect: true, grants: [{to: storage, managed: [SecurityAudit]}]}", "build ~ master/group/standby"}, // its role has the mark
		{"standby: {grants: [{to: storage, managed: [SecurityAudit]}]}", "build ~ storage/role/standby"},
		{"standby: {protect: true, grants: []}", "build ~ master/group/standby"},
		{"standby: {grants: []}", "build ~ master/group/standby"},
	} {
		o := l.open(strings.Replace(standby, "standby: {protect: true, grants: []}", test.line, 1))
		if got := lines(o.draft().Plan); !strings.Contains(got, test.want+"\n") {
			t.Errorf("%s:\n%s", test.line, got)
		}
		if got := told(o.held()); strings.Contains(got, "protected") {
			t.Errorf("%s: %s", test.line, got)
		}
		o.apply()
	}
	if got := told(l.open(ruled).held()); strings.Contains(got, "protected") {
		t.Errorf("unprotected: %s", got)
	}
}

// An account that the document no longer names is neither closed nor moved, and
// keeps its guardrails.
func TestNoAccountIsClosedByAbsence(t *testing.T) {
	l := reign(t)
	for _, document := range []string{
		altered("  storage:    {email: aws+storage@acme.example, classification: production}\n", ""),
		strings.Split(ruled, "classifications:")[0],
	} {
		for _, c := range l.open(document).draft().Plan.Changes() {
			if c.Kind == "account" || c.Kind == "placement" || c.Kind == "attachment" {
				t.Errorf("%s %s", c.Action(), c.Address)
			}
		}
	}
}

// AWS closes three accounts at once, and says so only after it was asked.
func TestClosingQuota(t *testing.T) {
	o := &cloud.Organization{Members: []cloud.Member{{State: "PENDING_CLOSURE"}, {State: "PENDING_CLOSURE"}, {State: "CLOSED"}, {State: "ACTIVE"}}}
	plan := engine.Plan{Steps: []engine.Step{{Kind: "account", Changes: []engine.Change{{Address: at("account", "old"), Before: "{}"}}}}}
	w := &Wish{}
	if got := told(w.closings(&cloud.Picture{Organization: o}, plan)); got != "" {
		t.Errorf("two at once: %s", got)
	}
	o.Members[2].State = "PENDING_CLOSURE"
	if got := told(w.closings(&cloud.Picture{Organization: o}, plan)); !strings.HasPrefix(got, "closing-quota master/account/old 3 accounts are being closed") {
		t.Errorf("three at once: %s", got)
	}
}
