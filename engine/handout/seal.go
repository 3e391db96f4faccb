package handout

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"filippo.io/age/armor"
)

// A Recipient is a person's public key. What is sealed for it nobody else can
// open.
type Recipient struct{ to age.Recipient }

// NewRecipient reads a public key as users.NAME.key_recipient has it: of SSH,
// ed25519 or RSA of 2048 bits at least, or of age.
func NewRecipient(key string) (Recipient, error) {
	if strings.HasPrefix(key, "age1") {
		all, err := age.ParseRecipients(strings.NewReader(key))
		if err != nil {
			return Recipient{}, errors.New("this is no recipient of age: one is printed by age-keygen and begins with age1")
		}
		return Recipient{all[0]}, nil
	}
	to, err := agessh.ParseRecipient(key)
	switch sort, _, _ := strings.Cut(key, " "); {
	case err == nil:
		return Recipient{to}, nil
	case strings.Contains(err.Error(), "too small"):
		return Recipient{}, errors.New("this RSA key is too short: it needs 2048 bits")
	case strings.HasPrefix(sort, "sk-"), strings.HasPrefix(sort, "ecdsa-"):
		return Recipient{}, fmt.Errorf("nothing can be encrypted to a key of the sort %s: make one with ssh-keygen -t ed25519 or age-keygen", sort)
	}
	return Recipient{}, errors.New("this is no public key of ssh-ed25519 or ssh-rsa")
}

// Seal encrypts a text for the recipient: an armoured file of age, which
// age --decrypt opens.
func (r Recipient) Seal(text string) ([]byte, error) {
	var out bytes.Buffer
	armoured := armor.NewWriter(&out)
	sealed, err := age.Encrypt(armoured, r.to)
	if err != nil {
		return nil, fmt.Errorf("encrypt: %w", err)
	}
	_, err = sealed.Write([]byte(text))
	if err := errors.Join(err, sealed.Close(), armoured.Close()); err != nil {
		return nil, fmt.Errorf("encrypt: %w", err)
	}
	return out.Bytes(), nil
}

// Credentials is an access key as the section of a profile in
// ~/.aws/credentials.
func Credentials(profile, id, secret string) string {
	return fmt.Sprintf("[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\n", profile, id, secret)
}
