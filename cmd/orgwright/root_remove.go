package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/view"
	"github.com/orgwright/orgwright/schema"
)

func rootRemoveCommand() *command {
	return &command{
		name: "remove", does: "take away what members' root users sign in with",
		args: "[ACCOUNT]", max: 1,
		examples: []string{"orgwright root remove legacy", "orgwright root remove --all"},
		about: "By central root access, from the master account: access keys, signing\n" +
			"certificates, the password, MFA devices. Shows what there is, and asks for the\n" +
			"account's name, or with --all for the organization's, to be typed.",
		flags: []cli.Flag{
			&cli.BoolFlag{Name: "all", Usage: "of every member that org.yaml names and does not protect"},
			&cli.StringFlag{Name: "confirm", Usage: "the `NAME` that would be asked for"},
		},
		names: completer{"": accountsOfOrg},
		run:   rootRemove,
	}
}

// accountsOfOrg completes the leaf accounts of org.yaml.
func accountsOfOrg(_ *session, l line) []string {
	org, err := schema.Load(l.file())
	if err != nil {
		return nil
	}
	return org.Keys()
}

// A removal is what a member's root user has, and its way there.
type removal struct {
	kind.RootDesk
	has kind.RootHolding
}

func rootRemove(s *session, c *cli.Context) (err error) {
	org, err := s.load(c)
	if err != nil {
		return err
	}
	accounts, name, err := removable(org, c)
	if err != nil {
		return err
	}
	if !s.InTerminal && c.String("confirm") != name {
		return usageError("root remove asks for the name %q to be typed, and standard input is no terminal", name).hint("give it with --confirm %s", shellWord(name))
	}
	f, err := s.enter(c, org, opening{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	all, err := s.audited(c.Context, f, accounts)
	if err != nil || len(all) == 0 {
		return err
	}
	if c.String("confirm") != name {
		if err := s.ask(c.Context, fmt.Sprintf("\nThis is taken away for good. Type %s to go on: ", view.Escape(name)), name); err != nil {
			return err
		}
	}
	return s.removed(c.Context, all)
}

// removable are the accounts that the command line means, and the name that
// stands for them.
func removable(org *schema.Org, c *cli.Context) (accounts []string, name string, err error) {
	account := c.Args().First()
	switch {
	case (account != "") == c.Bool("all"):
		return nil, "", usageError("name one account, or say --all")
	case account == schema.MasterKey:
		return nil, "", refused("ORG343", "the master account's root user keeps its credentials: AWS's central root access is for members alone").
			hint("orgwright root guide master says how two people keep it")
	case account != "":
		if err := knownAccount(org, account); err != nil {
			return nil, "", err
		}
		if org.Accounts[account].Protect {
			return nil, "", refused("ORG305", "account %s is protected", account).hint("take protect: true away and apply that first")
		}
		return []string{account}, account, nil
	}
	for _, key := range org.Leaves() {
		if !org.Accounts[key].Protect {
			accounts = append(accounts, key)
		}
	}
	return accounts, org.Organization.Name, nil
}

// audited looks what the root users of accounts have, and shows it. Those that
// have nothing are left out.
func (s *session) audited(ctx context.Context, f *office, accounts []string) ([]removal, error) {
	need := kind.Need(f.wish)
	need.RootAccess = true
	p, err := f.cloud.ReadOrganization(ctx, need)
	if err != nil {
		return nil, wrongAccount(err)
	}
	if !kind.CentralRoot(p) {
		return nil, refused("ORG344", "central root access is not on, so nothing was looked at").
			hint("write organization.root_access: central into org.yaml, and run orgwright apply")
	}
	var all []removal
	for _, account := range accounts {
		if m, ok := p.Organization.Member(account); !ok || !m.Active() {
			fmt.Fprintf(s.Err, "%s is no active member: left out\n", view.Escape(account))
			continue
		}
		r := removal{RootDesk: kind.RootDesk{Cloud: f.cloud, Account: account}}
		if r.has, err = r.Audit(ctx); err != nil {
			return nil, err
		}
		fmt.Fprintf(s.Out, "%s: %s\n", view.Escape(account), rootHeld(r.has))
		if !r.has.Empty() {
			all = append(all, r)
		}
	}
	return all, nil
}

// rootHeld tells what a root user has.
func rootHeld(h kind.RootHolding) string {
	var words []string
	if h.Password {
		words = append(words, "a password")
	}
	for _, of := range []struct {
		n    int
		what string
	}{{len(h.Keys), "access key"}, {len(h.Certificates), "signing certificate"}, {len(h.Devices), "MFA device"}} {
		if of.n > 0 {
			words = append(words, count(of.n, of.what))
		}
	}
	if len(words) == 0 {
		return "no root credentials"
	}
	return strings.Join(words, ", ")
}

// removed takes it all away, account by account. One that fails does not stop
// the others.
func (s *session) removed(ctx context.Context, all []removal) error {
	var failures []error
	for _, r := range all {
		left, err := r.Remove(ctx, r.has)
		switch {
		case err != nil:
			failures = append(failures, err)
		case !left.Empty():
			failures = append(failures, fmt.Errorf("%s still has %s", r.Account, rootHeld(left)))
		default:
			fmt.Fprintf(s.Out, "%s: taken away; AWS lists no root credentials any more\n", view.Escape(r.Account))
		}
	}
	if len(failures) > 0 {
		return partial(errors.Join(failures...)).hint("run the same command again to continue")
	}
	return nil
}
