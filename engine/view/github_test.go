package view_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/view"
)

func planGitHub(t *testing.T, r engine.Review) string {
	t.Helper()
	var out bytes.Buffer
	if err := view.PlanGitHub(&out, r, header()); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestGitHub(t *testing.T) {
	for name, r := range map[string]engine.Review{
		"founded": founded(), "powers": wildcard(), "everywhere": everywhere(), "left": left(), "refused": refused(),
		"nothing": review(acme(), acme()), "unreadable": unread(), "300": many(300),
	} {
		page := planGitHub(t, r)
		commands(t, page)
		same(t, filepath.Join("testdata", name+".github.txt"), page)
	}
}

var command = regexp.MustCompile(`^::(error|warning|notice) file=[^:,\r\n]+(,line=[1-9][0-9]*,col=1)?,title=orgwright [^:,\r\n]*::[^\r\n]*\n$`)

// commands checks that every line is a workflow command, the worst first and at
// most ten of a kind.
func commands(t interface{ Errorf(string, ...any) }, page string) {
	rank := map[string]int{"error": 0, "warning": 1, "notice": 2}
	n, last := map[string]int{}, 0
	for line := range strings.Lines(page) {
		m := command.FindStringSubmatch(line)
		if m == nil {
			t.Errorf("no command: %q", line)
			continue
		}
		if n[m[1]]++; n[m[1]] > 10 || rank[m[1]] < last {
			t.Errorf("%s number %d after a lesser one:\n%s", m[1], n[m[1]], page)
		}
		last = rank[m[1]]
		if regexp.MustCompile(`%([^2013]|2[^5C]|0[^AD]|3[^A])`).MatchString(line) {
			t.Errorf("%% unescaped in %q", line)
		}
	}
	if n["notice"] == 0 {
		t.Errorf("no summary in %q", page)
	}
}

func TestTheLastOfTenSaysHowManyThereAre(t *testing.T) {
	r := review(acme(), acme())
	for i := range 43 {
		r.Unreadable = append(r.Unreadable, engine.Unknown{Account: fmt.Sprintf("a%d", i), Why: "AccessDenied"})
	}
	page := planGitHub(t, r)
	commands(t, page)
	if strings.Count(page, "::error ") != 10 || !strings.Contains(page, "::34 of 43 errors are not shown here") {
		t.Errorf("got\n%s", page)
	}
}

func TestAnnotationsStandOnTheirLines(t *testing.T) {
	page := planGitHub(t, wildcard())
	if !strings.HasPrefix(page, "::warning file=org.yaml,line=52,col=1,title=orgwright GRANTS::production/grant/developers/inline: bob, cas, dee") {
		t.Errorf("got\n%s", page)
	}
	if strings.Count(page, "::warning ") != 1 {
		t.Errorf("told twice:\n%s", page)
	}
}

func TestCommandsEscapeTheirSigns(t *testing.T) {
	r := refused()
	r.File.Path = "a,b:c%d\r\n/org.yaml"
	r.Refusals[0].Message = "100 %\r\n::error::forged"
	page := planGitHub(t, r)
	commands(t, page)
	want := "::error file=a%2Cb%3Ac%25d\\r\\n/org.yaml,title=orgwright REFUSED last-admins::master/member/operations/alice 100 %25 ::error::forged%0Ahint: "
	if !strings.HasPrefix(page, want) {
		t.Errorf("got\n%s\nwant\n%s", page, want)
	}
}
