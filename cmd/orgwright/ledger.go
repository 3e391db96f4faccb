package main

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/view"
	"github.com/orgwright/orgwright/schema"
)

// A ledger is the facts that reports are made of: as org.yaml has them, or as
// AWS has.
type ledger struct {
	org     *schema.Org
	wish    *kind.Wish
	state   engine.State
	cloud   *cloud.Cloud   // nil when it is the document alone
	picture *cloud.Picture // nil when it is the document alone
	from    access.Matrix  // what a report says of where it is from
	now     time.Time
}

func liveFlag() cli.Flag {
	return &cli.BoolFlag{Name: "live", Usage: "read AWS, not org.yaml alone"}
}

// facts reads what reports are made of: the document, or with --live AWS.
func (s *session) facts(c *cli.Context) (*ledger, error) {
	if c.Bool("live") {
		return s.liveFacts(c, kind.NeedOfAccess(false))
	}
	if c.String("at") != "" {
		return s.factsAt(c, c.String("at"))
	}
	org, err := s.load(c)
	if err != nil {
		return nil, err
	}
	return s.factsOf(org, ""), nil
}

// factsAt reads the document as it was at a commit.
func (s *session) factsAt(c *cli.Context, revision string) (*ledger, error) {
	org, commit, err := s.loadAt(c, revision)
	if err != nil {
		return nil, err
	}
	return s.factsOf(org, commit), nil
}

// factsOf are those of a document, of a commit or, with none, as it lies there.
func (s *session) factsOf(org *schema.Org, commit string) *ledger {
	w := &kind.Wish{Org: org, Today: s.today(), Names: cloud.NewNames("aws", org.Master.ID, kind.Declared(org))}
	return &ledger{org: org, wish: w, state: kind.Want(w), from: access.Matrix{AsOf: string(s.today()), Commit: commit}, now: s.Now()}
}

// liveFacts reads AWS.
func (s *session) liveFacts(c *cli.Context, need cloud.Need) (l *ledger, err error) {
	f, err := s.open(c, opening{readOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	done := s.reading(c)
	picture, err := f.cloud.Read(c.Context, need)
	done()
	if err != nil {
		return nil, wrongAccount(err)
	}
	l = &ledger{org: f.org, wish: f.wish, cloud: f.cloud, state: kind.Seen(f.wish, f.cloud, picture), picture: picture, now: s.Now().UTC()}
	l.from = access.Matrix{Live: true, AsOf: l.now.Format(time.RFC3339), Caller: f.cloud.Caller, Calls: f.cloud.Calls()}
	for _, account := range slices.Sorted(maps.Keys(picture.Unreadable)) {
		l.from.Unreadable = append(l.from.Unreadable, engine.Unknown{Account: account, Why: awsText(picture.Unreadable[account])})
	}
	blind := picture.Snapshots[cloud.Master].Blind
	for _, part := range slices.Sorted(maps.Keys(blind)) {
		l.from.Unreadable = append(l.from.Unreadable, engine.Unknown{Account: cloud.Master, Kind: part, Why: awsText(blind[part])})
	}
	return l, nil
}

// matrix is who can do what where.
func (l *ledger) matrix() access.Matrix {
	m := access.Over(l.state, l.site())
	m.Organization, m.Master = l.org.Organization.Name, l.org.Master.ID
	m.File, m.Commit = engine.File{Path: l.org.Path(), SHA256: l.org.SHA256()}, l.from.Commit
	m.Live, m.AsOf, m.Caller, m.Calls, m.Unreadable = l.from.Live, l.from.AsOf, l.from.Caller, l.from.Calls, l.from.Unreadable
	if l.picture != nil {
		l.credentials(&m)
		l.used(&m)
	}
	return m
}

// credentials adds what people sign in with, where it could be read.
func (l *ledger) credentials(m *access.Matrix) {
	of := map[string]cloud.Credential{}
	for _, c := range l.picture.Snapshots[cloud.Master].Credentials {
		of[c.User] = c
	}
	for i, p := range m.People {
		if c, known := of[p.User]; known {
			m.People[i].Credentials = credentialsOf(c, l.now)
		}
	}
}

func credentialsOf(c cloud.Credential, now time.Time) *access.Credentials {
	out := &access.Credentials{Created: stamped(c.Created), Password: c.Password, PasswordUsed: stamped(c.PasswordUsed), MFA: c.MFA, Keys: []access.Key{}}
	for _, k := range c.Keys {
		if k.Active {
			age := int(now.Sub(k.Since).Hours() / 24)
			out.Keys = append(out.Keys, access.Key{Last4: k.ID[max(0, len(k.ID)-4):], AgeDays: max(0, age), Used: stamped(k.Used)})
		}
	}
	return out
}

// stamped is a time as reports write it; empty for none.
func stamped(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// used adds when roles were last used.
func (l *ledger) used(m *access.Matrix) {
	for i, c := range m.Cells {
		for _, r := range l.picture.Snapshots[c.Account].Roles {
			if *r.RoleName == c.Function && r.RoleLastUsed != nil && r.RoleLastUsed.LastUsedDate != nil {
				m.Cells[i].LastUsed = stamped(*r.RoleLastUsed.LastUsedDate)
			}
		}
	}
}

// site lists the accounts that somebody might reach: the leaves, those of one
// classification together, then the master account where a function works
// there.
func (l *ledger) site() access.Site {
	var all []access.Place
	for _, key := range l.accounts() {
		id, _ := l.wish.Names.ID(key)
		class := l.org.Accounts[key].Classification
		p := access.Place{Account: key, ID: id, Classification: class}
		if class != "" {
			p.Unit = l.org.Unit(class)
		}
		all = append(all, p)
	}
	if l.picture != nil && l.picture.Organization != nil {
		for i, p := range all {
			if m, ok := l.picture.Organization.Member(p.Account); ok {
				all[i].Unit = m.Unit
			}
		}
	}
	slices.SortStableFunc(all, func(a, b access.Place) int {
		return strings.Compare(a.Classification+"/"+a.Account, b.Classification+"/"+b.Account)
	})
	if l.inMaster() {
		all = append(all, access.Place{Account: cloud.Master, ID: l.org.Master.ID})
	}
	return access.Site{Master: l.org.Master.ID, Accounts: all, Path: l.org.Organization.OwnershipPath, Line: l.wish.Line}
}

// accounts lists the leaf accounts: as the document names them, or those that
// there are.
func (l *ledger) accounts() []string {
	if l.picture == nil {
		return l.org.Leaves()
	}
	all := slices.Sorted(maps.Keys(l.picture.Snapshots))
	return slices.DeleteFunc(all, func(name string) bool { return name == cloud.Master })
}

// users lists the users of the master account.
func (l *ledger) users() []string {
	var all []string
	for a := range l.state {
		if a.Kind == "user" {
			all = append(all, a.Name)
		}
	}
	slices.Sort(all)
	return all
}

// inMaster reports whether a function works in the master account.
func (l *ledger) inMaster() bool {
	for a := range l.state {
		if a.Kind == "role" && a.Account == cloud.Master {
			return true
		}
	}
	return false
}

// noSuch is the error of a flag that names nothing there is.
func noSuch(what, name string, known []string) error {
	return usageError("%s: there is no %s%s", what, view.Escape(name), meant(name, known)).hint("there are %s", strings.Join(known, ", "))
}
