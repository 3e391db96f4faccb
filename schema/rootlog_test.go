package schema_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/schema"
)

var use = schema.RootUse{Account: "master", Who: "alice", With: "bob", Why: "support plan: changed", Ticket: "OPS-12", When: "2026-11-22T09:15Z"}

// An entry at the end of a journal leaves all before it as it is, however that
// is set in, and reads back as it was meant.
func TestRootLogAppend(t *testing.T) {
	for name, before := range map[string]string{
		"new":       "",
		"comments":  "# ours\nversion: 1\nuses:\n  # the first\n  - account: master # at the start\n    who: alice\n    with: bob\n    why: \"x\"\n    when: 2026-01-01T00:00Z\n  # end\n",
		"not in":    "version: 1\nuses:\n- {account: a, who: x, with: y, why: z, when: 2026-01-01T00:00Z}\n",
		"far in":    "version: 1\nuses:\n    - account: a\n      who: x\n      with: y\n      why: z\n      when: 2026-01-01T00:00Z",
		"no end":    "version: 1\nuses:\n  - {account: a, who: x, with: y, why: z, when: 2026-01-01T00:00Z}",
		"uses only": "version: 1\nuses:\n",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "root-log.yaml")
			if before != "" && name != "uses only" {
				if err := os.WriteFile(path, []byte(before), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			log, err := schema.LoadRootLog(path)
			if err != nil {
				t.Fatal(err)
			}
			text, err := log.Append(use)
			if err != nil {
				t.Fatal(err)
			}
			if name != "uses only" && !strings.HasPrefix(string(text), strings.TrimSuffix(before, "\n")) {
				t.Errorf("what was there is another text:\n%s", text)
			}
			again, err := schema.ParseRootLog("root-log.yaml", text)
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			if n := len(again.Uses); n != len(log.Uses)+1 || again.Uses[n-1] != use || again.Uses[n-1].Time().IsZero() {
				t.Errorf("%+v\n%s", again.Uses, text)
			}
		})
	}
}

// Whatever is said is kept: nothing in it becomes YAML.
func TestRootLogWords(t *testing.T) {
	for _, word := range []string{"yes", "12", "a: b # c", "- x", "\"q\"", "líne\nbreak", "{x}", "*all", "null", "O'Hara", " pad "} {
		log, err := schema.LoadRootLog(filepath.Join(t.TempDir(), "none.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		said := use
		said.Why, said.Who, said.Ticket = word, word, word
		text, err := log.Append(said)
		if err != nil {
			t.Errorf("%q: %v", word, err)
			continue
		}
		again, err := schema.ParseRootLog("x", text)
		if err != nil || again.Uses[0] != said {
			t.Errorf("%q became %+v, %v in\n%s", word, again, err, text)
		}
	}
}

// What is wrong is pointed at, and nothing is added to it.
func TestRootLogWrong(t *testing.T) {
	for text, want := range map[string]string{
		"version: 1\nuses:\n  - {account: a, who: Bob, with: \" bob\", why: z, when: 2026-01-01T00:00Z}\n": "root-log.yaml:3:34",
		"version: 1\nuses:\n  - {account: a, who: x, with: y, why: z, when: 2026-13-01T00:00Z}\n":          "is no moment",
		"version: 1\nuses:\n  - {account: a, who: x, with: y, why: z, when: yesterday}\n":                  "2026-11-22T09:15Z",
		"version: 1\nuses:\n  - {account: a, who: x, with: y, when: 2026-01-01T00:00Z}\n":                  "why",
		"version: 1\nuse: []\n": "did you mean",
		"version: 2\n":          "version",
	} {
		_, err := schema.ParseRootLog("root-log.yaml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n%v, want %s", text, err, want)
		}
	}
	log, err := schema.LoadRootLog(filepath.Join(t.TempDir(), "none.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	same := use
	same.With = "ALICE"
	if _, err := log.Append(same); err == nil {
		t.Error("one person was both parties")
	}
	flow, err := schema.ParseRootLog("flow.yaml", []byte("{version: 1, uses: []}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := flow.Append(use); err == nil {
		t.Errorf("appended to a flow mapping:\n%s", text)
	}
}
