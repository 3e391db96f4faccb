// Package engine compares what an organization has with what it should have
// and puts the difference in order. An organization is a set of small facts,
// each with an address and a canonical text; a plan is the difference of two
// such sets. It is pure: no YAML, no AWS, no clock, no terminal.
package engine

import (
	"cmp"
	"fmt"
	"strings"
)

// An Address names one fact the way people do: the account it is in, what it
// is, what it is called. Facts of the whole organization live in "master".
type Address struct{ Account, Kind, Name string }

// String writes the address as ACCOUNT/KIND/NAME.
func (a Address) String() string { return a.Account + "/" + a.Kind + "/" + a.Name }

// Compare orders addresses alphabetically.
func (a Address) Compare(b Address) int {
	switch {
	case a.Account != b.Account:
		return compareParts(a.Account, b.Account)
	case a.Kind != b.Kind:
		return compareParts(a.Kind, b.Kind)
	}
	return strings.Compare(a.Name, b.Name)
}

// compareParts orders parts that differ as if a slash followed each.
func compareParts(a, b string) int {
	n := min(len(a), len(b))
	switch {
	case a[:n] != b[:n]:
		return strings.Compare(a[:n], b[:n])
	case len(a) < len(b):
		return cmp.Compare('/', b[n])
	}
	return cmp.Compare(a[n], '/')
}

// ParseAddress reads ACCOUNT/KIND/NAME; the name may hold further slashes.
func ParseAddress(s string) (Address, error) {
	parts := strings.SplitN(s, "/", 3)
	if len(parts) != 3 || parts[0] == "" || parts[1] == "" || parts[2] == "" {
		return Address{}, fmt.Errorf("address %q: want ACCOUNT/KIND/NAME", s)
	}
	return Address{parts[0], parts[1], parts[2]}, nil
}

// MarshalText writes the address into JSON as one string.
func (a Address) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (a *Address) UnmarshalText(text []byte) (err error) {
	*a, err = ParseAddress(string(text))
	return err
}
