package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/aws/smithy-go"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/kind"
)

func TestExits(t *testing.T) {
	boom := errors.New("boom")
	for _, tt := range []struct {
		name string
		err  error
		code int
		text string
	}{
		{"nothing", nil, codeDone, ""},
		{"an error", boom, codeError, "orgwright: boom\n"},
		{"usage", usageError("no %s", "way"), codeUsage, "orgwright: no way\n"},
		{"wrapped", fmt.Errorf("outer: %w", refused("ORG399", "too many")), codeRefused, "orgwright: outer: too many [ORG399]\n"},
		{
			"not ours", wrongAccount(&cloud.ForeignOrganization{Organization: "o-1", Master: "2", Want: "1"}), codeRefused,
			"orgwright: account 1 belongs to organization o-1, whose master account is 2 [ORG322]\n  the master account must have an organization of its own: leave that one first\n",
		},
		{
			"a role of others", unjoinable(&kind.ForeignRole{}), codeRefused,
			"orgwright: " + (&kind.ForeignRole{}).Error() + " [ORG342]\n  nothing was changed; whoever made the role may still need it\n" +
				"  give the role another name there, or write access_role: NAME for this account in org.yaml\n",
		},
		{"hints", failed(boom).hint("do %s", "this").hint("or that"), codeError, "orgwright: boom\n  do this\n  or that\n"},
		{"wrapped hints", fmt.Errorf("outer: %w", failed(boom).hint("do this")), codeError, "orgwright: outer: boom\n  do this\n"},
		{"differences", differences(), codeDifferences, ""},
		{"silence and an error", errors.Join(differences(), boom), codeDifferences, "orgwright: boom\n"},
		{"silence and nothing", errors.Join(differences(), nil), codeDifferences, ""},
		{"silence", silent(codeRefused), codeRefused, ""},
		{"half-way", &engine.Partial{Stopped: context.Canceled}, codePartial, "orgwright: stopped: context canceled (0 done, 0 not begun)\n  run the same command again to continue\n"},
		{
			"half-way with an answer of AWS", &engine.Partial{Failed: []engine.Failure{{Err: &smithy.GenericAPIError{Code: "ExpiredToken"}}}}, codePartial,
			"orgwright: + //: api error ExpiredToken:  (0 done, 1 failed, 0 not begun)\n  run the same command again to continue\n",
		},
		{"several", errors.Join(boom, errors.New("bang")), codeError, "orgwright: boom\n  bang\n"},
		{"hostile", errors.New("a\x1b[2Kb\rc\nd\u202e"), codeError, "orgwright: a\\x1b[2Kb\\rc\n  d\\u202e\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, _, _ := trial("")
			var text bytes.Buffer
			e := s.ended(t.Context(), tt.err)
			e.tell(&text)
			if e.code != tt.code || text.String() != tt.text {
				t.Errorf("exit %d, %q; want %d, %q", e.code, text.String(), tt.code, tt.text)
			}
		})
	}
}

func TestInterruptedIsACodeOfItsOwn(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errInterrupted)
	s, _, _ := trial("")
	if e := s.ended(ctx, errors.New("read: context canceled")); e.code != codeInterrupted || e.Error() != "interrupted" {
		t.Errorf("exit %d, %q", e.code, e.Error())
	}
	if e := s.ended(ctx, nil); e.code != codeDone {
		t.Errorf("what was done all the same: exit %d", e.code)
	}
}

// fullDisk takes nothing.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestLostProductIsAnError(t *testing.T) {
	for _, words := range [][]string{{"version"}, {"--help"}, {"completion", "bash"}, {"", completionFlag}} {
		s, _, errs := trial("")
		s.Out = fullDisk{}
		if code := s.run(t.Context(), words); code != codeError {
			t.Errorf("%q: exit %d, %s", words, code, errs)
		}
	}
}
