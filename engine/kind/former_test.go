package kind

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// before and after are small with names that change: of a user, a function, a
// classification and its unit, an account.
const before = `
version: 1
organization: {name: acme, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@acme.example}
classifications:
  production: {ou: Workloads/Production, guardrails: [no-leaving]}
  testing: {}
accounts:
  shop: {email: aws+shop@acme.example, classification: production}
  lab: {email: aws+lab@acme.example, classification: testing}
functions:
  operations: {grants: [{to: "*", managed: [AdministratorAccess]}]}
  auditors: {grants: [{to: shop, managed: [SecurityAudit]}]}
users:
  c.jones: {email: carol@acme.example, functions: [operations, auditors]}
  dave: {email: dave@acme.example, functions: [operations]}
`

var after = strings.NewReplacer(
	"  production: {ou: Workloads/Production,", "  prod: {was: Production, ou: Workloads/Prod,",
	"classification: production", "classification: prod",
	"testing: {}", "trials: {was: testing}", "classification: testing", "classification: trials",
	"shop: {", "store: {was: shop, ", "{to: shop", "{to: store",
	"  operations: {", "  ops: {was: operations, ", "[operations, auditors]", "[ops]", "[operations]", "[ops]",
	"c.jones: {", "carol: {was: c.jones, ",
).Replace(before)

// Everything that has another name is renamed, but for roles: the new ones are
// there before people are let into them alone, and the old ones go after that.
func TestRename(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.open(before).apply()
	users, units, accounts := l.ids()
	o := l.open(after)
	want := `build ~ master/unit/Workloads/Prod
build ~ master/unit/trials
build + master/service/account.amazonaws.com
build ~ master/account/store
build + lab/role/ops
build + store/role/ops
build + lab/grant/ops/AdministratorAccess
build + store/grant/ops/AdministratorAccess
build ~ master/group/ops
build ~ master/assume/ops
build ~ master/user/carol
revoke - master/member/auditors/carol
clear - store/grant/operations/AdministratorAccess
clear - lab/grant/operations/AdministratorAccess
clear - store/role/operations
clear - lab/role/operations
`
	d := o.draft()
	if got := lines(d.Plan); sortedLines(got) != sortedLines(want) {
		t.Errorf("the plan is\n%s\nwant\n%s", got, want)
	}
	if !strings.Contains(strings.Join(d.Notes, "\n"), "AWS cannot rename roles: those of ops are made first") {
		t.Errorf("notes: %q", d.Notes)
	}
	o.apply()
	renamed, moved, same := l.ids()
	if renamed["carol"] != users["c.jones"] || renamed["c.jones"] != "" || moved["Prod"] != units["Production"] || moved["trials"] != units["testing"] || len(same) != len(accounts) {
		t.Errorf("something was made anew: %v %v, then %v %v", users, units, renamed, moved)
	}
	carol := l.world.Accounts[masterID].IAM.Users["carol"]
	if !slices.Equal(carol.Groups, []string{"ops"}) {
		t.Errorf("carol is in %v", carol.Groups)
	}
	done := strings.Join(l.open(after).draft().Notes, "\n")
	for _, one := range []string{"users.carol: was: c.jones", "functions.ops: was: operations", "classifications.prod: was: Production", "classifications.trials: was: testing", "accounts.store: was: shop"} {
		if !strings.Contains(done, one+" is done, the line can go") {
			t.Errorf("nothing is said of %s:\n%s", one, done)
		}
	}
}

func sortedLines(s string) string {
	all := strings.Split(s, "\n")
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// ids are what AWS knows users, units and accounts by.
func (l *lab) ids() (users, units, accounts map[string]string) {
	users, units, accounts = map[string]string{}, map[string]string{}, map[string]string{}
	for name, u := range l.world.Accounts[masterID].IAM.Users {
		users[name] = u.ID
	}
	for id, u := range l.world.Organization.Units {
		units[u.Name] = id
	}
	for id, a := range l.world.Accounts {
		accounts[a.Email] = id
	}
	return users, units, accounts
}

// In no moment has anybody of the function nowhere to go: after each call the
// group names a role that is there, with its rights.
func TestRenamingAFunctionKeepsItsPeopleIn(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.open(before).apply()
	d := l.open(after).draft()
	at := map[string]int{}
	for i, c := range d.Plan.Changes() {
		at[c.String()] = i
	}
	order := []string{"store/grant/ops/AdministratorAccess", "master/assume/ops", "store/grant/operations/AdministratorAccess", "store/role/operations"}
	for i := 1; i < len(order); i++ {
		if at[order[i-1]] >= at[order[i]] {
			t.Errorf("%s does not come before %s", order[i-1], order[i])
		}
	}
	// One account that cannot be changed keeps the old way everywhere.
	o := l.open(after)
	d = o.draft()
	do := Do(o.Wish, o.cloud)
	err := engine.Apply(t.Context(), d.Plan, 1, func(ctx context.Context, c engine.Change) error {
		if c.String() == "lab/role/ops" {
			return fmt.Errorf("this account is broken")
		}
		return do(ctx, c)
	})
	if err == nil {
		t.Fatal("the run did not fail")
	}
	lab := l.world.Accounts[o.id("lab")].IAM.Roles["operations"]
	if lab == nil || len(lab.Attached) != 1 {
		t.Errorf("the old role in lab is %+v", lab)
	}
	group := l.world.Accounts[masterID].IAM.Groups["ops"]
	if group == nil || !strings.Contains(group.Inline["assume"], "role/orgwright/operations") {
		t.Errorf("the group's way in is %+v", group)
	}
	l.open(after).apply()
}

func (o *office) id(name string) string {
	id, _ := o.Names.ID(name)
	return id
}

// Where AWS cannot rename, or both are there, the plan is refused and says why.
func TestRenameIsRefused(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.open(before).apply()
	moved := strings.Replace(strings.Replace(before, "  testing: {}", "  trials: {was: testing, ou: Elsewhere/trials}", 1), "classification: testing", "classification: trials", 1)
	both := strings.Replace(before, "dave: {", "dave: {was: c.jones, ", 1)
	both = strings.Replace(both, "  c.jones: {email: carol@acme.example, functions: [operations, auditors]}\n", "", 1)
	for document, want := range map[string]string{moved: "AWS cannot move an organizational unit", both: "master/user/dave, which is there already"} {
		found := false
		for _, r := range l.open(document).draft().Refusals {
			found = found || r.Code == "rename" && strings.Contains(r.Message, want)
		}
		if !found {
			t.Errorf("no refusal says %q: %v", want, l.open(document).draft().Refusals)
		}
	}
}

// Somebody else's user is not renamed without a word, and with it moves under
// our path in the same call.
func TestAdoptAndRename(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.open(before).apply()
	client := iam.NewFromConfig(l.cfg)
	for _, name := range []string{"old-ops", "erin.old"} {
		_, err := client.CreateUser(t.Context(), &iam.CreateUserInput{UserName: aws.String(name), Path: aws.String("/people/")})
		l.must(err)
	}
	document := before + "  erin: {email: erin@acme.example, functions: [auditors], was: erin.old}\n"
	if d := l.open(document).draft(); len(d.Refusals) != 1 || d.Refusals[0].Code != "conflict" {
		t.Errorf("refusals: %v", d.Refusals)
	}
	o := l.open(strings.Replace(document, "was: erin.old", "was: erin.old, adopt: true", 1))
	if got, want := lines(o.draft().Plan), "build ~ master/user/erin\nbuild + master/member/auditors/erin\n"; got != want {
		t.Errorf("the plan is\n%s", got)
	}
	o.apply()
	if u := l.world.Accounts[masterID].IAM.Users["erin"]; u == nil || u.Path != "/orgwright/" {
		t.Errorf("erin is %+v", u)
	}
}

// Whatever happens to a call of a run that renames, the next run goes on.
func TestCrashWhileRenaming(t *testing.T) {
	first, then := parse(t, before), parse(t, after)
	play := func(faults ...fault) (*trial, int, error) {
		tr := newTrial(t, first)
		_, err := tr.run()
		tr.must(err)
		tr.org = then
		calls, err := tr.run(faults...)
		return tr, calls, err
	}
	tr, calls, err := play()
	tr.must(err)
	want := tr.census()
	tr.settled(want)
	var names []string
	var faults []fault
	modes := []mode{crashBefore, crashAfter, replyLost, errorAfter}
	r := rand.New(rand.NewPCG(8, 9))
	for i := range 60 {
		f := fault{1 + r.IntN(calls), modes[i%len(modes)]}
		names, faults = append(names, fmt.Sprintf("%s call %d", f.mode, f.at)), append(faults, f)
	}
	t.Logf("%d calls", calls)
	trials(t, names, func(i int) []string {
		tr, _, err := play(faults[i])
		if m := faults[i].mode; err != nil && (m == replyLost || m == errorAfter) {
			tr.wrong("a run that lives does not end well: %v", err)
		}
		if _, err := tr.run(); err != nil {
			tr.wrong("one further run does not end well: %v", err)
		}
		tr.settled(want)
		return tr.faulty
	})
}

// Who leaves a function that gets another name has left it before the function
// has anything new, and under the name it still has.
func TestLeavingComesBeforeRenaming(t *testing.T) {
	l := reign(t, "alice", "bob")
	document := strings.NewReplacer("  auditors: {grants: [{to: \"*\", managed: [SecurityAudit", "  seers: {was: auditors, grants: [{to: \"*\", managed: [AdministratorAccess", "functions: [auditors]", "functions: [], was: carol", "carol: {", "caroline: {").Replace(ruled)
	o := l.open(document)
	if got := lines(o.draft().Plan); !strings.HasPrefix(got, "revoke - master/member/seers/caroline\nbuild ") {
		t.Errorf("the plan is\n%s", got)
	}
	l.must(l.world.Fault("op=RemoveUserFromGroup do=error:AccessDenied"))
	partial, _ := engine.AsPartial(engine.Apply(l.Context(), o.draft().Plan, 1, Do(o.Wish, o.cloud)))
	if got, want := called(partial.Skipped), "+ production/grant/seers/AdministratorAccess, + storage/grant/seers/AdministratorAccess, ~ master/assume/seers"; !strings.HasPrefix(got, want) {
		t.Errorf("held back\n%s\nwant\n%s", got, want)
	}
	l.must(l.world.ClearFaults())
	l.open(document).apply()
}

// The last way in goes late, and by its new name where it has got one.
func TestTheLastWayInIsRenamed(t *testing.T) {
	l := reign(t, "alice", "bob")
	document := strings.NewReplacer("  admins: {", "  rulers: {was: admins, ", "functions: [admins]", "functions: [keepers]").Replace(ruled)
	o := l.open(document)
	if got := lines(o.draft().Plan); !strings.Contains(got, "clear - master/member/rulers/bob\n") {
		t.Errorf("the plan is\n%s", got)
	}
	l.must(l.world.Fault("op=UpdateGroup do=error:AccessDenied"))
	partial, _ := engine.AsPartial(engine.Apply(l.Context(), o.draft().Plan, 1, Do(o.Wish, o.cloud)))
	if got := called(partial.Skipped); !strings.Contains(got, "- master/member/rulers/bob, - master/member/rulers/alice") {
		t.Errorf("held back %s", got)
	}
	l.must(l.world.ClearFaults())
	l.open(document).apply()
}
