package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/view"
	"github.com/orgwright/orgwright/schema"
)

func rootCommand() *command {
	return &command{
		name: "root", does: "custody of the root users: state, guide and journal",
		examples: []string{"orgwright root status", "orgwright root guide master"},
		sub:      []*command{rootStatusCommand(), rootGuideCommand(), rootLogCommand(), rootRemoveCommand()},
	}
}

// accountsAndMaster completes the accounts of org.yaml, the master among them.
func accountsAndMaster(_ *session, l line) []string {
	org, err := schema.Load(l.file())
	if err != nil {
		return nil
	}
	return append(org.Keys(), schema.MasterKey)
}

func rootStatusCommand() *command {
	return &command{
		name: "status", does: "what AWS tells of every root user, and what is wrong about it",
		examples: []string{"orgwright root status", "orgwright root status --format json | jq .findings"},
		about: "Reads account summaries, credential reports, central root access and\n" +
			"root-log.yaml. Only reads. Exits 2 when a rule of drift finds something.",
		flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Value: "text", Usage: "print it as `FORMAT`: text or json"},
			accessRoleFlag(),
		},
		choices: map[string][]string{"format": {"text", "json"}},
		run:     rootStatus,
	}
}

func rootStatus(s *session, c *cli.Context) (err error) {
	f, err := s.open(c, opening{readOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	log, err := s.readJournal(f.org)
	if err != nil {
		return err
	}
	f.wish.RootUses = log.Uses
	need := kind.NeedOfDrift(f.wish)
	need.RootAccess = true
	done := s.reading(c)
	draft, picture, err := f.compare(c.Context, need)
	done()
	if err != nil {
		return err
	}
	st := f.roots(picture, kind.Drift(f.wish, f.cloud, picture, draft))
	if c.String("format") == "json" {
		err = view.JSON(s.Out, st)
	} else {
		err = view.RootText(s.Out, st)
	}
	switch {
	case err != nil:
		return err
	case len(st.Findings) > 0:
		return differences()
	case len(st.Unreadable) > 0:
		return silent(codeError)
	}
	return nil
}

// journalPath is where the journal of root users' uses is: beside org.yaml.
func journalPath(org *schema.Org) string {
	return filepath.Join(filepath.Dir(org.Path()), "root-log.yaml")
}

// readJournal reads the journal. What is wrong with it is printed like what is
// wrong with org.yaml.
func (s *session) readJournal(org *schema.Org) (*schema.RootLog, error) {
	path := journalPath(org)
	log, err := schema.LoadRootLog(path)
	if problems, ok := schema.AsProblems(err); ok {
		fmt.Fprintln(s.Err, problems)
		return nil, failed(fmt.Errorf("%s has %s", path, count(len(problems), "error")))
	}
	return log, err
}

// withJournal adds what is wrong with the journal to what is found of org.yaml.
func withJournal(org *schema.Org, found schema.Problems) (schema.Problems, error) {
	_, err := schema.LoadRootLog(journalPath(org))
	if problems, ok := schema.AsProblems(err); ok {
		return append(found, problems...), nil
	}
	return found, err
}

// roots is the state of the root users in a picture, and of what drift found
// what is about them.
func (f *office) roots(p *cloud.Picture, d engine.Drift) view.RootStatus {
	st := view.RootStatus{
		Format: view.RootFormat, Central: []string{}, Accounts: []view.RootState{},
		Findings: []engine.Finding{}, Ignored: []engine.Ignored{}, Unreadable: d.Unreadable,
	}
	if p.Organization != nil {
		st.Central = append(st.Central, p.Organization.RootFeatures...)
	}
	for _, name := range f.cloud.All() {
		if s, ok := p.Snapshots[name]; ok {
			if r, known := s.RootUser(); known {
				st.Accounts = append(st.Accounts, f.root(name, r))
			}
		}
	}
	for _, x := range d.Findings {
		if slices.Contains(kind.RootRules(), x.Rule) {
			st.Findings = append(st.Findings, x)
		}
	}
	for _, i := range d.Ignored {
		if i.Address.Kind == "root" || i.Address.Kind == "custody" {
			st.Ignored = append(st.Ignored, i)
		}
	}
	return st
}

// root is the state of one account's root user.
func (f *office) root(name string, r cloud.RootUser) view.RootState {
	id, _ := f.cloud.ID(name)
	st := view.RootState{Account: name, ID: id, MFA: r.MFA, Password: r.Password, Keys: r.Keys, Certificates: r.Certificates, LastUsed: pointTo(r.Used())}
	kept := f.org.Master.Root
	if name != schema.MasterKey {
		kept = f.org.Accounts[name].Root
	}
	if kept != nil {
		st.KeepsIt, st.KeepsMFA, st.Tested = kept.Password, kept.MFA, string(kept.Tested)
	}
	for _, u := range f.wish.RootUses {
		if at := u.Time(); u.Account == name && (st.LastLogged == nil || at.After(*st.LastLogged)) {
			st.LastLogged = &at
		}
	}
	return st
}

// pointTo is a time, nil for none.
func pointTo(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// knownAccount refuses a name that org.yaml does not have.
func knownAccount(org *schema.Org, name string) error {
	all := append(org.Keys(), schema.MasterKey)
	if slices.Contains(all, name) {
		return nil
	}
	return usageError("%s has no account %q%s", org.Path(), name, meant(name, all)).hint("accounts: %s", strings.Join(all, ", "))
}
