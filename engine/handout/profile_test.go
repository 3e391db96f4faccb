package handout_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/handout"
)

var update = flag.Bool("update", false, "write the golden files")

// Each format is pinned, with a device and without.
func TestConfig(t *testing.T) {
	p := person(t, "alice")
	p.Alias = "acme-people"
	for _, format := range handout.Formats() {
		for name, devices := range map[string][]string{
			"": {"arn:aws:iam::111111111111:mfa/alice-phone"}, "-none": nil, "-two": {"arn:aws:iam::111111111111:mfa/alice-phone", "GAHT12345678"},
		} {
			p.Devices = devices
			got, err := p.Config(handout.Format(format), "acme")
			if err != nil {
				t.Fatal(err)
			}
			same(t, filepath.Join("testdata", format+name+".txt"), got)
		}
	}
}

func same(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(path); err != nil || string(want) != got {
		t.Errorf("%s (%v): got\n%s", path, err, got)
	}
}

// Two ways that hyphens would make one profile of are told apart.
func TestProfileNames(t *testing.T) {
	var got []string
	for _, p := range person(t, "alice").Profiles() {
		got = append(got, p.Name)
	}
	if want := "acme-x/y-z acme-x-y-y-z acme-x-y/z acme-master-z"; strings.Join(got, " ") != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// A serial number that could end its line, or be another setting, is refused.
func TestHostileSerials(t *testing.T) {
	for _, serial := range []string{"arn:aws:iam::1:mfa/a\ncredential_process = evil", "short", "", "a b c d e f g", "arn:aws:iam::1:mfa/\x1b"} {
		p := person(t, "alice")
		p.Devices = []string{serial}
		if out, err := p.Config(handout.AWSConfig, "acme"); err == nil {
			t.Errorf("%q went into\n%s", serial, out)
		}
	}
}

// The session's name has two characters at least, whatever the person is
// called.
func TestShortName(t *testing.T) {
	p := person(t, "alice")
	p.Name = "a"
	out, err := p.Config(handout.AWSConfig, "acme")
	if err != nil || !strings.Contains(out, "\nrole_session_name = a-acme\n") {
		t.Errorf("%s (%v)", out, err)
	}
}

// The extension's parser ends a value at its second = sign.
func TestSwitchRolesTakeNoSign(t *testing.T) {
	p := person(t, "alice")
	p.Ways[0].Role += "=x"
	if out, err := p.Config(handout.SwitchRoles, "acme"); err == nil {
		t.Error(out)
	}
	if _, err := p.Config(handout.AWSConfig, "acme"); err != nil {
		t.Error(err)
	}
}
