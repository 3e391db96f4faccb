package policy_test

import (
	"strings"
	"testing"
)

// TestDocumentedEvaluation holds the evaluator to AWS's documentation, row by
// row.
func TestDocumentedEvaluation(t *testing.T) {
	rows := readTables(t)
	for _, r := range rows {
		d := r.decide()
		if got := d.Verdict.String(); got != r.verdict || !strings.Contains(d.String(), r.words) {
			t.Errorf("%s: %s\n  %s\n  got %s\n want %s %s", r.file, r.rule, r.text, d, r.verdict, r.words)
		}
		if len(d.Why) == 0 {
			t.Errorf("%s: %s without a reason", r.file, d)
		}
	}
	if len(rows) < 300 {
		t.Errorf("%d rows, want 300 at least", len(rows))
	}
}
