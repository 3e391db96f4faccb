// Package survey writes an org.yaml from what there is: the reverse of a plan.
// What it wrote down changes nothing when it is planned; what the language
// cannot say, and what does not follow its model, is told beside it.
package survey

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/schema"
)

// Terms are what a survey goes by and the picture does not say.
type Terms struct {
	Path       string // the ownership path
	AccessRole string // the role that runs assume in leaf accounts
	Region     string // of the credentials
	Today      schema.Date
}

// A Line is something that the document leaves out, and why.
type Line struct{ Address, Why string }

// A Survey is an organization as a document.
type Survey struct {
	Org     *schema.Org
	Files   map[string][]byte // the policy files that the document names, by path
	Remarks schema.Remarks
	Unsaid  []Line // in the order of addresses
}

// Of makes the document of everything that was seen, all of it read, as
// cloud.Need.Everything asks for. The picture has an organization.
func Of(c *cloud.Cloud, p *cloud.Picture, t Terms) *Survey {
	w := &walk{
		Terms: t, cloud: c, seen: p, keys: map[string]string{cloud.Master: cloud.Master}, classes: map[string]string{},
		Survey: &Survey{Org: &schema.Org{Version: 1}, Files: map[string][]byte{}, Remarks: schema.Remarks{}},
	}
	w.Org.Organization = schema.DefaultOrganization()
	w.Org.Organization.HomeRegion, w.Org.Organization.OwnershipPath, w.Org.Organization.AccessRole = t.Region, t.Path, t.AccessRole
	for _, part := range []func(){
		w.organization, w.master, w.accounts, w.guardrails, w.ci, w.functions, w.users, w.contacts, w.strangers, w.beside, w.head,
	} {
		part()
	}
	slices.SortFunc(w.Unsaid, func(a, b Line) int {
		return cmp.Or(strings.Compare(a.Address, b.Address), strings.Compare(a.Why, b.Why))
	})
	w.Unsaid = slices.Compact(w.Unsaid)
	return w.Survey
}

// YAML is the document with its comments: what a person should look at is
// marked REVIEW, and what is left out stands at the end.
func (s *Survey) YAML() []byte {
	var tail []string
	if len(s.Unsaid) > 0 {
		tail = append(tail, "Not in this file, because the language cannot say it or it does not follow the model.", "apply leaves all of it as it is.", "")
		width := 0
		for _, l := range s.Unsaid {
			width = min(max(width, len(l.Address)), 56)
		}
		for _, l := range s.Unsaid {
			tail = append(tail, fmt.Sprintf("  %-*s  %s", width, l.Address, l.Why))
		}
	}
	return s.Org.YAML(s.Remarks, tail)
}

// Reviews counts the marks for a person to look at.
func (s *Survey) Reviews() int {
	n := 0
	for _, r := range s.Remarks {
		for _, line := range append(slices.Clone(r.Above), r.Beside) {
			if strings.Contains(line, review) {
				n++
			}
		}
	}
	return n
}

// review marks what was guessed.
const review = "REVIEW: "

// A walk is a survey on its way.
type walk struct {
	*Survey
	Terms
	cloud *cloud.Cloud
	seen  *cloud.Picture

	keys     map[string]string // of accounts that the document names, by what the picture calls them
	classes  map[string]string // classifications by the path of their unit
	teams    map[string]*team  // functions by their name in lower case
	provider bool              // GitHub's is there for the document's sake
}

// left notes what the document does not say.
func (w *walk) left(address, format string, args ...any) {
	w.Unsaid = append(w.Unsaid, Line{address, fmt.Sprintf(format, args...)})
}

// above adds comment lines over a key.
func (w *walk) above(path string, lines ...string) {
	r := w.Remarks[path]
	r.Above = append(r.Above, lines...)
	w.Remarks[path] = r
}

// beside adds to the comment beside a key.
func (w *walk) say(path, text string) {
	r := w.Remarks[path]
	if r.Beside != "" {
		text = r.Beside + "; " + text
	}
	r.Beside = text
	w.Remarks[path] = r
}

// name is what an account is called in addresses.
func (w *walk) name(seen string) string { return cmp.Or(w.keys[seen], seen) }

// snapshots are the accounts that the document names and that could be looked
// into, in order, by what the picture calls them.
func (w *walk) snapshots() []*cloud.Snapshot {
	var all []*cloud.Snapshot
	for _, name := range slices.Sorted(maps.Keys(w.seen.Snapshots)) {
		if w.keys[name] != "" {
			all = append(all, w.seen.Snapshots[name])
		}
	}
	return all
}

// ours reports whether tags say that something in Organizations is ours.
func (w *walk) ours(tags map[string]string) bool {
	return tags[cloud.OwnerTag] == w.Org.Organization.Name
}

var unspeakable = regexp.MustCompile(`[^a-z0-9]+`)

// slug is a text as a name of small letters, digits and hyphens; "" when
// nothing of it can stand there.
func slug(text string) string {
	return strings.Trim(unspeakable.ReplaceAllString(strings.ToLower(text), "-"), "-")
}

// free is a name that is not taken: the given one, or with a number behind it.
func free[V any](name string, taken map[string]V) string {
	for n, try := 2, name; ; n++ {
		if _, ok := taken[try]; !ok {
			return try
		}
		try = fmt.Sprintf("%s-%d", name, n)
	}
}
