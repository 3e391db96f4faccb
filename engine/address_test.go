package engine

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// Addresses are in the order of their texts, whatever signs are in their parts.
func TestAddressesCompareAsTheirTexts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	part := func() string {
		var s strings.Builder
		for range r.IntN(4) {
			s.WriteString([]string{"a", "b", "-", "/", "0", "@", "é"}[r.IntN(7)])
		}
		return s.String()
	}
	for range 20_000 {
		a, b := Address{strings.ReplaceAll(part(), "/", "."), "k" + strings.ReplaceAll(part(), "/", ""), part()}, Address{strings.ReplaceAll(part(), "/", "."), "k" + strings.ReplaceAll(part(), "/", ""), part()}
		if got, want := a.Compare(b), strings.Compare(a.String(), b.String()); got != want {
			t.Fatalf("%q and %q: %d, want %d", a, b, got, want)
		}
	}
}
