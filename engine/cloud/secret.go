package cloud

import (
	"errors"
	"fmt"
)

// A Secret is text that nobody may see by accident: however it is printed, it
// is three stars.
type Secret struct{ text string }

// NewSecret keeps a text.
func NewSecret(text string) Secret { return Secret{text} }

// Reveal is the text. Whoever calls it hands it to a person, or to what seals
// it for one.
func (s Secret) Reveal() string { return s.text }

// Format prints stars, whatever the verb.
func (Secret) Format(f fmt.State, _ rune) {
	fmt.Fprint(f, "***") //nolint:errcheck // a State cannot fail
}

// String is stars.
func (Secret) String() string { return "***" }

// MarshalText refuses: a secret that is to be written down is a mistake.
func (Secret) MarshalText() ([]byte, error) {
	return nil, errors.New("a secret is not written down")
}
