package handout

import (
	"errors"
	"net/url"
	"regexp"
	"time"

	"github.com/pquerna/otp/hotp"
)

// AppURI is what an authenticator app reads from a QR code: a seed in base 32,
// and under which name to show it (AWS: IAM VirtualMFADevice). Long names are
// cut, so that the QR code fits a terminal of 24 lines.
func AppURI(person, account, seed string) string {
	account = short(account, 12)
	label := short(person, 24-len(account)) + "@" + account
	return "otpauth://totp/" + url.PathEscape(label) + "?secret=" + seed + "&issuer=AWS"
}

// short is a name of at most n characters, which are plain.
func short(name string, n int) string { return name[:min(n, len(name))] }

// A one-time code is of a step of 30 seconds, counted from 1970 (RFC 6238).
const (
	codeStep = 30
	codeSpan = 20 // so many steps before and after now a code is looked for
)

var sixDigits = regexp.MustCompile(`^[0-9]{6}$`)

// CheckCode says what is wrong with the first code of a device, nil when it is
// one: of six digits, and from about now by the clock at hand.
func CheckCode(seed, code string, now time.Time) error {
	if !sixDigits.MatchString(code) {
		return errors.New("a code has six digits")
	}
	if _, ok := stepOf(seed, code, now); !ok {
		return errors.New("this is no code of this device: scan the QR code again, and have the telephone set its clock by itself")
	}
	return nil
}

// CheckNext says what is wrong with the code after a first one, nil when it
// comes right after.
func CheckNext(seed, first, second string, now time.Time) error {
	if err := CheckCode(seed, second, now); err != nil {
		return err
	}
	one, _ := stepOf(seed, first, now)
	two, _ := stepOf(seed, second, now)
	switch {
	case first == second:
		return errors.New("that is the same code: wait until the app shows the next one, at most 30 seconds")
	case two < one:
		return errors.New("that code is older than the first one")
	case two > one+1:
		return errors.New("codes in between were left out: the two have to follow each other")
	}
	return nil
}

// stepOf is the step that a code is of, the nearest to now.
func stepOf(seed, code string, now time.Time) (int64, bool) {
	at := now.Unix() / codeStep
	for off := range int64(codeSpan + 1) {
		for _, n := range []int64{at - off, at + off} {
			if n < 0 {
				continue
			}
			if right, err := hotp.GenerateCode(seed, uint64(n)); err == nil && right == code {
				return n, true
			}
		}
	}
	return 0, false
}
