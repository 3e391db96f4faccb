package main

import (
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// inSyncWords are what a run says of an organization that is as written.
var inSyncWords = regexp.MustCompile(`(?m)^(No changes|In sync)`)

// Whichever read is denied, plan and drift never say that all is as written:
// what could not be seen is told, plan exits 1 and drift 1 or 2, and what to do
// about it stands beside it.
func TestWhateverIsDeniedIsNotInSync(t *testing.T) {
	w := sandbox.New(sandbox.Options{CreateDelay: -1})
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	admin, err := w.Account("111111111111", "aws+master@tiny.example")
	if err != nil {
		t.Fatal(err)
	}
	s := newScene(t, server.URL, admin.AccessKeyID, admin.SecretAccessKey)
	for _, words := range []string{"plan", "drift"} {
		for _, op := range s.reads(w, words) {
			s.must(w.Fault("op=" + op + " do=error:AccessDenied"))
			code, told := s.ends(words)
			if code == codeDone || words == "plan" && code != codeError || inSyncWords.MatchString(told) {
				t.Errorf("%s without %s: exit %d\n%s", words, op, code, told)
			}
			if !strings.Contains(told, "AccessDenied") || !strings.Contains(told, "hint:") && !strings.Contains(told, "fix") && !strings.Contains(told, "orgwright policy") {
				t.Errorf("%s without %s does not say what to do:\n%s", words, op, told)
			}
			s.must(w.ClearFaults())
		}
	}
}

// reads are the operations that a command asks for, but for the first, which
// needs no permission.
func (s *scene) reads(w *sandbox.World, words string) []string {
	before := w.Calls()
	s.ends(words)
	var ops []string
	for op, n := range w.Calls() {
		if _, name, _ := strings.Cut(op, ":"); n > before[op] && name != "GetCallerIdentity" {
			ops = append(ops, name)
		}
	}
	if len(ops) < 10 {
		s.Fatalf("%s asks for %v only", words, ops)
	}
	slices.Sort(ops)
	return ops
}

// ends runs a command and answers how it ended. It is an hour later: an account
// that was only just made would be waited for.
func (s *scene) ends(words string) (code int, told string) {
	t, o, e := trial("")
	t.Now, t.Getenv = func() time.Time { return time.Now().Add(time.Hour) }, os.Getenv
	code = t.run(s.Context(), append(strings.Fields(words), "-f", s.folder+"/org.yaml"))
	return code, o.String() + e.String()
}
