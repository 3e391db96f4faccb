package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/view"
	"github.com/orgwright/orgwright/schema"
)

func acceptCommand() *command {
	return &command{
		name: "accept",
		does: "join the organization that invites this account, and let it in",
		args: "[ACCOUNT]", max: 1,
		examples: []string{
			"orgwright accept legacy --profile legacy-admin",
			"orgwright accept --master 111111111111     # where org.yaml is not at hand",
		},
		about: "For an administrator of an invited account, with credentials of that account.\n" +
			"Shows who invites and what membership means, asks, accepts, and makes the role\n" +
			"through which the master account manages the account. Stopped anywhere, the same\n" +
			"command goes on from there. Nothing is done in any other account than the one\n" +
			"that org.yaml invites.",
		flags: []cli.Flag{
			&cli.BoolFlag{Name: "yes", Usage: "do not ask"},
			&cli.StringFlag{Name: "master", Usage: "accept the invitation of the master account `ID` alone"},
			&cli.StringFlag{Name: "role", Usage: "without org.yaml: call the access role `NAME`", DefaultText: "OrganizationAccountAccessRole"},
		},
		names: completer{"": invitedKeys},
		run:   accept,
	}
}

// invitedKeys completes the accounts that org.yaml invites.
func invitedKeys(_ *session, l line) []string {
	org, err := schema.Load(l.file())
	if err != nil {
		return nil
	}
	return invitedOf(org)
}

func invitedOf(org *schema.Org) []string {
	return slices.DeleteFunc(org.Keys(), func(key string) bool { return org.Accounts[key].Join != "invite" })
}

// A guest is what is known of the account that is to join, before it is asked.
type guest struct {
	org    *schema.Org // nil where it is not at hand
	key    string      // what org.yaml calls the account; "" while that is open
	master string      // id of the master account; "" takes the only invitation
	role   string      // the access role's name
	region string      // of org.yaml; "" is the credentials' own
}

func accept(s *session, c *cli.Context) (err error) {
	if err := s.mayAsk(c); err != nil {
		return err
	}
	g, err := s.guest(c)
	if err != nil {
		return err
	}
	j, done, err := s.visit(c, g)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	now, err := j.Look(c.Context)
	if err != nil {
		return unjoinable(err)
	}
	j.Master = now.Master // what is shown is what is accepted
	if now.Done() {
		_, err = fmt.Fprintf(s.Out, "Account %s is a member of the organization of %s, which can manage it: nothing to do.\n", j.ID, now.Master)
		return err
	}
	if err := s.invitation(g, j, now); err != nil {
		return err
	}
	if !c.Bool("yes") {
		if err := s.confirm(c.Context, "\n"+question(now)); err != nil {
			return err
		}
	}
	if err := j.Join(c.Context); err != nil {
		return unjoinable(err)
	}
	_, err = fmt.Fprintf(s.Out, "\nAccount %s is a member, and role %s lets the master account in.\nNext, in the master account %s:\n\n    orgwright apply\n", j.ID, j.Role, now.Master)
	return err
}

func question(now kind.Standing) string {
	if now.Member {
		return "Make the role?"
	}
	return "Accept, and make the role?"
}

// guest reads what is known of the account. The document may be elsewhere: the
// account's administrator need not have it.
func (s *session) guest(c *cli.Context) (guest, error) {
	g := guest{master: c.String("master"), role: cmp.Or(c.String("role"), "OrganizationAccountAccessRole"), key: c.Args().First()}
	if g.master != "" && !accountID.MatchString(g.master) {
		return g, usageError("--master: %q is no account id: it has twelve digits", g.master)
	}
	_, err := os.Stat(c.String("file"))
	if errors.Is(err, fs.ErrNotExist) && !c.IsSet("file") && c.String("sandbox") == "" {
		return g, g.alone(c)
	}
	if g.org, err = s.load(c); err != nil {
		return g, err
	}
	g.region = g.org.Organization.HomeRegion
	return g, g.by(c)
}

// alone holds a command line to what it must say without the document.
func (g guest) alone(c *cli.Context) error {
	switch {
	case g.key != "":
		return usageError("there is no org.yaml here that could say which account %q is", g.key).hint("name it with -f, or leave the account out and say --master ID")
	case g.master == "" && c.Bool("yes"):
		return usageError("--yes accepts no invitation that nobody named").hint("say whose it is with --master ID, or name org.yaml with -f")
	}
	return nil
}

// by takes from the document which account, whose invitation, which role.
func (g *guest) by(c *cli.Context) error {
	invited := invitedOf(g.org)
	switch {
	case g.master != "" && g.master != g.org.Master.ID:
		return usageError("--master %s is not the master account of %s, which is %s", g.master, g.org.Path(), g.org.Master.ID)
	case c.IsSet("role"):
		return usageError("--role is for where org.yaml is not at hand: %s names the role", g.org.Path())
	case len(invited) == 0:
		return usageError("%s invites no account", g.org.Path()).hint("an account that exists already has join: invite and its id")
	case g.key != "" && !slices.Contains(invited, g.key):
		return usageError("%s does not invite %q%s", g.org.Path(), g.key, meant(g.key, invited))
	case g.key == "" && len(invited) == 1:
		g.key = invited[0]
	case g.key == "" && c.String("sandbox") != "":
		return usageError("%s invites several accounts: name one of %s", g.org.Path(), strings.Join(invited, ", "))
	}
	g.master = g.org.Master.ID
	return nil
}

// visit asks whose the credentials are, and refuses any account but the one
// that is to join: nothing else was asked then. Close it.
func (s *session) visit(c *cli.Context, g guest) (*kind.Joining, func() error, error) {
	cfg, done, err := s.chain(c, g.region)
	if c.String("sandbox") != "" {
		cfg, done, err = s.embedded(c, g.org, g.org.Accounts[g.key].ID)
	}
	if err != nil {
		return nil, nil, err
	}
	o := cloud.Options{Config: cfg, MasterID: g.master, Paced: c.String("sandbox") == "", Clock: s.Now}
	if g.org != nil {
		o.Declared, o.Owner = kind.Declared(g.org), g.org.Organization.Name
	}
	a, err := cloud.Visit(c.Context, o)
	if err == nil {
		err = g.is(a)
	}
	if err != nil {
		return nil, nil, errors.Join(err, done())
	}
	return &kind.Joining{Account: a, Master: g.master, Role: g.roleIn(a)}, done, nil
}

// is refuses an account that is not the one to join.
func (g guest) is(a *cloud.Account) error {
	if a.ID == g.master {
		return refused("ORG341", "these credentials are of the master account %s (%s): the invited account accepts, not the one that invites", a.ID, a.Caller).hint(otherKeys)
	}
	if g.org == nil {
		return nil
	}
	if g.key == "" && slices.Contains(invitedOf(g.org), a.Name) || a.Name == g.key {
		return nil
	}
	var ids []string
	for _, key := range invitedOf(g.org) {
		if g.key == "" || key == g.key {
			ids = append(ids, key+" ("+g.org.Accounts[key].ID+")")
		}
	}
	return refused("ORG341", "these credentials are of account %s (%s), and the account to join is %s", a.ID, a.Caller, strings.Join(ids, " or ")).hint(otherKeys)
}

const otherKeys = "use credentials of an administrator of the invited account: --profile NAME or AWS_PROFILE"

// roleIn is the access role's name in the account.
func (g guest) roleIn(a *cloud.Account) string {
	if g.org == nil {
		return g.role
	}
	return cmp.Or(g.org.Accounts[a.Name].AccessRole, g.org.Organization.AccessRole)
}

// unjoinable says of an account that cannot join what to do about it.
func unjoinable(err error) error {
	none, foreign := new(kind.Uninvited), new(kind.ForeignRole)
	switch {
	case errors.As(err, &none) && len(none.Many) > 0:
		return failed(err).hint("say whose invitation to accept: --master ID")
	case errors.As(err, &none):
		return failed(err).hint("run orgwright apply in the master account: it invites again; then run this again")
	case errors.As(err, &foreign):
		return refused("ORG342", "%w", err).
			hint("nothing was changed; whoever made the role may still need it").
			hint("give the role another name there, or write access_role: NAME for this account in org.yaml")
	}
	return err
}

// invitation shows who invites and what membership means.
func (s *session) invitation(g guest, j *kind.Joining, now kind.Standing) error {
	shown := view.Joining{Account: j.ID, Name: g.known(j.Name), Member: now.Member, Master: now.Master, Leaves: now.Leaves, Role: j.Role}
	if i := now.Invitation; i != nil {
		shown.Organization, shown.MasterName, shown.Email, shown.Message = i.Organization, i.Name, i.Email, i.Notes
		shown.Asked, shown.Expires = i.Asked, i.Expires
	}
	if g.org != nil {
		var bound []kind.Binding
		shown.Unit, bound = kind.Bindings(g.org, j.Name)
		for _, b := range bound {
			shown.Guardrails = append(shown.Guardrails, [2]string{b.Guardrail, b.Description})
		}
	}
	return view.JoiningText(s.Out, shown)
}

// known is a name, "" without the document.
func (g guest) known(name string) string {
	if g.org == nil {
		return ""
	}
	return name
}
