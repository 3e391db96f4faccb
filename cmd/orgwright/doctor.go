package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/engine/view"
)

func doctorCommand() *command {
	return &command{
		name: "doctor", does: "say who you are, what you may do, and what is missing", run: doctor,
		examples: []string{
			"orgwright doctor",
			"orgwright doctor --profile acme-master",
		},
		about: "Looks at the document, the credentials, the account, the organization and its\n" +
			"features, the way into every account, and the permissions that runs need. Only\n" +
			"reads. Exits 0 when nothing is missing, 4 without credentials, else 1.",
		flags: []cli.Flag{accessRoleFlag()},
	}
}

// A checkup is what doctor has found so far.
type checkup struct {
	*session
	c      *cli.Context
	checks []view.Check
	code   int
}

func (d *checkup) ok(what, format string, args ...any) {
	d.checks = append(d.checks, view.Check{State: view.CheckOK, What: what, Said: fmt.Sprintf(format, args...)})
}

// note is something to know, and no fault.
func (d *checkup) note(what, said string, hints ...string) {
	d.checks = append(d.checks, view.Check{State: view.CheckNote, What: what, Said: said, Hints: hints})
}

func (d *checkup) missing(what, said string, hints ...string) {
	d.checks = append(d.checks, view.Check{State: view.CheckMissing, What: what, Said: said, Hints: hints})
	d.code = max(d.code, codeError)
}

// failed is a check that an error ends: what it says, and what it says to do.
func (d *checkup) failed(what string, err error) {
	e := d.ended(d.c.Context, err)
	d.missing(what, strings.Join(strings.Fields(e.Error()), " "), e.hints...)
	if e.code == codeCredentials {
		d.code = codeCredentials
	}
}

func doctor(s *session, c *cli.Context) error {
	d := &checkup{session: s, c: c}
	b := thisBuild()
	d.ok("program", "orgwright %s (commit %s, %s)", b.Version, b.Commit, b.Go)
	done := s.reading(c)
	err := d.look()
	done()
	switch shown := view.Checkup(s.Out, d.checks, s.style(s.Out, c)); {
	case err != nil || shown != nil:
		return errors.Join(err, shown)
	case d.code != codeDone:
		return silent(d.code)
	}
	return nil
}

// look goes on for as long as what was found lets it. The error is an
// interrupted run.
func (d *checkup) look() (err error) {
	org, found, err := d.check(d.c)
	if wrong := cmp.Or(err, mistaken(d.c.String("file"), found)); wrong != nil {
		d.failed("document", wrong)
		return nil
	}
	d.ok("document", "%s is valid: %s, %s, %s", org.Path(),
		count(len(org.Accounts), "account"), count(len(org.Functions), "function"), count(len(org.Users), "user"))
	f, err := d.enter(d.c, org, opening{readOnly: true})
	if err != nil {
		d.refusedBy(err)
		return context.Cause(d.c.Context)
	}
	defer func() { err = errors.Join(err, f.close()) }()
	d.ok("credentials", "%s%s", f.cloud.Caller, d.person(f))
	d.ok("account", "%s is the master account of %s", org.Master.ID, org.Path())
	picture, err := f.cloud.Read(d.c.Context, kind.NeedOfDrift(f.wish))
	if err != nil {
		d.failed("reading", wrongAccount(err))
		return context.Cause(d.c.Context)
	}
	d.organization(picture)
	d.reach(f, kind.Compare(f.wish, f.cloud, picture))
	d.powers(f, picture)
	return nil
}

// refusedBy tells credentials that are missing from those of another account.
func (d *checkup) refusedBy(err error) {
	if wrong := new(cloud.WrongAccount); errors.As(err, &wrong) {
		d.ok("credentials", "%s", wrong.Caller)
		d.failed("account", err)
		return
	}
	d.failed("credentials", err)
}

// person is whom of org.yaml the credentials belong to.
func (d *checkup) person(f *office) string {
	for _, a := range kind.Self(f.wish, f.cloud.Caller) {
		if a.Kind != "user" {
			continue
		}
		u, declared := f.org.Users[a.Name]
		var functions []string
		for _, m := range u.Functions {
			functions = append(functions, m.Function)
		}
		switch {
		case !declared:
			return ", who is nobody of " + f.org.Path()
		case len(functions) == 0:
			return ", " + a.Name + " of " + f.org.Path() + " without a function"
		}
		return ", " + a.Name + " of " + f.org.Path() + ": " + strings.Join(functions, ", ")
	}
	return ""
}

// organization is whether there is one, and which of its features are on.
func (d *checkup) organization(p *cloud.Picture) {
	o := p.Organization
	if o == nil {
		d.note("organization", "there is none yet: apply makes it")
		return
	}
	if !o.AllFeatures {
		d.missing("organization", o.ID+" has consolidated billing only: guardrails need all features",
			"aws organizations enable-all-features, which every invited account has to approve")
		return
	}
	d.ok("organization", "%s, all features, %s", o.ID, count(len(o.Members), "account"))
	if !o.Policies {
		d.note("guardrails", "service control policies are not switched on: apply does it where guardrails are wanted")
	} else {
		d.ok("guardrails", "service control policies are switched on")
	}
	for _, what := range slices.Sorted(maps.Keys(p.Lacking)) {
		d.note("endpoint", "cannot list "+what+": what depends on them is left to a person")
	}
}

// reach is into which accounts runs get.
func (d *checkup) reach(f *office, draft kind.Draft) {
	unseen := map[string]bool{}
	for _, u := range draft.Unreadable {
		hints := []string{u.Hint}
		if u.Hint == "" {
			hints = nil
		}
		d.missing("access", strings.TrimSuffix(u.Account+" "+u.Kind, " ")+": "+u.Why, hints...)
		unseen[u.Account] = true
	}
	for _, x := range draft.Pending {
		if x.Address.Kind == "accessrole" {
			d.note("access", x.Address.Account+" waits for a person to let runs in", "orgwright steps"+f.flags)
			unseen[x.Address.Account] = true
		}
	}
	var in, not []string
	for _, account := range f.org.Leaves() {
		if _, known := f.cloud.ID(account); known && !unseen[account] {
			in = append(in, account)
		} else if !unseen[account] {
			not = append(not, account)
		}
	}
	if len(in) > 0 {
		d.ok("access", "runs get into %s: %s", count(len(in), "leaf account"), strings.Join(in, ", "))
	}
	if len(not) > 0 {
		d.note("access", "not made yet: "+strings.Join(not, ", "))
	}
}

// powers is whether the caller may make the calls of plan and drift, and those
// of apply.
func (d *checkup) powers(f *office, p *cloud.Picture) {
	roles := kind.AccessRoles(f.org)
	for _, one := range []struct {
		what, of string
		want     policy.Document
		must     bool
	}{
		{"may read", "read", kind.MayRead(f.org, cloud.Master, roles...), true},
		{"may write", "write", kind.MayWrite(f.org, cloud.Master, roles...), false},
	} {
		got := kind.Permitted(f.wish, p, f.cloud.Caller, one.want)
		all, hint := len(got.Allowed)+len(got.Lacking)+len(got.Unknown), "orgwright policy "+one.of+" prints the smallest policy that has them all"
		switch {
		case len(got.Lacking) > 0 && one.must:
			d.missing(one.what, fmt.Sprintf("%d of %s lacking: %s", len(got.Lacking), count(all, "action"), few(got.Lacking)), hint)
		case len(got.Lacking) > 0:
			d.note(one.what, fmt.Sprintf("apply would be denied %d of %s: %s", len(got.Lacking), count(all, "action"), few(got.Lacking)), hint)
		case len(got.Unknown) > 0:
			d.note(one.what, fmt.Sprintf("%d of %s cannot be told from the policies that were read: %s", len(got.Unknown), count(all, "action"), few(got.Unknown)))
		default:
			d.ok(one.what, "all %s of %s", count(all, "action"), map[string]string{"read": "plan and drift", "write": "apply"}[one.of])
		}
	}
}

// few names the first of several.
func few(names []string) string {
	const most = 5
	if len(names) <= most+1 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
