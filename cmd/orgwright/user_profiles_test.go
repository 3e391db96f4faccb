package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// An answer is what a person types, after doing something else first.
type answer struct {
	text  string
	first func()
}

// Read is the typing.
func (a *answer) Read(b []byte) (int, error) {
	if a.text == "" {
		return 0, io.EOF
	}
	if a.first != nil {
		a.first()
	}
	n := copy(b, a.text)
	a.text = a.text[n:]
	return n, nil
}

// A desk is somebody at a terminal who has profiles written.
type desk struct {
	*testing.T
	folder, config string
}

// newDesk has an organization in a sandbox, and a configuration file.
func newDesk(t *testing.T) *desk {
	t.Helper()
	folder := t.TempDir()
	d := &desk{t, folder, filepath.Join(folder, "config")}
	d.write("org.yaml", strings.Replace(tiny, "region: eu-west-1}", "region: eu-west-1, min_admins: 1}", 1))
	d.write("config", "[default]\n")
	if code, errs := d.run(nil, "apply", "--yes"); code != codeDone {
		t.Fatal(errs)
	}
	return d
}

func (d *desk) write(name, text string) {
	d.Helper()
	if err := os.WriteFile(filepath.Join(d.folder, name), []byte(text), 0o644); err != nil {
		d.Fatal(err)
	}
}

func (d *desk) read() string {
	d.Helper()
	text, err := os.ReadFile(d.config)
	if err != nil {
		d.Fatal(err)
	}
	return string(text)
}

// run runs a command with an answer at hand, nil for no terminal.
func (d *desk) run(a *answer, words ...string) (code int, said string) {
	s, out, errs := trial("")
	s.Now = time.Now // with a clock that stands, accounts are in the making for ever
	s.Getenv = func(name string) string {
		return map[string]string{"AWS_CONFIG_FILE": d.config, "HOME": d.folder}[name]
	}
	if a != nil {
		s.In, s.InTerminal = a, true
	}
	words = append(words, "-f", filepath.Join(d.folder, "org.yaml"), "--sandbox", filepath.Join(d.folder, "world.json"))
	code = s.run(d.Context(), words)
	return code, out.String() + errs.String()
}

// What changes is shown, then asked about. Only yes is yes.
func TestProfilesAreAskedAbout(t *testing.T) {
	d := newDesk(t)
	for _, no := range []string{"no\n", "y\n", "YES\n", "\n", ""} {
		code, said := d.run(&answer{text: no}, "user", "profiles", "alice", "--write")
		if code != codeRefused || d.read() != "[default]\n" || !strings.Contains(said, "+ [profile tiny-production-operations]") {
			t.Errorf("%q: exit %d, %s", no, code, said)
		}
	}
	code, said := d.run(&answer{text: "yes\n"}, "user", "profiles", "alice", "--write")
	if code != codeDone || !strings.HasPrefix(d.read(), "[default]\n\n# BEGIN orgwright tiny\n") || !strings.Contains(said, "Write this to "+d.config+"? The rest of it stays as it is.") {
		t.Errorf("exit %d, %s", code, said)
	}
}

// Nobody's change is written over: not one that was made while the question
// stood.
func TestProfilesMeetAnotherWriter(t *testing.T) {
	d := newDesk(t)
	theirs := "[default]\nregion = eu-west-3\n"
	code, said := d.run(&answer{text: "yes\n", first: func() { d.write("config", theirs) }}, "user", "profiles", "alice", "--write")
	if code != codeRefused || !strings.Contains(said, "has changed in the meantime, nothing was written [ORG333]") || d.read() != theirs {
		t.Errorf("exit %d, %s", code, said)
	}
	if left, _ := filepath.Glob(filepath.Join(d.folder, "*before-orgwright*")); left != nil {
		t.Errorf("left behind: %v", left)
	}
}

// onFullDisk runs the program with the folder on a disk that has so many bytes
// left, in a mount namespace of its own.
const onFullDisk = `
set -e
mount -t tmpfs -o size=64k,nr_inodes=64 none "$1"
cp "$2" "$1/config"
head -c "$3" /dev/zero >"$1/filler"
shift 3
"$@" && code=0 || code=$?
cat "$AWS_CONFIG_FILE" >&3
ls -A "$(dirname "$AWS_CONFIG_FILE")" >&4
exit $code`

// On a full disk the file is what it was, whether the copy of it or its
// successor found no room, and nothing half-done stays.
func TestProfilesOnAFullDisk(t *testing.T) {
	if out, err := exec.Command("unshare", "-rm", "true").CombinedOutput(); err != nil {
		t.Skipf("no mount namespaces here: %v %s", err, out)
	}
	d := newDesk(t)
	program, err := built.open()
	if err != nil {
		t.Fatal(err)
	}
	own := "[default]\n# " + strings.Repeat("mine ", 1000) + "\n"
	d.write("own", own)
	disk := filepath.Join(d.folder, "disk")
	if err := os.Mkdir(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		filler, left, said string
	}{
		"no room for the copy":      {"57344", "config filler", "keep a copy of "},
		"no room for the successor": {"49152", "config config.before-orgwright filler", "write "},
	} {
		text, names := filepath.Join(d.folder, "text"), filepath.Join(d.folder, "names")
		cmd := exec.CommandContext(t.Context(), "unshare", "-rm", "sh", "-c", onFullDisk, "sh", disk, filepath.Join(d.folder, "own"), tt.filler,
			program, "user", "profiles", "alice", "--write", "--yes", "-f", filepath.Join(d.folder, "org.yaml"), "--sandbox", filepath.Join(d.folder, "world.json"))
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + d.folder, "AWS_CONFIG_FILE=" + filepath.Join(disk, "config")}
		for _, path := range []string{text, names} {
			f, err := os.Create(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			cmd.ExtraFiles = append(cmd.ExtraFiles, f)
		}
		said, err := cmd.CombinedOutput()
		if cmd.ProcessState.ExitCode() != codeError || !strings.Contains(string(said), tt.said+filepath.Join(disk, "config")+", which was not touched: ") || !strings.Contains(string(said), "no space left on device") {
			t.Errorf("%s: %v\n%s", name, err, said)
		}
		got, _ := os.ReadFile(text)
		left, _ := os.ReadFile(names)
		if string(got) != own || strings.Join(strings.Fields(string(left)), " ") != tt.left {
			t.Errorf("%s: the file has %d bytes, was %d; beside it: %s", name, len(got), len(own), left)
		}
	}
}
