package survey

import (
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/schema"
)

// mostAttached is how many guardrails a unit or an account can have beside
// FullAWSAccess (AWS: quotas for AWS Organizations).
const mostAttached = 9

// guardrails describes the service control policies and where they are.
func (w *walk) guardrails() {
	w.Org.Guardrails = map[string]schema.Guardrail{}
	folded := map[string]bool{}
	for _, g := range slices.SortedFunc(slices.Values(w.seen.Organization.Guardrails), func(a, b cloud.Guardrail) int { return strings.Compare(a.Name, b.Name) }) {
		why := ""
		switch {
		case g.ID == "p-FullAWSAccess": // (AWS: Organizations user guide, SCP evaluation)
			w.unopened(g)
			continue
		case !w.seen.Organization.Policies:
			why = "service control policies are switched off, so that it does nothing"
		case folded[strings.ToLower(g.Name)]:
			why = "another guardrail has this name"
		default:
			why = w.guardrail(g)
		}
		if why != "" {
			w.left("master/guardrail/"+g.Name, "%s; attached in %d places", why, len(g.Targets))
			continue
		}
		folded[strings.ToLower(g.Name)] = true
		for _, id := range g.Targets {
			w.attach(g, id)
		}
	}
}

// unopened lists where AWS's own guardrail that allows everything is taken away,
// so that others are lists of what may be done.
func (w *walk) unopened(all cloud.Guardrail) {
	o := w.seen.Organization
	missing := func(id, called string) {
		if o.Policies && !slices.Contains(all.Targets, id) {
			w.left("master/attachment/"+all.Name+"@"+called, "it is not attached there: only what other guardrails allow may be done")
		}
	}
	missing(o.RootID, "root")
	for _, u := range o.Units {
		missing(u.ID, u.Path)
	}
	for _, m := range o.Members {
		if m.Name != cloud.Master && m.Active() {
			missing(m.ID, w.name(m.Name))
		}
	}
}

// guardrail declares one, unless it is a built-in one of ours, and says why it
// cannot.
func (w *walk) guardrail(g cloud.Guardrail) string {
	ours := w.ours(g.Tags)
	if slices.ContainsFunc(append(policy.BuiltinNames(), "FullAWSAccess"), func(name string) bool { return strings.EqualFold(name, g.Name) }) {
		if ours {
			return ""
		}
		return "its name is that of a built-in guardrail"
	}
	if !schema.Says("guardrail", g.Name) {
		return "its name cannot be written"
	}
	d, err := policy.Parse(g.Content)
	if err == nil {
		err = policy.CheckGuardrail(d)
	}
	if err != nil {
		return "what it says cannot be written: " + strings.ReplaceAll(err.Error(), "\n", "; ")
	}
	made := schema.Guardrail{Description: g.Description, Adopt: !ours, Protect: ours && g.Tags[cloud.ProtectTag] == "true"}
	if !schema.Says("guardrail-description", g.Description) {
		made.Description = ""
	}
	if made.Regions = w.regions(d); made.Regions == nil {
		made.Policy = w.file(g.Name, d)
	}
	w.Org.Guardrails[g.Name] = made
	return ""
}

// regions are the Regions that a document keeps everything in, where it is one
// that regions: writes.
func (w *walk) regions(d policy.Document) []string {
	for _, s := range d.Statement {
		for _, keys := range s.Condition {
			if all := keys["aws:RequestedRegion"]; len(all) > 0 && policy.Equal(d, policy.Regions(all, policy.Exempt{Roles: []string{w.AccessRole}})) {
				return all
			}
		}
	}
	return nil
}

// file keeps a document as a policy file and is its path. The same document
// under the same name is one file.
func (w *walk) file(name string, d policy.Document) string {
	text := []byte(schema.Meant(d.Pretty()))
	for _, folder := range []string{"", "-2", "-3", "-4", "-5", "-6", "-7", "-8", "-9"} {
		path := "policies" + folder + "/" + name + ".json"
		if had, taken := w.Files[path]; !taken || string(had) == string(text) {
			w.Files[path] = text
			return path
		}
	}
	path := free("policies/many/"+name, w.Files) + ".json"
	w.Files[path] = text
	return path
}

// attach notes a guardrail where it is attached.
func (w *walk) attach(g cloud.Guardrail, id string) {
	o := w.seen.Organization
	if name, ok := w.cloud.Name(id); ok {
		w.attachAccount(g.Name, name)
		return
	}
	unit, known := "", id == o.RootID
	for _, u := range o.Units {
		if u.ID == id {
			unit, known = u.Path, w.said(u.Path)
		}
	}
	if !known {
		w.left("master/attachment/"+g.Name+"@"+id, "it is attached to what the document does not name")
		return
	}
	key := w.class(unit)
	c := w.Org.Classifications[key]
	if len(c.Guardrails) == mostAttached {
		w.left("master/attachment/"+g.Name+"@"+unit, "more guardrails than AWS allows there")
		return
	}
	c.Guardrails = append(c.Guardrails, g.Name)
	w.Org.Classifications[key] = c
}

// said reports whether the document can speak of a unit.
func (w *walk) said(unit string) bool {
	return !slices.ContainsFunc(w.Unsaid, func(l Line) bool { return l.Address == "master/unit/"+unit })
}

func (w *walk) attachAccount(guardrail, name string) {
	key := w.keys[name]
	a, declared := w.Org.Accounts[key]
	if !declared || a.State != "" || len(a.Guardrails) == mostAttached {
		w.left("master/attachment/"+guardrail+"@"+w.name(name), "the document cannot say that it is attached there")
		return
	}
	a.Guardrails = append(a.Guardrails, guardrail)
	w.Org.Accounts[key] = a
}
