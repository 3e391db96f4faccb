package kind

import (
	"fmt"
	"path"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/schema"
)

// findings is what there is and nobody declared: accounts, and users, in the
// master account or, where none should be, in a leaf.
func findings(w *Wish, c *cloud.Cloud, p *cloud.Picture) []engine.Finding {
	all := []engine.Finding{}
	if p.Organization != nil {
		for _, m := range p.Organization.Members {
			if !w.Names.Declares(m.Name) {
				all = append(all, engine.Finding{
					Rule: "account-not-declared", Severity: engine.Error, Address: at("account", m.Name),
					Detail: fmt.Sprintf("account %s (%s, %s) is in the organization and not in org.yaml", m.ID, m.Called, m.Email),
					Fix:    "find out whose it is; an account is closed by hand",
					Keep:   fmt.Sprintf("add it to accounts with id: %q", m.ID),
				})
			}
		}
	}
	for _, name := range c.All() {
		if s, ok := p.Snapshots[name]; ok {
			all = append(all, strangers(w, c, s)...)
		}
	}
	slices.SortFunc(all, func(a, b engine.Finding) int { return a.Address.Compare(b.Address) })
	return all
}

// strangers are users of an account that are not ours. One that shares a name
// with a wanted user is a conflict, and the plan says so.
func strangers(w *Wish, c *cloud.Cloud, s *cloud.Snapshot) []engine.Finding {
	var all []engine.Finding
	for _, u := range s.Users {
		name := aws.ToString(u.UserName)
		f := engine.Finding{Severity: engine.Error, Address: engine.Address{Account: s.Account, Kind: "user", Name: name}}
		switch {
		case s.Account != cloud.Master:
			f.Rule = "user-in-leaf"
			f.Detail = "a leaf account has an IAM user: people live in the master account, and machines need no user"
			f.Fix = fmt.Sprintf("move whoever uses it to a function or a role, then delete the user in %s", s.Account)
		case c.Ours(u.Path) || slices.Contains(w.Org.People(w.Today), name):
			continue
		default:
			f.Rule = "user-not-declared"
			f.Detail = "the master account has an IAM user that org.yaml does not name"
			f.Fix = "delete the user, or declare the person under users"
		}
		f.Keep = fmt.Sprintf("ignore: [{match: %q, reason: ..., until: ...}]", f.Address)
		all = append(all, f)
	}
	return all
}

// Quiet sorts out the findings that org.yaml says to be quiet about, until the
// day it says.
func Quiet(w *Wish, all []engine.Finding) (loud []engine.Finding, quiet []engine.Ignored) {
	loud, quiet = []engine.Finding{}, []engine.Ignored{}
	for _, f := range all {
		if i, ok := w.ignores(f.Address); ok {
			quiet = append(quiet, engine.Ignored{Address: f.Address, Reason: i.Reason, Until: string(i.Until)})
		} else {
			loud = append(loud, f)
		}
	}
	return loud, quiet
}

func (w *Wish) ignores(a engine.Address) (schema.Ignore, bool) {
	for _, i := range w.Org.Ignore {
		if ok, _ := path.Match(i.Match, a.String()); ok && !i.Until.Past(w.Today) { // schema has checked the pattern
			return i, true
		}
	}
	return schema.Ignore{}, false
}
