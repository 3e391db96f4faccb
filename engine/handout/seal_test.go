package handout

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"io"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"filippo.io/age/armor"
	"golang.org/x/crypto/ssh"
)

// A keyring makes keys, or ends the test.
type keyring struct{ *testing.T }

func (k keyring) must(err error) {
	k.Helper()
	if err != nil {
		k.Fatal(err)
	}
}

// line is a public key as SSH writes it.
func (k keyring) line(key any) string {
	k.Helper()
	public, err := ssh.NewPublicKey(key)
	k.must(err)
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(public)))
}

func (k keyring) ed25519() (public string, private age.Identity) {
	pub, key, err := ed25519.GenerateKey(rand.Reader)
	k.must(err)
	private, err = agessh.NewEd25519Identity(key)
	k.must(err)
	return k.line(pub), private
}

func (k keyring) rsa(bits int) (public string, private age.Identity) {
	key, err := rsa.GenerateKey(rand.Reader, bits)
	k.must(err)
	private, err = agessh.NewRSAIdentity(key)
	k.must(err)
	return k.line(&key.PublicKey), private
}

func (k keyring) age() (public string, private age.Identity) {
	key, err := age.GenerateX25519Identity()
	k.must(err)
	return key.Recipient().String(), key
}

// What is sealed for a key opens with that key, and with no other.
func TestSeal(t *testing.T) {
	k := keyring{t}
	const canary = "[acme]\naws_secret_access_key = canary\n"
	_, stranger := k.age()
	for _, made := range []func() (string, age.Identity){k.ed25519, func() (string, age.Identity) { return k.rsa(2048) }, k.age} {
		public, private := made()
		for _, comment := range []string{"", " alice@laptop"} {
			if strings.HasPrefix(public, "age1") {
				comment = ""
			}
			to, err := NewRecipient(public + comment)
			k.must(err)
			sealed, err := to.Seal(canary)
			k.must(err)
			if strings.Contains(string(sealed), "canary") || !strings.HasPrefix(string(sealed), armor.Header) {
				t.Errorf("sealed is %s", sealed)
			}
			opened, err := age.Decrypt(armor.NewReader(strings.NewReader(string(sealed))), private)
			k.must(err)
			if text, err := io.ReadAll(opened); string(text) != canary || err != nil {
				t.Errorf("opened is %q, %v", text, err)
			}
			if _, err := age.Decrypt(armor.NewReader(strings.NewReader(string(sealed))), stranger); err == nil {
				t.Error("a stranger opens it")
			}
		}
	}
}

// What nothing can be encrypted to is refused with what would do.
func TestNewRecipientRefuses(t *testing.T) {
	k := keyring{t}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	k.must(err)
	for key, want := range map[string]string{
		k.line(&curve.PublicKey):                             "nothing can be encrypted to a key of the sort ecdsa-sha2-nistp256: make one with ssh-keygen -t ed25519",
		"sk-ssh-ed25519@openssh.com AAAA":                    "nothing can be encrypted to a key of the sort sk-ssh-ed25519@openssh.com",
		smallRSA:                                             "too short: it needs 2048 bits",
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG":             "no public key of ssh-ed25519 or ssh-rsa",
		"age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq": "no recipient of age",
		"": "no public key",
	} {
		if _, err := NewRecipient(key); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: got %v, want %q", key, err, want)
		}
	}
}

// smallRSA is a key of 1024 bits: of another age.
const smallRSA = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDh2vU5V8PMYwxs4AEgJrS3fKk/3SgQEDN/mdVJ3+aDVwdAFxeMk8Q0H+ikrXBYyBDlo9xVz7z9jZwtSHNE1SvbvhMJ3GiTLt0lBGh0HDrO2MaNOqnT6QMQkNlIwTBMrqGk5aPF15W7BKlgLllCBmXxRneJ1elAphHt2XWeF/b8jQ=="

// Credentials are what the AWS clients read.
func TestCredentials(t *testing.T) {
	if got := Credentials("acme", "AKIA", "x/y+z="); got != "[acme]\naws_access_key_id = AKIA\naws_secret_access_key = x/y+z=\n" {
		t.Errorf("%q", got)
	}
}
