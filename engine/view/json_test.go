package view_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/view"
)

func document(t *testing.T, v any) string {
	t.Helper()
	var out bytes.Buffer
	if err := view.JSON(&out, v); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestJSONIsOneDocument(t *testing.T) {
	page := document(t, review(nil, acme()))
	dec := json.NewDecoder(strings.NewReader(page))
	var first any
	if err := dec.Decode(&first); err != nil {
		t.Fatal(err)
	}
	if err := dec.Decode(&first); err != io.EOF {
		t.Errorf("after the document: %v, want EOF", err)
	}
	if again := document(t, review(nil, acme())); again != page {
		t.Error("not the same twice")
	}
}

func TestJSONHasNoNullLists(t *testing.T) {
	for _, v := range []any{
		engine.Review{},
		&engine.Drift{},
		engine.Review{Plan: engine.Plan{Steps: []engine.Step{{}}}},
		map[string][]string{"a": nil},
		[]any{[]string(nil)},
	} {
		if page := document(t, v); strings.Contains(page, "null") {
			t.Errorf("%T: %s", v, page)
		}
	}
}

func TestJSONLeavesWhatItWasGiven(t *testing.T) {
	m := map[string][]string{"a": nil}
	d := &engine.Drift{}
	document(t, m)
	document(t, d)
	if m["a"] != nil || d.Notes != nil {
		t.Error("the lists handed in were changed")
	}
}

// A saved plan is read back as it was, sum and all.
func TestJSONRoundTrip(t *testing.T) {
	want := review(acme(), nil)
	want.Notes = []string{"<b> & \u2028 \x1b"}
	var got engine.Review
	if err := json.Unmarshal([]byte(document(t, want)), &got); err != nil {
		t.Fatal(err)
	}
	if got.Plan.Sum() != want.Sum || got.Notes[0] != want.Notes[0] {
		t.Errorf("read back %s %q, want %s %q", got.Plan.Sum(), got.Notes, want.Sum, want.Notes)
	}
}

func TestJSONWritesNothingWhenItCannot(t *testing.T) {
	var out bytes.Buffer
	if err := view.JSON(&out, func() {}); err == nil || out.Len() > 0 {
		t.Errorf("error %v, wrote %q", err, out.String())
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestAFullDiskIsAnError(t *testing.T) {
	for name, err := range map[string]error{
		"json":    view.JSON(full{}, 1),
		"plan":    view.PlanText(full{}, engine.Review{}, view.Header{}, view.Style{}),
		"drift":   view.DriftText(full{}, engine.Drift{}, view.Header{}, view.Style{}),
		"outcome": view.Outcome(full{}, view.Applied{}, view.Style{}),
	} {
		if err == nil || !strings.Contains(err.Error(), "disk full") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
