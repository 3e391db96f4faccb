package view_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/view"
)

// drawings are the four ways to draw a matrix.
var drawings = map[string]func(io.Writer, access.Matrix) error{
	"mermaid": view.GraphMermaid, "dot": view.GraphDOT, "svg": view.GraphSVG, "html": view.GraphHTML,
}

func draw4(t *testing.T, m access.Matrix) map[string]string {
	t.Helper()
	pages := map[string]string{}
	for name, write := range drawings {
		var out, again bytes.Buffer
		if err := errors.Join(write(&out, m), write(&again, m)); err != nil {
			t.Fatal(err)
		}
		if out.String() != again.String() {
			t.Errorf("%s: drawn twice it is another", name)
		}
		pages[name] = out.String()
	}
	return pages
}

func TestGraph(t *testing.T) {
	for name, page := range draw4(t, roster()) {
		if name != "html" {
			same(t, "testdata/graph."+name+".txt", page)
		}
		for _, want := range []string{"production", "customer", "sandbox", "test", "operations", "developers", "ADMIN", "Live"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s does not have %s", name, want)
			}
		}
	}
}

// branches is a matrix of n accounts in two units; one account of the first is
// reached in another way.
func branches(n int) access.Matrix {
	m := roster()
	m.Accounts, m.Cells = nil, nil
	for i := range n {
		a := access.Place{Account: fmt.Sprintf("leaf-%02d", i), Classification: []string{"live", "test"}[i%2], Unit: []string{"Live", "Test"}[i%2]}
		m.Accounts = append(m.Accounts, a)
		c := access.Cell{User: "ada", Post: &access.Post{Account: a.Account, Function: "operations", Word: "ADMIN", Level: "permissions"}}
		if i == 0 {
			c.Word, c.Level = "read", "read"
		}
		m.Cells = append(m.Cells, c)
	}
	return m
}

// TestGraphOfMany draws thirty accounts one by one, and more by their units.
func TestGraphOfMany(t *testing.T) {
	for name, page := range draw4(t, branches(30)) {
		if !strings.Contains(page, "leaf-29") {
			t.Errorf("%s: thirty accounts are not there one by one", name)
		}
	}
	for name, page := range draw4(t, branches(31)) {
		if name != "html" && strings.Contains(page, "leaf-") {
			t.Errorf("%s: thirty-one accounts are there one by one", name)
		}
		for _, want := range []string{"16 accounts", "15 accounts", "ADMIN in 15", "read in 1"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s does not have %q", name, want)
			}
		}
	}
	lifted := draw4(t, branches(30))
	for _, want := range []string{`"ADMIN" --> u1`, `"ADMIN (14 of 15)" --> u0`, `"read" --> u0a0`} {
		if !strings.Contains(lifted["mermaid"], want) {
			t.Errorf("no way %s:\n%s", want, lifted["mermaid"])
		}
	}
	if n := strings.Count(lifted["mermaid"], "ADMIN"); n != 2 {
		t.Errorf("%d ways with ADMIN, not one for each unit:\n%s", n, lifted["mermaid"])
	}
	if want := "Live: ADMIN in all of 15 accounts but leaf-00; read in leaf-00"; !strings.Contains(lifted["html"], want) {
		t.Errorf("the page does not say %q", want)
	}
}

// An account that nobody reaches through a function is not among those of which
// the unit speaks.
func TestGraphSaysWhereNobodyLeads(t *testing.T) {
	m := branches(30)
	m.Cells = m.Cells[1:]
	page := draw4(t, m)["mermaid"]
	if strings.Contains(page, "14 of 15") || strings.Count(page, `"ADMIN" --> u0a`) != 14 {
		t.Errorf("leaf-00 is taken for one that is reached:\n%s", page)
	}
}

// TestGraphOfNobody has accounts and nobody who reaches them.
func TestGraphOfNobody(t *testing.T) {
	m := roster()
	m.Cells = nil
	for name, page := range draw4(t, m) {
		if !strings.Contains(page, "sandbox") {
			t.Errorf("%s has no accounts", name)
		}
	}
	draw4(t, access.Matrix{})
}

// TestGraphOfHostileNames has names that would be markup come out as
// themselves.
func TestGraphOfHostileNames(t *testing.T) {
	m := roster()
	m.Organization, m.Accounts[0].Account, m.Accounts[0].Unit, m.Accounts[0].Classification = evil, evil, evil, evil
	m.People[0].Functions, m.People[0].User = []string{evil}, evil
	m.Cells[0].Account, m.Cells[0].Function, m.Cells[0].User, m.Cells[0].Word = evil, evil, evil, evil
	for name, page := range draw4(t, m) {
		if strings.ContainsAny(page, "\x1b\u202e") || name != "dot" && strings.Contains(page, "<script") {
			t.Errorf("%s holds what it should not:\n%s", name, page)
		}
	}
	picture := draw4(t, m)["svg"]
	for d := xml.NewDecoder(strings.NewReader(picture)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("the picture is no XML: %v", err)
		}
	}
}

// TestGraphvizReadsDOT has Graphviz itself read the graph, where it is
// installed.
func TestGraphvizReadsDOT(t *testing.T) {
	dot, err := exec.LookPath("dot")
	if err != nil {
		t.Skip("Graphviz is not installed")
	}
	m := roster()
	m.Accounts[0].Account = evil
	m.Cells[0].Account = evil
	cmd := exec.Command(dot, "-Tsvg")
	cmd.Stdin = strings.NewReader(draw4(t, m)["dot"])
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}
