package kind

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// former is what org.yaml says had another name, as package cloud reads it.
func (w *Wish) former() cloud.Former {
	f := cloud.Former{Users: map[string]string{}, Groups: map[string]string{}, Units: map[string]string{}}
	for name, u := range w.Org.Users {
		if u.Was != "" {
			f.Users[u.Was] = name
		}
	}
	for name, fn := range w.Org.Functions {
		if fn.Was != "" {
			f.Groups[fn.Was] = name
		}
	}
	for class, c := range w.Org.Classifications {
		if old := formerUnit(w.Org.Unit(class), c.Was); old != "" && !w.wantsUnit(old) {
			f.Units[old] = w.Org.Unit(class)
		}
	}
	return f
}

// formerUnit is the path of the unit that a classification had before: AWS
// renames a unit and cannot move it, so it is beside the one it has now.
func formerUnit(unit, was string) string {
	if was == "" || unit == "" {
		return ""
	}
	if up := above(unit); up != "" {
		was = up + "/" + was
	}
	if was == unit {
		return ""
	}
	return was
}

// replaced are the roles of a function's former name, and what they may do, by
// the function that takes their place. AWS cannot rename roles: the new ones
// are made first, and the old ones go when nothing needs them any more.
func (w *Wish) replaces(have engine.State) {
	w.replaced = map[string][]engine.Address{}
	now := map[string]string{}
	for name, f := range w.Org.Functions {
		if f.Was != "" {
			now[f.Was] = name
		}
	}
	for _, a := range slices.SortedFunc(maps.Keys(have), engine.Address.Compare) {
		function, _, _ := strings.Cut(a.Name, "/")
		if name := now[function]; name != "" && (a.Kind == role.name || a.Kind == grant.name) {
			w.replaced[name] = append(w.replaced[name], a)
		}
	}
}

// outlives lists what must not go before a function's new roles are there: in
// one account, or, with "", in all.
func (w *Wish) outlives(function, account string) []engine.Address {
	return slices.DeleteFunc(slices.Clone(w.replaced[function]), func(a engine.Address) bool { return account != "" && a.Account != account })
}

// lags reports whether a removal waits until what is built is there: of a role
// that another one replaces, and of what a group may assume that is only now
// getting the name it is called by.
func (w *Wish) lags(a engine.Address) bool {
	for _, all := range w.replaced {
		if slices.Contains(all, a) {
			return true
		}
	}
	return a.Kind == assume.name && w.formerly["group/"+a.Name] != ""
}

// arrivals are the roles of a function and what they may do, wherever they are
// wanted: nobody is let into the new ones alone before all of them are there.
func (w *Wish) arrivals(function string) []engine.Address {
	var all []engine.Address
	for _, account := range w.Org.Reach(function) {
		all = append(all, engine.Address{Account: account, Kind: role.name, Name: function})
		for _, name := range sortedKeys(w.grants(function, account)) {
			all = append(all, engine.Address{Account: account, Kind: grant.name, Name: function + "/" + name})
		}
	}
	return all
}

// formers tells how renaming goes: what is done already, what AWS cannot
// rename, and where it is refused because both names are taken.
func (d *Draft) formers(w *Wish, p *cloud.Picture) {
	for _, name := range sortedKeys(w.Org.Users) {
		d.former(w, formerName{"users", name, w.Org.Users[name].Was, at(user.name, name), at(user.name, w.Org.Users[name].Was)})
	}
	for _, name := range sortedKeys(w.Org.Functions) {
		was := w.Org.Functions[name].Was
		d.former(w, formerName{"functions", name, was, at(group.name, name), at(group.name, was)})
		if n := len(w.replaced[name]); n > 0 {
			d.Notes = append(d.Notes, fmt.Sprintf("AWS cannot rename roles: those of %s are made first, then people move over, then those of %s go; profiles and links change", name, was))
		}
	}
	for _, class := range sortedKeys(w.Org.Classifications) {
		unit, was := w.Org.Unit(class), w.Org.Classifications[class].Was
		old := formerUnit(unit, was)
		if old != "" {
			d.former(w, formerName{"classifications", class, was, at("unit", unit), at("unit", old)})
		}
		if _, elsewhere := d.Have[at("unit", was)]; elsewhere && old != was && unit != was && !w.wantsUnit(was) {
			d.refuseRename(at("unit", was), fmt.Sprintf("it is to become %s, and AWS cannot move an organizational unit to another parent", unit))
		}
	}
	for _, key := range w.Org.Keys() {
		if was := w.Org.Accounts[key].Was; was != "" && p.Organization != nil {
			if m, ok := p.Organization.Member(key); ok && m.Called == w.account(key).Name {
				d.done("accounts", key, was)
			}
		}
	}
}

// A formerName is one thing in the document that says what it was.
type formerName struct {
	section, name, was string
	now, old           engine.Address
}

func (d *Draft) former(w *Wish, f formerName) {
	if f.was == "" {
		return
	}
	_, is := d.Have[f.now]
	_, there := d.Have[f.old]
	switch renaming := strings.Contains(string(d.Have[f.now]), `"name":`) || strings.Contains(string(d.Have[f.now]), `"was":`); {
	case is && there && d.Want[f.old] == "":
		d.refuseRename(f.old, fmt.Sprintf("it is to become %s, which is there already", f.now))
	case is && !renaming && !w.awaited(f, d.Unreadable):
		d.done(f.section, f.name, f.was)
	}
}

// awaited reports whether roles of a function's former name are still to go:
// without was they never would. In an account that cannot be seen there may be
// some.
func (w *Wish) awaited(f formerName, blind []engine.Unknown) bool {
	unseen := func(account string) bool {
		return slices.ContainsFunc(blind, func(u engine.Unknown) bool {
			return u.Covers(engine.Address{Account: account, Kind: role.name, Name: f.was})
		})
	}
	return f.section == "functions" && (len(w.replaced[f.name])+len(w.kept[f.name]) > 0 || slices.ContainsFunc(w.Org.Reach(f.name), unseen))
}

func (d *Draft) done(section, name, was string) {
	d.Notes = append(d.Notes, fmt.Sprintf("%s.%s: was: %s is done, the line can go", section, name, was))
}

func (d *Draft) refuseRename(old engine.Address, why string) {
	d.Refusals = append(d.Refusals, engine.Refusal{
		Code: "rename", Address: old.String(), Message: why,
		Hint: "take was away to have a new one made and this one deleted",
	})
}
