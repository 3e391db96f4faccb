package schema_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/orgwright/orgwright/schema"
)

const least = "version: 1\norganization: {name: a, home_region: eu-west-1}\nmaster: {id: \"111111111111\", email: a@b.example}\n"

// write makes a file below dir, and the folders above it.
func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	src := least + "guardrails:\n  a: {policy: policies/a.json}\n  b: {policy: b.yaml}\n"
	file := write(t, dir, "org.yaml", src)
	write(t, dir, "policies/a.json", "{ \"Version\": \"2012-10-17\" }\n")
	write(t, dir, "b.yaml", "Version: 2012-10-17\nStatement:\n  Principal: 012345670123\n  Not<: [true, 1.10, \"\"]\n")
	o, err := schema.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(src))
	if o.Path() != file || o.SHA256() != hex.EncodeToString(sum[:]) {
		t.Errorf("path %s, sum %s", o.Path(), o.SHA256())
	}
	for name, want := range map[string]string{
		"policies/a.json": `{"Version":"2012-10-17"}`,
		"b.yaml":          `{"Version":"2012-10-17","Statement":{"Principal":"012345670123","Not<":[true,"1.10",""]}}`,
		"c.json":          "",
	} {
		if got := string(o.File(name)); got != want {
			t.Errorf("%s = %s, want %s", name, got, want)
		}
	}
}

func TestLoadNothing(t *testing.T) {
	_, err := schema.Load(filepath.Join(t.TempDir(), "org.yaml"))
	var ps schema.Problems
	if !errors.Is(err, fs.ErrNotExist) || errors.As(err, &ps) {
		t.Errorf("%v; want an error of the file system", err)
	}
}

// TestPolicyOutside tries to read what is not below the folder of org.yaml.
func TestPolicyOutside(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "org")
	secret := write(t, top, "secret.json", `{"Secret": "hush"}`)
	write(t, dir, "inside.json", `{}`)
	if err := errors.Join(os.Symlink(secret, filepath.Join(dir, "out.json")), os.Symlink("inside.json", filepath.Join(dir, "in.json")),
		os.Symlink(top, filepath.Join(dir, "up")), os.Mkdir(filepath.Join(dir, "d.json"), 0o777),
		syscall.Mkfifo(filepath.Join(dir, "pipe.json"), 0o666)); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "big.json", `{"a":"`+strings.Repeat("x", 1<<20)+`"}`)
	for _, name := range []string{"../secret.json", secret, "out.json", "up/secret.json", "./../secret.json", "d.json", "pipe.json", "big.json", "./inside.json"} {
		file := write(t, dir, "org.yaml", least+"guardrails:\n  a: {policy: "+name+"}\n")
		_, err := schema.Load(file)
		var ps schema.Problems
		if !errors.As(err, &ps) || len(ps) != 1 {
			t.Errorf("%s: %v; want one problem", name, err)
		} else if strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: the error shows what is in the file: %v", name, err)
		}
	}
	file := write(t, dir, "org.yaml", least+"guardrails:\n  a: {policy: in.json}\n")
	if _, err := schema.Load(file); err != nil {
		t.Errorf("a link that stays inside: %v", err)
	}
}

func TestNoFolder(t *testing.T) {
	_, err := schema.Parse("org.yaml", []byte(least+"guardrails:\n  a: {policy: a.json}\n"), nil)
	if err == nil || !strings.Contains(err.Error(), "org.yaml:5:15") {
		t.Errorf("%v; want a problem at 5:15", err)
	}
}
