package kind

import (
	"fmt"
	"maps"
	"slices"

	"github.com/orgwright/orgwright/engine"
)

// formers refuses to delete what org.yaml says is only to be renamed. Renaming
// itself is not planned by this version, and deleting and creating in its
// place would take a person's access and everything of theirs away.
func (d *Draft) formers(w *Wish) {
	renamed := map[engine.Address]engine.Address{}
	for name, u := range w.Org.Users {
		renamed[at("user", u.Was)] = at("user", name)
	}
	for name, f := range w.Org.Functions {
		renamed[at("group", f.Was)] = at("group", name)
	}
	for name, c := range w.Org.Classifications {
		renamed[at("unit", c.Was)] = at("unit", w.Org.Unit(name))
	}
	for _, old := range slices.SortedFunc(maps.Keys(renamed), engine.Address.Compare) {
		if _, there := d.Have[old]; !there || d.Want[old] != "" {
			continue
		}
		d.Refusals = append(d.Refusals, engine.Refusal{
			Code: "rename", Address: old.String(),
			Message: fmt.Sprintf("it is to become %s, and this version does not rename", renamed[old]),
			Hint:    "rename it in AWS by hand, or take was away to have a new one made and this one deleted",
		})
	}
}
