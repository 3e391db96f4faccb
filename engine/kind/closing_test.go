package kind

import (
	"fmt"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// closed is the document with accounts to be closed.
func closed(names ...string) string {
	document := ruled
	for _, name := range names {
		document = strings.Replace(document, map[string]string{"production": "+prod@", "storage": "+storage@"}[name]+"acme.example,",
			map[string]string{"production": "+prod@", "storage": "+storage@"}[name]+"acme.example, state: closed,", 1)
	}
	return document
}

// That an account is to be closed takes nobody's access: its closing does, and
// is held to how many people may lose a role.
func TestWhoWorksInWhatIsToBeClosed(t *testing.T) {
	l := reign(t, "alice", "bob")
	for _, document := range []string{closed("storage"), closed("production", "storage")} {
		d := l.open(document).draft()
		if got := lines(d.Plan); got != "" || len(d.Reach("").Lost) > 0 {
			t.Errorf("to be closed:\n%s%v", got, d.Reach("").Lost)
		}
	}
	if got := lines(l.open(strings.Replace(closed("storage"), `auditors: {grants: [{to: "*"`, `auditors: {grants: [{to: production`, 1)).draft().Plan); got != "build ~ master/assume/auditors\n" {
		t.Errorf("a grant that goes:\n%s", got)
	}
	o := l.open(closed("storage"))
	o.Close = "storage"
	p, err := o.cloud.Read(t.Context(), Need(o.Wish))
	l.must(err)
	d := Compare(o.Wish, o.cloud, p)
	d.Access = d.Reach("")
	if got, want := fmt.Sprint(d.Access.Lost), "[{alice storage admins} {bob storage admins} {carol storage auditors}]"; got != want {
		t.Errorf("lost %s, want %s", got, want)
	}
	limits := engine.Limits{MaxDeletes: engine.DefaultMaxDeletes, MaxRevokes: engine.DefaultMaxRevokes}
	if got := told(d.Guard(o.Wish, o.cloud, p, limits)); !strings.Contains(got, "too-many-revokes  3 of 3 people lose a role") {
		t.Errorf("refused: %s", got)
	}
	l.must(engine.Apply(t.Context(), d.Plan, 1, Do(o.Wish, o.cloud)))
	if again := lines(l.open(closed("storage")).draft().Plan); again != "" {
		t.Errorf("and then:\n%s", again)
	}
}

// A part of a plan that closes an account takes its roles all the same; an
// account to be closed that was never made gives none.
func TestRolesOfWhatIsClosed(t *testing.T) {
	l := reign(t)
	o := l.open(closed("storage"))
	o.Close = "storage"
	d := o.draft().Only(o.Wish, "master/account/storage")
	if got := lines(d.Plan); got != "clear - master/account/storage\n" || len(d.Reach("").Lost) != 3 {
		t.Errorf("in part:\n%s%v", got, d.Reach("").Lost)
	}
	l = inSandbox(t, sandbox.Options{})
	l.open(closed("storage")).apply()
	if text := l.world.Accounts[masterID].IAM.Groups["admins"].Inline["assume"]; strings.Contains(text, "{storage}") || strings.Count(text, ":role/") != 2 {
		t.Errorf("admins may become %s", text)
	}
}
