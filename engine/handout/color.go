package handout

import (
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/schema"
)

// A Color is one of the five that AWS's console offers for a role one has
// switched to. The zero Color is none.
type Color struct {
	Name string // as Firefox calls the container of that colour
	Hex  string // six digits, without a #
}

var (
	red = Color{"red", "F2B0A9"}
	// calm are the others. Red is left to what hurts.
	calm = []Color{{"green", "B7CA9D"}, {"blue", "99BCE3"}, {"yellow", "FAD791"}, {"orange", "FBBF93"}}
)

// colorsOf gives each classification its colour: red to those whose name
// begins like production or live, the other four in turn to the rest, in order
// of name.
func colorsOf(org *schema.Org) map[string]Color {
	colors, n := map[string]Color{}, 0
	for _, class := range slices.Sorted(maps.Keys(org.Classifications)) {
		if name := strings.ToLower(class); strings.HasPrefix(name, "prod") || strings.HasPrefix(name, "live") {
			colors[class] = red
			continue
		}
		colors[class] = calm[n%len(calm)]
		n++
	}
	return colors
}
