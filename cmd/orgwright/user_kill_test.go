package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"
)

// A real process that makes a key, really killed at a call: the same command
// goes on from there. Then alice has one key, the file has it, whole, and
// nothing else is left in the folder.
func TestKillOfAKey(t *testing.T) {
	t.Parallel()
	alice, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	document := strings.Replace(bare, "accounts:\n", "accounts: {}\nfunctions: {operations: {}}\nusers: {alice: {email: a@tiny.example, functions: [operations], key_recipient: "+
		alice.Recipient().String()+"}}\nx: ", 1)
	document, _, _ = strings.Cut(document, "x: ")
	words := []string{"user", "key", "alice", "--to", "alice.age"}
	calm := staged(t, document)
	calm.apply()
	_, g := calm.run(nil, words...)
	all := blades(sampled(t, g.count()), g.count())
	if testing.Short() {
		all = blades(3, g.count())
	}
	all = append(all, blade{op: "iam:CreateAccessKey", after: true}, blade{op: "iam:UntagUser"}, blade{op: "iam:UntagUser", after: true})
	t.Logf("%d calls", g.count())
	aside(t, 8, each(all, blade.String), func(t *testing.T, i int) {
		s := staged(t, document)
		s.apply()
		s.killed(all[i], words...)
		if e, _ := s.run(nil, words...); e.code != codeDone {
			e.must(t, codeRefused, "alice has an access key") // it was all done but for the lock
		}
		s.delivered(alice)
	})
}

// delivered holds that alice has one key, and that the file has that one.
func (s *stage) delivered(alice age.Identity) {
	s.Helper()
	f, err := os.Open(filepath.Join(s.folder, "alice.age"))
	s.check(err)
	defer f.Close()
	opened, err := age.Decrypt(armor.NewReader(f), alice)
	s.check(err)
	text, err := io.ReadAll(opened)
	s.check(err)
	held := regexp.MustCompile(`^\[tiny\]\naws_access_key_id = (\S+)\naws_secret_access_key = (\S+)\n$`).FindStringSubmatch(string(text))
	if held == nil {
		s.Fatal("the file has no key")
	}
	n := 0
	for id, k := range s.still().Accounts[stageMaster].IAM.Keys {
		if k.User != "alice" {
			continue
		}
		if n++; id != held[1] || k.Secret != held[2] {
			s.Errorf("%s is in AWS, %s in the file", id, held[1])
		}
	}
	left, err := filepath.Glob(filepath.Join(s.folder, ".alice*"))
	if n != 1 || len(left) > 0 || err != nil || s.still().Accounts[stageMaster].IAM.Users["alice"].Tags["orgwright-key"] != "" {
		s.Errorf("%d keys; left in the folder: %v (%v)", n, left, err)
	}
}
