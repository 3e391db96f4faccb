package view_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/view"
)

// sarifOf is a drift as SARIF, held to the schema of the standard.
func sarifOf(t *testing.T, d engine.Drift, rules ...engine.Rule) string {
	t.Helper()
	return standard(t, func(out *bytes.Buffer) error { return view.DriftSARIF(out, d, header(), rules) })
}

// Remarks on a document stand where they are about, by their codes.
func TestSARIFOfRemarks(t *testing.T) {
	all := []view.Remark{
		{Level: "error", File: "orgs/a b.yaml", Line: 14, Col: 7, Title: "ORG101", Text: []string{"unknown field \"emial\"", "hint: did you mean email?"}},
		{Level: "note", File: "orgs/a b.yaml", Title: "ORG205", Text: []string{"a mark\x1b[2K"}},
	}
	rules := []engine.Rule{{Name: "ORG101", Severity: engine.Error, About: "a key", Fix: "explain"}, {Name: "ORG205", Severity: engine.Warning, About: "a mark", Fix: "explain"}}
	text := standard(t, func(out *bytes.Buffer) error { return view.RemarksSARIF(out, all, "1.0", rules) })
	for _, want := range []string{`"startLine": 14,`, `"startColumn": 7`, `"level": "note"`, `"uri": "orgs/a%20b.yaml"`, `hint: did you mean email?`, `a mark\\x1b[2K`, `docs/codes.md`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	standard(t, func(out *bytes.Buffer) error { return view.RemarksSARIF(out, nil, "", nil) })
}

// standard holds a log to the schema of the standard.
func standard(t *testing.T, write func(*bytes.Buffer) error) string {
	t.Helper()
	var out bytes.Buffer
	if err := write(&out); err != nil {
		t.Fatal(err)
	}
	schema, err := jsonschema.NewCompiler().Compile("testdata/sarif/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(out.String()))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(document); err != nil {
		t.Errorf("%v\n%s", err, out.String())
	}
	return out.String()
}

// Each difference, finding and unknown part is one result, of a rule that the
// log lists at the index it says, at a line of the document.
func TestSARIF(t *testing.T) {
	rules := []engine.Rule{
		{Name: "membership-expiring", Severity: engine.Warning, About: "a last day", Fix: "nothing"},
		{Name: "user-in-leaf", Severity: engine.Error, About: "a user in a leaf", Fix: "delete it"},
	}
	d := drifted()
	d.Findings[0].Line = 2027
	text := sarifOf(t, d, rules...)
	if !strings.Contains(text, `"startLine": 2027`) {
		t.Error("a finding is not at its line")
	}
	var log struct {
		Runs []struct {
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				Level     string
				Locations []struct {
					LogicalLocations []struct{ FullyQualifiedName string }
					PhysicalLocation struct{ Region struct{ StartLine int } }
				}
				PartialFingerprints map[string]string
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &log); err != nil {
		t.Fatal(err)
	}
	var got []string
	prints := map[string]bool{}
	for _, r := range log.Runs[0].Results {
		if id := log.Runs[0].Tool.Driver.Rules[r.RuleIndex].ID; id != r.RuleID {
			t.Errorf("%s is listed as %s", r.RuleID, id)
		}
		at := r.Locations[0]
		got = append(got, fmt.Sprint(r.Level, " ", r.RuleID, " ", at.LogicalLocations[0].FullyQualifiedName, ":", at.PhysicalLocation.Region.StartLine))
		prints[r.PartialFingerprints["orgwright/address/v1"]] = true
	}
	want := []string{
		"error changed production/role/operations", "error extra master/member/operations/mallory", "error extra storage/grant/developers/inline",
		"error missing master/attachment/no-leaving@Workloads/Production", "error missing master/member/developers/bob", "error missing master/mfa/bob",
		"error unknown legacy", "error user-in-leaf production/user/ci-bot", "warning membership-expiring master/member/developers/bob",
	}
	slices.Sort(got)
	for i := range want {
		if i >= len(got) || !strings.HasPrefix(got[i], want[i]+":") || strings.HasSuffix(got[i], ":0") {
			t.Fatalf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	if len(prints) != len(got) || len(got) != len(want) {
		t.Errorf("%d results, %d fingerprints, want %d", len(got), len(prints), len(want))
	}
	if again := sarifOf(t, d, rules...); again != text {
		t.Error("not the same twice")
	}
}

// Nothing that differs is a log without results, and what strangers wrote cannot
// break it.
func TestSARIFOfNothingAndOfAnything(t *testing.T) {
	if text := sarifOf(t, compared(acme())); !strings.Contains(text, `"results": []`) {
		t.Error(text)
	}
	sarifOf(t, engine.Drift{
		Findings:   []engine.Finding{{Rule: "a\x1b[31m rule", Severity: "x", Address: at("a/b/\u202e\"<script>"), Detail: "\x00\xff\n"}},
		Unreadable: []engine.Unknown{{Account: "a\x1b"}},
	}, engine.Rule{Name: "x"})
}
