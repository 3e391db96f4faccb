package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/hotp"

	"github.com/orgwright/orgwright/internal/screen"
)

// twoFunctions has alice for one thing, and another thing that she is not for.
const twoFunctions = `version: 1
organization: {name: tiny, home_region: eu-west-1, min_admins: 1}
master: {id: "111111111111", email: aws+master@tiny.example}
classifications:
  production: {guardrails: [no-leaving]}
accounts:
  production: {email: aws+prod@tiny.example, classification: production}
functions:
  operations: {grants: [{to: production, managed: [AdministratorAccess]}]}
  auditors: {grants: [{to: production, managed: [SecurityAudit]}]}
users:
  alice: {email: alice@tiny.example, functions: [operations], key_recipient: "KEY"}
  bob: {email: bob@tiny.example, functions: [auditors]}
`

// A beginner is a person with a laptop, a telephone, and other people's tools:
// age, ssh-keygen, a QR reader, the aws CLI. The sandbox is served by the real
// program.
type beginner struct {
	*testing.T
	home, url string
	admin     []string // an administrator's keys, as variables
	seed      string   // in the telephone
	used      int64    // the step of the last code that the telephone gave away
	told      strings.Builder
}

func newBeginner(t *testing.T, tools ...string) *beginner {
	t.Helper()
	if testing.Short() {
		t.Skip("the aws CLI takes a second a call")
	}
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	t.Parallel()
	b := &beginner{T: t, home: t.TempDir()}
	b.runs("", "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", b.at("id"))
	public := strings.Fields(b.read("id.pub"))
	b.write("org.yaml", strings.Replace(twoFunctions, "KEY", public[0]+" "+public[1], 1))
	server := launch(t, b.home, nil, "sandbox", "serve", "--state", "world.json")
	for began := time.Now(); !strings.Contains(server.out.String(), "\n"); time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > 20*time.Second {
			t.Fatalf("nothing serves: %s", server.errs.String())
		}
	}
	b.url = strings.Trim(strings.TrimPrefix(strings.TrimSpace(server.out.String()), "export AWS_ENDPOINT_URL="), "'")
	line := strings.Fields(b.runs("", b.program(), "sandbox", "account", stageMaster, "--server", b.url))
	b.admin = line[1:]
	b.told.Reset() // those were secrets on purpose
	return b
}

func (b *beginner) at(name string) string { return filepath.Join(b.home, name) }

func (b *beginner) program() string {
	b.Helper()
	path, err := built.open()
	if err != nil {
		b.Fatal(err)
	}
	return path
}

func (b *beginner) read(name string) string {
	b.Helper()
	text, err := os.ReadFile(b.at(name))
	if err != nil {
		b.Fatal(err)
	}
	return string(text)
}

func (b *beginner) write(name, text string) {
	b.Helper()
	if err := os.WriteFile(b.at(name), []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
}

// command is another program, with nothing of this machine's settings for AWS.
func (b *beginner) command(words ...string) *exec.Cmd {
	ctx, stop := context.WithTimeout(context.WithoutCancel(b.Context()), longest)
	b.Cleanup(stop)
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Dir = b.home
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + b.home, "AWS_ENDPOINT_URL=" + b.url, "AWS_DEFAULT_REGION=eu-west-1", "AWS_PAGER=",
		"AWS_EC2_METADATA_DISABLED=true", "TERM=xterm-256color", "LANG=C.UTF-8", "SHELL=/bin/sh",
	}
	return cmd
}

// runs runs a program well, and is what it prints.
func (b *beginner) runs(input string, words ...string) string {
	b.Helper()
	cmd := b.command(words...)
	cmd.Env = append(cmd.Env, b.admin...)
	cmd.Stdin = strings.NewReader(input)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		b.Fatalf("%v: %v\n%s%s", words, err, out.String(), errs.String())
	}
	if words[0] == b.programIfBuilt() {
		b.told.WriteString(out.String() + errs.String())
	}
	return out.String()
}

func (b *beginner) programIfBuilt() string { return filepath.Join(built.folder, program) }

// aws calls the aws CLI as the person, who has nothing but what was handed out.
// A code is typed when it asks.
func (b *beginner) aws(code string, words ...string) (string, error) {
	b.Helper()
	cmd := b.command(append([]string{"aws"}, words...)...)
	cmd.Stdin = strings.NewReader(code + "\n")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// code is what the telephone shows next: each code is given away once, and is
// good for half a minute at least, since the aws CLI may be slow.
func (b *beginner) code() string {
	b.Helper()
	for {
		now := time.Now().Unix() / 30
		if step := max(b.used+1, now); step <= now+1 { // AWS takes the codes beside the present one
			b.used = step
			code, err := hotp.GenerateCode(b.seed, uint64(step))
			if err != nil {
				b.Fatal(err)
			}
			return code
		}
		time.Sleep(time.Second)
	}
}

// scan reads a QR code off a picture, and has the telephone remember it.
func (b *beginner) scan(picture string) {
	b.Helper()
	uri, err := url.Parse(strings.TrimSpace(b.runs("", "zbarimg", "--quiet", "--raw", b.at(picture))))
	if err != nil || uri.Scheme != "otpauth" || uri.Host != "totp" || uri.Path != "/alice@111111111111" || uri.Query().Get("issuer") != "AWS" {
		b.Fatalf("the QR code says %v, %v", uri, err)
	}
	b.seed = uri.Query().Get("secret")
	b.used = time.Now().Unix()/30 - 4
}

// enrolled enrols the telephone: what the program says is read until ready says
// that the QR code can be scanned; then the codes are typed.
func (b *beginner) enrolled(ready *regexp.Regexp, picture func(said string) string, words ...string) (said string) {
	b.Helper()
	cmd := b.command(words...)
	cmd.Env = append(cmd.Env, b.admin...)
	keyboard, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	var heard spoken
	cmd.Stdout, cmd.Stderr = &heard, &heard
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	for began := time.Now(); !ready.MatchString(heard.String()); time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > 20*time.Second {
			b.Fatalf("no QR code in\n%s", heard.String())
		}
	}
	b.scan(picture(heard.String()))
	first, second := b.stepped(-2), b.stepped(-1)
	fmt.Fprintf(keyboard, "%s\n%s\n", first, second)
	keyboard.Close()
	if err := cmd.Wait(); err != nil {
		b.Fatalf("%v\n%s", err, heard.String())
	}
	return heard.String()
}

// stepped is the code of so many steps ago; AWS enables a device with somewhat
// old ones, which leaves the newer ones for later.
func (b *beginner) stepped(steps int64) string {
	b.Helper()
	b.used = time.Now().Unix()/30 + steps
	code, err := hotp.GenerateCode(b.seed, uint64(b.used))
	if err != nil {
		b.Fatal(err)
	}
	return code
}

// A person gets in, with everything real but AWS: the telephone is enrolled by
// a QR code, the key is decrypted with age and the person's SSH key, profiles
// are written, and the aws CLI becomes the right role in the right account. It
// does not without a code, with a wrong one, with one that was used, and for a
// function that is somebody else's.
func TestAPersonGetsIn(t *testing.T) {
	b := newBeginner(t, "aws", "age", "ssh-keygen", "zbarimg")
	b.runs("", b.program(), "apply", "--yes")
	b.runs("", b.program(), "user", "key", "alice", "--to", "alice.age")
	credentials := b.command("age", "-d", "-i", b.at("id"), b.at("alice.age"))
	opened, err := credentials.Output()
	if err != nil {
		t.Fatalf("age does not open the key: %v", err)
	}
	if err := os.Mkdir(b.at(".aws"), 0o700); err != nil {
		t.Fatal(err)
	}
	b.write(".aws/credentials", string(opened))
	b.told.WriteString(b.enrolled(regexp.MustCompile(`a code of the app: $`), func(string) string { return "qr.png" },
		b.program(), "user", "mfa", "alice", "--enrol", "--png", "qr.png"))
	b.runs("", b.program(), "user", "profiles", "alice", "--write", "--yes")

	const profile = "tiny-production-operations"
	leaf := regexp.MustCompile(`role_arn = arn:aws:iam::([0-9]{12}):role/orgwright/operations`).FindStringSubmatch(b.read(".aws/config"))[1]
	identity := []string{"sts", "get-caller-identity", "--query", "Arn", "--output", "text", "--profile", profile}
	code := b.code()
	if out, err := b.aws(code, identity...); err != nil || !strings.HasSuffix(out, "arn:aws:sts::"+leaf+":assumed-role/operations/alice\n") {
		t.Errorf("with a code: %v\n%s", err, out)
	}
	become := func(role string, more ...string) (string, error) {
		words := []string{"sts", "assume-role", "--profile", "tiny", "--role-arn", "arn:aws:iam::" + leaf + ":role/orgwright/" + role, "--role-session-name", "alice"}
		return b.aws("", append(words, more...)...)
	}
	serial := regexp.MustCompile(`mfa_serial = (\S+)`).FindStringSubmatch(b.read(".aws/config"))[1]
	if err := os.RemoveAll(b.at(".aws/cli")); err != nil { // the CLI keeps sessions there
		t.Fatal(err)
	}
	for _, no := range []struct {
		name, want string
		try        func() (string, error)
	}{
		{"the same code again", "invalid MFA one time pass code", func() (string, error) { return b.aws(code, identity...) }},
		{"a wrong code", "invalid MFA one time pass code", func() (string, error) { return b.aws("000000", identity...) }},
		{"no code", "AccessDenied", func() (string, error) { return become("operations") }},
		{"somebody else's function", "is not authorized to perform: sts:AssumeRole", func() (string, error) {
			return become("auditors", "--serial-number", serial, "--token-code", b.code())
		}},
	} {
		if out, err := no.try(); err == nil || !strings.Contains(out, no.want) || !strings.Contains(out, "AccessDenied") {
			t.Errorf("%s: %v\n%s", no.name, err, out)
		}
	}
	if out, err := b.aws(b.code(), identity...); err != nil {
		t.Errorf("with another code: %v\n%s", err, out)
	}
	b.kept(opened)
}

// kept holds that the program has told no secret.
func (b *beginner) kept(credentials []byte) {
	b.Helper()
	secrets := []string{b.seed}
	for line := range strings.Lines(string(credentials)) {
		if _, secret, ok := strings.Cut(line, "aws_secret_access_key = "); ok {
			secrets = append(secrets, strings.TrimSpace(secret))
		}
	}
	if len(secrets) != 2 || b.told.Len() < 1000 {
		b.Fatalf("%d secrets and %d bytes told: this proves nothing", len(secrets), b.told.Len())
	}
	for _, s := range secrets {
		if strings.Contains(b.told.String(), s) {
			b.Errorf("a secret was told in\n%s", b.told.String())
		}
	}
}

// The QR code of a real terminal is read back from what the terminal shows, and
// stdout, which goes elsewhere, has nothing of it.
func TestTheQRCodeOfATerminal(t *testing.T) {
	b := newBeginner(t, "script", "ssh-keygen", "zbarimg")
	b.runs("", b.program(), "apply", "--yes")
	picture := func(said string) string {
		drawn := regexp.MustCompile(`(?s)(\n[^\n]*█.*)a code of the app: $`).FindStringSubmatch(said)
		if drawn == nil {
			t.Fatalf("no picture in\n%s", said)
		}
		shot, err := screen.PNG(drawn[1])
		if err != nil {
			t.Fatal(err)
		}
		b.write("screen.png", string(shot))
		return "screen.png"
	}
	said := b.enrolled(regexp.MustCompile(`a code of the app: $`), picture,
		"script", "-qefc", b.program()+" user mfa alice --enrol > result.txt", "/dev/null")
	if !strings.Contains(said, b.seed) || !strings.Contains(said, "\x1b[38;5;231;48;5;16m") {
		t.Errorf("the terminal shows no secret to type, or no colours:\n%q", said)
	}
	if got := b.read("result.txt"); got != "alice has an MFA device: arn:aws:iam::111111111111:mfa/orgwright/alice\n" {
		t.Errorf("stdout is %q", got)
	}
	lines := bufio.NewScanner(strings.NewReader(said))
	for lines.Scan() {
		if n := len([]rune(regexp.MustCompile("\x1b\\[[0-9;]*m|\r").ReplaceAllString(lines.Text(), ""))); n > 80 && !strings.Contains(lines.Text(), "orgwright/alice") {
			t.Errorf("%d columns: %s", n, lines.Text())
		}
	}
}
