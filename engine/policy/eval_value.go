package policy

import (
	"cmp"
	"math/big"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// The values that conditions compare. What has no such value is not compared:
// the condition stays open.

// A reader understands values of one type, and puts them in order.
type reader[T any] struct {
	read    func(string) (T, bool)
	compare func(a, b T) int
}

// The ways in which one value can stand to another.
const (
	isLess = -1
	isSame = 0
	isMore = 1
)

// in makes the comparison that holds for values in one of the relations.
func (r reader[T]) in(relations ...int) func(have, want string) belief {
	return func(have, want string) belief {
		a, ok := r.read(have)
		if !ok {
			return unsure("the request's value %q cannot be compared", have)
		}
		b, ok := r.read(want)
		if !ok {
			return unsure("the condition's value %q cannot be compared", want)
		}
		return certain(slices.Contains(relations, r.compare(a, b)))
	}
}

var (
	numbers = reader[*big.Rat]{readNumber, (*big.Rat).Cmp}
	dates   = reader[time.Time]{readDate, time.Time.Compare}
	bools   = reader[int]{readBool, cmp.Compare[int]}
)

// maxDigits is longer than any number that AWS compares.
const maxDigits = 40

// readNumber reads an integer or a decimal.
func readNumber(s string) (*big.Rat, bool) {
	digits := 0
	for i, c := range s {
		switch {
		case '0' <= c && c <= '9':
			digits++
		case c != '.' && (i > 0 || c != '-'):
			return nil, false
		}
	}
	if digits == 0 || len(s) > maxDigits || s[len(s)-1] == '.' {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

// dateLayouts are those of W3C's note on ISO 8601 that AWS names, but for the
// year alone, which could be seconds as well.
var dateLayouts = []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02", "2006-01"}

// readDate reads a date, or the seconds since 1970.
func readDate(s string) (time.Time, bool) {
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	n, ok := readNumber(s)
	if !ok || len(s) <= len("2006") || !n.IsInt() || !n.Num().IsInt64() {
		return time.Time{}, false
	}
	return time.Unix(n.Num().Int64(), 0), true
}

// readBool reads true and false, in any case.
func readBool(s string) (int, bool) {
	switch {
	case strings.EqualFold(s, "true"):
		return 1, true
	case strings.EqualFold(s, "false"):
		return 0, true
	}
	return 0, false
}

// readAddress reads an IP address. IPv4 in the clothes of IPv6 is not
// understood: whether AWS undresses it is not documented.
func readAddress(s string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(s)
	return a, err == nil && !a.Is4In6() && a.Zone() == ""
}

// readNetwork reads a range, or an address as the range of itself alone.
func readNetwork(s string) (netip.Prefix, bool) {
	if a, ok := readAddress(s); ok {
		return netip.PrefixFrom(a, a.BitLen()), true
	}
	n, err := netip.ParsePrefix(s)
	return n, err == nil && !n.Addr().Is4In6()
}

// within reports whether an address is in a network.
func within(have, want string) belief {
	a, ok := readAddress(have)
	if !ok {
		return unsure("the request's value %q is no IP address", have)
	}
	n, ok := readNetwork(want)
	if !ok {
		return unsure("the condition's value %q is no IP address or range", want)
	}
	return certain(n.Contains(a))
}

// arnParts is how many parts an ARN has; the last may hold colons.
const arnParts = 6

// arnLike compares the parts of two ARNs one by one, so that a wildcard never
// reaches across a colon before the last part.
func arnLike(have, want string) belief {
	haves, wants := strings.SplitN(have, ":", arnParts), strings.SplitN(want, ":", arnParts)
	if len(haves) < arnParts || haves[0] != "arn" {
		return unsure("the request's value %q is no ARN", have)
	}
	if len(wants) < arnParts {
		return unsure("the condition's value %q is no ARN", want)
	}
	for i := range wants {
		if !glob(wants[i], haves[i]) {
			return certain(false)
		}
	}
	return certain(true)
}
