package main

import (
	"bytes"
	"crypto/rand"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/hotp"
)

const sitting = `version: 1
organization: {name: tiny, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@tiny.example, alias: tiny}
functions:
  operations: {}
users:
  alice: {email: alice@tiny.example, functions: [operations]}
`

// A seat is a terminal with somebody at it, who types and reads. What it is
// asked is on stderr; stdout goes elsewhere.
type seat struct {
	*testing.T
	folder    string
	out, errs spoken
	keyboard  *io.PipeWriter
	ended     chan int
}

// sit begins a command at a terminal, in a sandbox where the document has been
// applied.
func sit(t *testing.T, folder string, words ...string) *seat {
	t.Helper()
	d := &seat{T: t, folder: folder, ended: make(chan int, 1)}
	in, keyboard := io.Pipe()
	d.keyboard = keyboard
	s := &session{
		In: in, Out: &d.out, Err: &d.errs, InTerminal: true, ErrTerminal: true,
		Getenv: func(string) string { return "" }, Now: time.Now, Random: rand.Reader,
	}
	go func() {
		d.ended <- s.run(t.Context(), append(words, "-f", filepath.Join(folder, "org.yaml"), "--sandbox", filepath.Join(folder, "world.json")))
		in.Close()
	}()
	t.Cleanup(func() { keyboard.Close() })
	return d
}

// furnished is a folder with a document that has been applied.
func furnished(t *testing.T, document string) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "org.yaml"), []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	sit(t, folder, "apply", "--yes").ends(codeDone)
	return folder
}

// reads waits until something stands there.
func (d *seat) reads(pattern string) []string {
	d.Helper()
	want := regexp.MustCompile(pattern)
	for began := time.Now(); time.Since(began) < 20*time.Second; time.Sleep(5 * time.Millisecond) {
		if found := want.FindStringSubmatch(d.errs.String()); found != nil {
			return found
		}
	}
	d.Fatalf("never read %s, but\n%s", pattern, d.errs.String())
	return nil
}

// types types a line.
func (d *seat) types(line string) {
	if _, err := io.WriteString(d.keyboard, line+"\n"); err != nil {
		d.Fatalf("nobody reads %q: %v\n%s", line, err, d.errs.String())
	}
}

// ends holds that the command ends so.
func (d *seat) ends(code int) {
	d.Helper()
	select {
	case got := <-d.ended:
		if got != code {
			d.Fatalf("exit %d, want %d\n%s", got, code, d.errs.String())
		}
	case <-time.After(20 * time.Second):
		d.Fatalf("it does not end\n%s", d.errs.String())
	}
}

// codeAt is the code of a device, some steps of 30 seconds from now.
func codeAt(t *testing.T, seed string, steps int64) string {
	t.Helper()
	code, err := hotp.GenerateCode(seed, uint64(time.Now().Unix()/30+steps))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// Somebody enrols a telephone at a terminal, and types everything wrong first.
func TestEnrolAtATerminal(t *testing.T) {
	folder := furnished(t, sitting)
	d := sit(t, folder, "user", "mfa", "alice", "--enrol")
	seed := d.reads(`(?m)^([A-Z2-7]{64})$`)[1]
	d.reads("a code of the app: $")
	for _, wrong := range [][2]string{{"12345", "a code has six digits"}, {"abcdef", "a code has six digits"}, {codeAt(t, seed, 100), "this is no code of this device"}} {
		d.types(wrong[0])
		d.reads(wrong[1] + ".*\na code of the app: $")
	}
	d.types(codeAt(t, seed, -1))
	d.reads("the next code: $")
	for _, wrong := range [][2]string{
		{codeAt(t, seed, -1), "that is the same code"}, {codeAt(t, seed, -3), "older than the first"}, {codeAt(t, seed, 1), "codes in between were left out"},
	} {
		d.types(wrong[0])
		d.reads(wrong[1] + ".*\nthe next code: $")
	}
	d.types(codeAt(t, seed, 0))
	d.ends(codeDone)
	if got := d.out.String(); got != "alice has an MFA device: arn:aws:iam::111111111111:mfa/orgwright/alice\n" {
		t.Errorf("stdout is %q", got)
	}
	again := sit(t, folder, "user", "mfa", "alice", "--enrol")
	again.ends(codeRefused)
	holds(t, again.errs.String(), "[ORG362]", "--device NAME enrols another one beside it")
}

// Codes from long ago are a device's own, and AWS does not take them; then
// somebody gives up.
func TestEnrolAndGiveUp(t *testing.T) {
	folder := furnished(t, sitting)
	d := sit(t, folder, "user", "mfa", "alice", "--enrol")
	seed := d.reads(`(?m)^([A-Z2-7]{64})$`)[1]
	d.types(codeAt(t, seed, -15))
	d.reads("the next code: $")
	d.types(codeAt(t, seed, -14))
	d.reads("AWS does not take these codes: take two new ones.*\na code of the app: $")
	d.types("")
	d.ends(codeError)
	holds(t, d.errs.String(), "nothing is left of the device")
	sit(t, folder, "user", "mfa", "alice").ends(codeDone)
}

// A first password is shown once, and taken off the screen when it is noted.
func TestPasswordAtATerminal(t *testing.T) {
	folder := furnished(t, sitting)
	d := sit(t, folder, "user", "password", "alice")
	d.reads("over your shoulder. $")
	d.types("")
	password := d.reads(`\n    (\S{24})\n\nPress Enter when it is noted. $`)[1]
	d.types("")
	d.ends(codeDone)
	if got := d.out.String(); got != "alice signs in at https://tiny.signin.aws.amazon.com/console and is asked for another password\n" {
		t.Errorf("stdout is %q", got)
	}
	refused := sit(t, folder, "user", "password", "alice")
	refused.ends(codeRefused)
	holds(t, refused.errs.String(), "alice has a password [ORG367]", "--reset")
	reset := sit(t, folder, "user", "password", "alice", "--reset")
	reset.types("")
	if reset.reads(`    (\S{24})\n`)[1] == password {
		t.Error("it is the same password")
	}
	reset.types("")
	reset.ends(codeDone)
}

// A terminal on one side alone is no place for a secret.
func TestNoTerminalNoSecret(t *testing.T) {
	folder := furnished(t, sitting)
	for _, in := range []bool{true, false} {
		for _, words := range [][]string{{"user", "password", "alice"}, {"user", "mfa", "alice", "--enrol"}} {
			var out, errs bytes.Buffer
			s := &session{In: strings.NewReader("\n\n\n"), Out: &out, Err: &errs, InTerminal: in, ErrTerminal: !in, Getenv: func(string) string { return "" }, Now: time.Now, Random: rand.Reader}
			code := s.run(t.Context(), append(words, "-f", filepath.Join(folder, "org.yaml"), "--sandbox", filepath.Join(folder, "world.json")))
			if code != codeUsage || !strings.Contains(errs.String(), "shows a secret at a terminal") {
				t.Errorf("%v: exit %d\n%s", words, code, errs.String())
			}
		}
	}
}
