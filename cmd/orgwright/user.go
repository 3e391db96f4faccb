package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/handout"
	"github.com/orgwright/orgwright/schema"
)

func userCommand() *command {
	return &command{
		name: "user", does: "what one person is given to get about",
		examples: []string{"orgwright user links alice"},
		sub:      []*command{userLinksCommand()},
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

// ways are the ways of the person into the accounts that there are. What is
// left out of them is said on standard error.
func (p *person) ways(s *session, c *cli.Context) ([]handout.Way, error) {
	if len(handout.Functions(p.org, p.name, p.wish.Today)) == 0 {
		return nil, refused("ORG331", "%s has no function today: there is nothing to hand out", p.name).
			hint("org.yaml says so: by functions, until or state")
	}
	there, err := p.meet(s, c)
	if err != nil {
		return nil, err
	}
	var ways []handout.Way
	var lacking []string
	for _, w := range handout.Ways(p.org, p.name, p.wish.Today) {
		if !slices.Contains(there, w.Account) {
			lacking = append(lacking, w.Account)
			continue
		}
		if w.Role, err = p.cloud.Spell(w.Role); err != nil {
			return nil, err
		}
		ways = append(ways, w)
	}
	if len(lacking) > 0 {
		fmt.Fprintf(s.Err, "left out, not in the organization yet: %s\n", strings.Join(slices.Compact(lacking), ", "))
	}
	if len(ways) == 0 {
		return nil, failed(fmt.Errorf("%s reaches no account that is there", p.name)).hint("run orgwright apply first")
	}
	return ways, nil
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
