package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/view"
	"github.com/orgwright/orgwright/schema"
)

func closeFlag() cli.Flag {
	return &cli.StringFlag{Name: "close", Usage: "close the account `NAME` for good"}
}

// confirmFlags say the names in place of somebody who would type them.
func confirmFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "confirm-close", Usage: "in scripts: the `NAME` again that --close has"},
		&cli.StringSliceFlag{Name: "confirm", Usage: "in scripts: a `NAME` that would have to be typed"},
	}
}

// closing is the account that --close names, held to the document: that must
// ask for it as well.
func closing(c *cli.Context, org *schema.Org) (string, error) {
	name := c.String("close")
	a, declared := org.Accounts[name]
	switch {
	case name == "":
		return "", nil
	case name == cloud.Master || name == org.Master.ID:
		return "", refused("ORG351", "the master account is never closed by this program").
			hint("it goes last, by hand, when the organization has no other account")
	case !declared:
		return "", usageError("--close: org.yaml has no account %q%s", name, meant(name, slices.Sorted(maps.Keys(org.Accounts))))
	case a.State != "closed":
		return "", refused("ORG351", "org.yaml does not say that account %s is to be closed: nothing was done", name).
			hint("write state: closed there, have it reviewed, then run this again")
	}
	return name, nil
}

// closes refuses a run that would leave the account open which --close names.
// One that is closed already, or on its way, is as it should be.
func (f *office) closes(d kind.Draft, p *cloud.Picture) error {
	name := f.wish.Close
	if name == "" || d.Closes(name) {
		return nil
	}
	e := refused("ORG351", "the plan would not close account %s: nothing was done", name)
	if p.Organization != nil {
		switch m, member := p.Organization.Member(name); {
		case member && !m.Active():
			return nil
		case member && f.made.Target != "":
			return e.hint("--target %s leaves it out: run this without", shellWord(f.made.Target))
		}
	}
	return e.hint("it is no member of the organization: org.yaml no longer needs it")
}

// mayClose refuses a closing that nobody could confirm, before anything else is
// done.
func (s *session) mayClose(c *cli.Context) error {
	name, again := c.String("close"), c.String("confirm-close")
	switch {
	case name == "" && again == "":
		return nil
	case again != "" && again != name:
		return refused("ORG323", "not confirmed: --confirm-close is %q, not %q; nothing was changed", again, name)
	case again == "" && !s.canType():
		return usageError("to close an account its name must be typed, and nobody can be asked here").
			hint("in a script say it again: --confirm-close=%s", shellWord(name))
	}
	return nil
}

// solemnly has the names typed of what yes is not enough for. A plan that was
// saved has been reviewed: only the closing of an account is asked for again.
func (r *running) solemnly(d kind.Draft, p *cloud.Picture) error {
	all, err := d.Solemns(r.c.Context, r.wish, r.cloud, p)
	if err != nil {
		return err
	}
	for _, one := range all {
		if one.What != "close" && r.c.Args().Present() {
			continue
		}
		if one.What == "close" {
			for _, l := range kind.Inside(r.wish, p, one.Name) {
				fmt.Fprintf(r.Err, "  %s\n", view.Escape(l))
			}
		}
		if slices.Contains(r.said(one.What), one.Name) {
			continue
		}
		if err := r.typed(one); err != nil {
			return err
		}
		r.sworn = append(r.sworn, kind.Solemn{What: one.What, Name: one.Name})
	}
	return nil
}

// unsworn refuses what a name would have to be typed for and none was, since it
// was not so when the plan was shown. Nobody is asked while the lock is held.
func (r *running) unsworn(d kind.Draft, p *cloud.Picture) error {
	if r.c.Args().Present() {
		return nil
	}
	all, err := d.Solemns(r.c.Context, r.wish, r.cloud, p)
	if err != nil {
		return err
	}
	for _, one := range all {
		if !slices.Contains(r.said(one.What), one.Name) && !slices.Contains(r.sworn, kind.Solemn{What: one.What, Name: one.Name}) {
			return refused("ORG323", "%s, which was not so when the plan was shown: nothing was changed", one.Why).
				hint("run this again: the name is to be typed, or in a script said: --confirm=%s", shellWord(one.Name))
		}
	}
	return nil
}

// said are the names that the command line confirms.
func (r *running) said(what string) []string {
	if what == "close" {
		return []string{r.c.String("confirm-close")}
	}
	return r.c.StringSlice("confirm")
}

// typed asks for a name, letter by letter.
func (r *running) typed(one kind.Solemn) error {
	if !r.canType() {
		return refused("ORG323", "%s, and its name was not confirmed: nothing was changed", one.Why).
			hint("in a script say it: --confirm=%s; --yes alone is not enough", shellWord(one.Name))
	}
	err := r.ask(r.c.Context, fmt.Sprintf("\n%s.\nType %s to %s it: ", view.Escape(strings.ToUpper(one.Why[:1])+one.Why[1:]), view.Escape(one.Name), one.What), one.Name)
	if e := new(exit); errors.As(err, &e) && e.code == codeRefused {
		return refused("ORG323", "not confirmed: %s is what had to be typed, nothing was changed", one.Name)
	}
	return err
}

// toClose lists the accounts that the document says are to be closed.
func toClose(_ *session, l line) []string {
	org, err := schema.Load(l.file())
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(org.Keys(), func(key string) bool { return org.Accounts[key].State != "closed" })
}
