package view_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/view"
)

// A way whose word stays and whose policies do not is told by the policies; what
// comes from a document is escaped.
func TestDifferenceText(t *testing.T) {
	before, after := roster(), roster()
	grants := []access.Given{{Name: "another\x1b[2K|@everyone", Level: "permissions", Known: true}}
	post := *after.Cells[0].Post
	post.Grants = grants
	after.Cells[0].Post = &post
	after.Cells[3].User, after.Commit, after.Crossings = "<b>eve\x1b[2K", strings.Repeat("ab", 20), append(after.Crossings, access.Crossing{User: "cas"})
	d := after.Since(before)
	var text, markdown bytes.Buffer
	if err := errors.Join(view.DifferenceText(&text, d, view.Style{Width: 200}), view.DifferenceMarkdown(&markdown, d)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"From org.yaml to org.yaml at abababababab.", "ADMIN by operations-policy -> ADMIN by another", "GAINED", "LOST", "CROSSING", "1 gained, 1 lost, 1 changed, 2 as before",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in\n%s", want, &text)
		}
	}
	if page := markdown.String(); strings.ContainsRune(page+text.String(), 0x1b) || strings.Contains(page, "| <b>") || strings.Contains(page, " @everyone") {
		t.Errorf("not escaped:\n%s", page)
	}
	if err := view.DifferenceText(full{}, d, view.Style{}); err == nil {
		t.Error("nobody hears of a full disk")
	}
}
