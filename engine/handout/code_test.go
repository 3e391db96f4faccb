package handout

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

const seed = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

// A code is told to be wrong as far as can be told without AWS.
func TestCodes(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 10, 0, time.UTC)
	at := func(steps int) string {
		code, err := totp.GenerateCode(seed, now.Add(time.Duration(steps)*30*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		return code
	}
	for _, test := range []struct{ first, second, want string }{
		{at(-1), at(0), ""},
		{at(0), at(1), ""},
		{at(-15), at(-14), ""}, // a telephone whose clock is wrong: that is for AWS to say
		{at(0), at(0), "the same code"},
		{at(0), at(-1), "older"},
		{at(0), at(2), "codes in between were left out"},
		{at(0), "12345", "six digits"},
		{at(0), "1234567", "six digits"},
		{at(0), "12345a", "six digits"},
		{at(0), at(300), "no code of this device"},
	} {
		err := CheckNext(seed, test.first, test.second, now)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s, %s: got %v, want %q", test.first, test.second, err, test.want)
		}
	}
	if err := CheckCode(seed, at(0), now); err != nil {
		t.Error(err)
	}
	if err := CheckCode(seed, at(0), time.Unix(0, 0)); err == nil {
		t.Error("a code of the year 2026 in 1970")
	}
}

// An app reads from the address what it needs, and a name to show.
func TestAppURI(t *testing.T) {
	for _, name := range []string{"alice", "a.very-long.name@with+signs=,and_more-of.them.than.anybody"} {
		key, err := otp.NewKeyFromURL(AppURI(name, "acme", seed))
		if err != nil {
			t.Fatal(err)
		}
		if key.Type() != "totp" || key.Secret() != seed || key.Issuer() != "AWS" || key.Period() != 30 || key.Digits() != otp.DigitsSix || !strings.HasPrefix(name, key.AccountName()[:5]) {
			t.Errorf("%s: %+v", name, key)
		}
	}
}
