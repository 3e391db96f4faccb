package view

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/internal/screen"
)

const (
	appURI  = "otpauth://totp/alice@acme?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=AWS"
	longURI = "otpauth://totp/a.long.name@123456789012?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=AWS"
)

// scan is what zbarimg, a QR reader, makes of a picture.
func scan(t *testing.T, picture []byte) string {
	t.Helper()
	program, err := exec.LookPath("zbarimg")
	if err != nil {
		t.Skip("zbarimg (of zbar-tools) is not installed")
	}
	path := filepath.Join(t.TempDir(), "qr.png")
	if err := os.WriteFile(path, picture, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, "--quiet", "--raw", path).Output()
	if err != nil {
		t.Fatalf("zbarimg reads nothing: %v", err)
	}
	return strings.TrimSuffix(string(out), "\n")
}

// seen is what a terminal shows of a text.
func seen(t *testing.T, text string) []byte {
	t.Helper()
	picture, err := screen.PNG(text)
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// A QR code of an authenticator app is read back from its file and from a
// terminal, dark or light, of 80 columns and 24 lines.
func TestQRIsReadBack(t *testing.T) {
	for _, uri := range []string{appURI, longURI, "HELLO", strings.Repeat("x", 500)} {
		q, err := NewQR(uri)
		if err != nil {
			t.Fatal(err)
		}
		if got := scan(t, q.PNG()); got != uri {
			t.Errorf("the file says %q, want %q", got, uri)
		}
		if len(uri) > 200 {
			continue // larger than a terminal
		}
		var plain, colored strings.Builder
		for out, s := range map[*strings.Builder]Style{&plain: {}, &colored: {Color: true}} {
			if err := q.Text(out, s); err != nil {
				t.Fatal(err)
			}
		}
		if got := scan(t, seen(t, colored.String())); got != uri {
			t.Errorf("the terminal says %q, want %q", got, uri)
		}
		lines := strings.Split(plain.String(), "\n")
		if n := len(lines) - 1; n > 23 || len([]rune(lines[0])) > 80 {
			t.Errorf("%d lines of %d columns: no room for the question below it", n, len([]rune(lines[0])))
		}
		const ink = "\x1b[38;5;231;48;5;16m" // white on black, whatever the terminal's own are
		bare := strings.NewReplacer(ink, "", "\x1b[0m", "").Replace(colored.String())
		if bare != plain.String() || strings.Count(colored.String(), ink) != len(lines)-1 {
			t.Errorf("with colour it is\n%q", colored.String())
		}
	}
}

// What is too long is an error.
func TestQRTooLong(t *testing.T) {
	if _, err := NewQR(strings.Repeat("x", 3000)); err == nil {
		t.Error("a QR code of 3,000 characters")
	}
}
