package cloud

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// However a secret is printed, alone or inside something, it does not show.
func TestASecretDoesNotShow(t *testing.T) {
	const canary = "canary-in-the-mine"
	s := NewSecret(canary)
	if s.Reveal() != canary {
		t.Fatalf("kept %q", s.Reveal())
	}
	inside := struct {
		Name string
		Key  Secret
	}{"alice", s}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("made", "key", s, "inside", inside)
	text, err := json.Marshal(inside)
	if err == nil {
		t.Errorf("JSON has %s", text)
	}
	all := log.String() + string(text) + errors.Join(err, fmt.Errorf("it is %w", fmt.Errorf("%v", s))).Error()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		all += fmt.Sprintf(verb, s) + fmt.Sprintf(verb, &s) + fmt.Sprintf(verb, inside) + fmt.Sprintf(verb, []Secret{s})
	}
	if strings.Contains(all, canary) || strings.Contains(all, fmt.Sprintf("%x", canary)) {
		t.Errorf("it shows in\n%s", all)
	}
	if !strings.Contains(all, "***") {
		t.Errorf("no stars in\n%s", all)
	}
}
