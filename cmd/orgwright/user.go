package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/handout"
	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/schema"
)

func userCommand() *command {
	return &command{
		name: "user", does: "what one person is given to get about",
		examples: []string{
			"orgwright user profiles alice --write   # her profiles, into ~/.aws/config",
			"orgwright user pack alice -o alice      # all of it, in a folder",
		},
		sub: []*command{userProfilesCommand(), userLinksCommand(), userPackCommand(), userMFACommand(), userKeyCommand(), userPasswordCommand()},
	}
}

// everybody completes the names of the users of org.yaml.
func everybody(_ *session, l line) []string {
	org, err := schema.Load(l.file())
	if err != nil {
		return nil
	}
	return slices.Sorted(maps.Keys(org.Users))
}

// A person is somebody of org.yaml, with the organization opened for what a
// command does about them.
type person struct {
	*office
	name string
}

// person opens the organization for the person that the command line names. A
// name that is not in org.yaml is refused before AWS is asked anything. Close
// the office.
func (s *session) person(c *cli.Context, o opening) (*person, error) {
	name := c.Args().First()
	org, err := s.load(c)
	if err != nil {
		return nil, err
	}
	if _, ok := org.Users[name]; !ok {
		names := slices.Sorted(maps.Keys(org.Users))
		return nil, usageError("%s has no user %q%s", org.Path(), name, meant(name, names))
	}
	f, err := s.enter(c, org, o)
	if err != nil {
		return nil, err
	}
	return &person{f, name}, nil
}

// handout is what the person is given: the ways into the accounts that there
// are. What is left out of them is said on standard error.
func (p *person) handout(s *session, c *cli.Context) (handout.Person, error) {
	who := handout.Person{
		Name: p.name, Organization: p.org.Organization.Name, Region: p.org.Organization.HomeRegion,
		Master: p.org.Master.ID, Alias: p.org.Master.Alias,
	}
	if len(handout.Functions(p.org, p.name, p.wish.Today)) == 0 {
		return who, refused("ORG331", "%s has no function today: there is nothing to hand out", p.name).
			hint("org.yaml says so: by functions, until or state")
	}
	there, err := p.meet(s, c)
	if err != nil {
		return who, err
	}
	var lacking []string
	for _, w := range handout.Ways(p.org, p.name, p.wish.Today) {
		if !slices.Contains(there, w.Account) {
			lacking = append(lacking, w.Account)
			continue
		}
		if w.Role, err = p.cloud.Spell(w.Role); err != nil {
			return who, err
		}
		who.Ways = append(who.Ways, w)
	}
	if len(lacking) > 0 {
		fmt.Fprintf(s.Err, "left out, not in the organization yet: %s\n", strings.Join(slices.Compact(lacking), ", "))
	}
	if len(who.Ways) == 0 {
		return who, failed(fmt.Errorf("%s reaches no account that is there", p.name)).hint("run orgwright apply first")
	}
	return who, nil
}

// devices finds the person's devices for one-time codes. Where there is none,
// what to do is said on standard error.
func (p *person) devices(s *session, c *cli.Context) ([]string, error) {
	in, err := p.cloud.Account(cloud.Master)
	if err != nil {
		return nil, err
	}
	all, err := kind.Devices(c.Context, in, p.name)
	if cloud.Is(err, "NoSuchEntity") {
		fmt.Fprintf(s.Err, "%s has no user in AWS yet, so there is no mfa_serial: run orgwright apply, have a device enrolled, then run this again\n", p.name)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var serials []string
	for _, d := range all {
		if d.Codes() {
			serials = append(serials, d.Serial)
		}
	}
	switch {
	case len(serials) > 0:
	case len(all) > 0:
		fmt.Fprintf(s.Err, "%s has a passkey or security key only, which serves the console alone, so there is no mfa_serial: have a device for one-time codes enrolled beside it, then run this again\n", p.name)
	default:
		fmt.Fprintf(s.Err, "%s has no MFA device yet, so there is no mfa_serial: have one for one-time codes enrolled, then run this again\n", p.name)
	}
	return serials, nil
}

// meet lists the accounts that can be worked in. Who may not list them can go
// by those whose ids org.yaml has.
func (p *person) meet(s *session, c *cli.Context) ([]string, error) {
	members, err := p.cloud.Meet(c.Context)
	if cloud.Denied(err) {
		return p.believe(s, err)
	}
	there := []string{cloud.Master}
	for _, m := range members {
		if m.Active() {
			there = append(there, m.Name)
		}
	}
	return there, err
}

// believe lists all accounts of org.yaml, which must have their ids.
func (p *person) believe(s *session, denied error) ([]string, error) {
	there := []string{cloud.Master}
	for _, d := range p.cloud.Declared {
		if d.ID == "" {
			return nil, failed(fmt.Errorf("learn which accounts there are: %s", awsText(denied))).
				hint("these credentials may not list accounts, and org.yaml does not say the id of %s", d.Name).
				hint("use an administrator's, or write the ids into org.yaml")
		}
		there = append(there, d.Name)
	}
	fmt.Fprintln(s.Err, "going by the account ids of org.yaml: these credentials may not list accounts")
	return there, nil
}
