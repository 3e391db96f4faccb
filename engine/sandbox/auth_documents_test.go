package sandbox

import (
	"fmt"
	"testing"

	"github.com/orgwright/orgwright/engine/policy"
)

// Documents are read once, and a world with ever new ones does not grow without end.
func TestDocumentsAreBounded(t *testing.T) {
	s := shelf{parsed: map[string]policy.Document{}}
	for i := range 2*documentsMax + 1 {
		text := rules(fmt.Sprintf(`{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::%d"}`, i))
		if d := s.of(text, false); len(d.Statement) != 1 || d.Statement[0].Resource[0] != fmt.Sprintf("arn:aws:s3:::%d", i) {
			t.Fatalf("read %s as %v", text, d)
		}
		if len(s.parsed) > documentsMax {
			t.Fatalf("%d documents are kept", len(s.parsed))
		}
	}
	if d := s.of("{", true); d.Statement[0].Effect == policy.Allow || d.Statement[0].Effect == policy.Deny {
		t.Errorf("what cannot be read says %v", d)
	}
}
