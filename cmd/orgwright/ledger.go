package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/view"
	"github.com/orgwright/orgwright/schema"
)

// A ledger is the facts that reports are made of: as org.yaml has them.
type ledger struct {
	org   *schema.Org
	wish  *kind.Wish
	state engine.State
	as    access.Matrix // what a report says of where it is from
}

// facts reads what reports are made of: the document alone.
func (s *session) facts(c *cli.Context) (*ledger, error) {
	org, err := s.load(c)
	if err != nil {
		return nil, err
	}
	w := &kind.Wish{Org: org, Today: s.today(), Names: cloud.NewNames("aws", org.Master.ID, kind.Declared(org))}
	return &ledger{org: org, wish: w, state: kind.Want(w), as: access.Matrix{AsOf: string(s.today())}}, nil
}

// matrix is who can do what where.
func (l *ledger) matrix() access.Matrix {
	m := access.Over(l.state, l.site())
	m.Organization, m.Master = l.org.Organization.Name, l.org.Master.ID
	m.File = engine.File{Path: l.org.Path(), SHA256: l.org.SHA256()}
	m.Live, m.AsOf, m.Caller, m.Calls, m.Unreadable = l.as.Live, l.as.AsOf, l.as.Caller, l.as.Calls, l.as.Unreadable
	return m
}

// site lists the accounts that somebody might reach: the leaves, those of one
// classification together, then the master account where a function works
// there.
func (l *ledger) site() access.Site {
	var all []access.Place
	classes := slices.Sorted(maps.Keys(l.org.Classifications))
	for _, class := range classes {
		for _, key := range l.org.Leaves() {
			if l.org.Accounts[key].Classification == class {
				id, _ := l.wish.Names.ID(key)
				all = append(all, access.Place{Account: key, ID: id, Classification: class, Unit: l.org.Unit(class)})
			}
		}
	}
	for a := range l.state {
		if a.Kind == "role" && a.Account == cloud.Master {
			all = append(all, access.Place{Account: cloud.Master, ID: l.org.Master.ID})
			break
		}
	}
	return access.Site{Accounts: all, Line: l.wish.Line}
}

// noSuch is the error of a flag that names nothing there is.
func noSuch(what, name string, known []string) error {
	return usageError("%s: there is no %s%s", what, view.Escape(name), meant(name, known)).hint("there are %s", strings.Join(known, ", "))
}
