package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/handout"
	"github.com/orgwright/orgwright/engine/kind"
)

func userKeyCommand() *command {
	return &command{
		name: "key", does: "a person's access key, encrypted for nobody else", run: userKey,
		args: "NAME", min: 1, max: 1, names: completer{"": everybody},
		examples: []string{
			"orgwright user key alice                 # makes it, into alice-key.age",
			"orgwright user key alice --rotate        # a second one, to replace it",
			"orgwright user key alice --finish        # and the first one goes",
		},
		about: "Makes the one access key of a person and encrypts it to the key_recipient that\n" +
			"org.yaml has for them, into a new file that only its owner reads. It is never\n" +
			"printed and never stored in the clear. Without a terminal, --to FILE is needed.\n" +
			"A key that could not be delivered is deleted, also after a crash: by the next\n" +
			"run for the same person. --finish switches the old key off, looks whether it has\n" +
			"just been used, and deletes it.",
		flags: []cli.Flag{
			&cli.StringFlag{Name: "to", Usage: "write the key into a new `FILE`", DefaultText: "NAME-key.age"},
			&cli.BoolFlag{Name: "rotate", Usage: "make a second key, to take the place of the first"},
			&cli.BoolFlag{Name: "finish", Usage: "end a rotation: delete the old key"},
			&cli.BoolFlag{Name: "yes", Usage: "with --finish: do not ask, whatever speaks against it"},
		},
	}
}

func userKey(s *session, c *cli.Context) error {
	switch {
	case c.Bool("finish") && (c.Bool("rotate") || c.IsSet("to")):
		return usageError("--finish makes no key: it goes without --rotate and --to")
	case c.Bool("finish"):
		return s.finishRotation(c)
	case c.Bool("yes"):
		return usageError("--yes goes with --finish")
	}
	return s.makeKey(c)
}

// makeKey makes a key into a file. What can be wrong with the file and with the
// recipient is found out before there is a key.
func (s *session) makeKey(c *cli.Context) (err error) {
	if !s.InTerminal && !c.IsSet("to") {
		return usageError("keys are not made where nobody sits: standard input is no terminal").
			hint("--to FILE makes one all the same, encrypted to users.NAME.key_recipient")
	}
	p, err := s.person(c, opening{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	return s.giveKey(c, p, cmp.Or(c.String("to"), p.keyName()))
}

// keyName is what the file of a person's key is called.
func (p *person) keyName() string { return p.name + "-key.age" }

// giveKey makes a person's key into a new file.
func (s *session) giveKey(c *cli.Context, p *person, path string) (err error) {
	to, err := p.recipient()
	if err != nil {
		return err
	}
	file, err := newKeyFile(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.close()) }()
	g := &giving{s, p, file, to, c.Bool("rotate")}
	_, done := s.gentle(c.Context, s.windingDown) // it is a handful of calls: the first interrupt lets them end
	defer done()
	return unsafe(p.alone(c.Context, g.give))
}

// recipient is the public key that the person's access key is encrypted to.
func (p *person) recipient() (handout.Recipient, error) {
	key := p.org.Users[p.name].KeyRecipient
	if key == "" {
		return handout.Recipient{}, refused("ORG364", "%s has no key_recipient in %s, and a key is not made for it to lie open", p.name, p.org.Path()).
			hint("add %s's public key: users.%s.key_recipient: \"ssh-ed25519 AAAA...\", or age1...", p.name, p.name)
	}
	to, err := handout.NewRecipient(key)
	if err != nil {
		return to, refused("ORG364", "users.%s.key_recipient: %w", p.name, err)
	}
	return to, nil
}

// A giving is an access key on its way into a file.
type giving struct {
	*session
	*person
	file   *keyFile
	to     handout.Recipient
	second bool
}

// give makes the key, after tidying up behind a run that died.
func (g *giving) give(ctx context.Context) error {
	who, err := kind.FindPerson(ctx, g.wish, g.cloud, g.name)
	if err != nil {
		return err
	}
	host, _ := os.Hostname() // without a name, the path alone tells
	d := kind.Delivery{Place: host + "\x00" + g.file.path, Held: g.file.there, Free: g.file.free, Hand: g.hand, Second: g.second}
	left, err := who.Tidy(ctx, d)
	if err != nil {
		return err
	}
	g.tellLeft(left)
	if left.Delivered != "" {
		return g.say(left.Delivered)
	}
	made, err := who.MakeKey(ctx, d)
	if made.ID == "" {
		return err
	}
	if err := errors.Join(err, g.say(made.ID)); err != nil {
		return partial(err).hint("the key is delivered; run the same command again to lift the mark on the user")
	}
	return nil
}

// hand encrypts a key into the file.
func (g *giving) hand(id string, secret cloud.Secret) error {
	sealed, err := g.to.Seal(handout.Credentials(g.org.Organization.Name, id, secret.Reveal()))
	if err != nil {
		return err
	}
	return g.file.deliver(sealed)
}

// tellLeft says what was found of a run that died.
func (g *giving) tellLeft(left kind.Tidying) {
	if len(left.Deleted) > 0 {
		g.told("deleted what an earlier run has left, and nobody has: %s", strings.Join(left.Deleted, ", "))
	}
	for _, k := range left.Kept {
		g.told("left alone, since somebody uses it: %s, for %s", k.ID, k.By)
	}
}

// say says where the key is, and how its owner gets at it.
func (g *giving) say(id string) error {
	g.told("%s opens it with: age -d -i ~/.ssh/id_ed25519 %s", g.name, shellWord(g.file.name))
	g.told("and puts the section [%s] into ~/.aws/credentials, in place of an older one", g.org.Organization.Name)
	if g.second {
		g.told("once the new key is used: orgwright user key %s --finish%s", g.name, g.flags)
	}
	_, err := fmt.Fprintf(g.Out, "%s of %s is in %s\n", id, g.name, g.file.path)
	return err
}

// finishRotation deletes the older of two keys.
func (s *session) finishRotation(c *cli.Context) (err error) {
	p, err := s.person(c, opening{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	return unsafe(p.alone(c.Context, func(ctx context.Context) error {
		who, err := kind.FindPerson(ctx, p.wish, p.cloud, p.name)
		if err != nil {
			return err
		}
		r, err := who.Rotation(ctx)
		if err != nil {
			return err
		}
		if err := s.sure(c, r); err != nil {
			return err
		}
		if err := who.Finish(ctx, r); err != nil {
			return err
		}
		_, err = fmt.Fprintf(s.Out, "%s of %s is deleted; %s is the one\n", r.Old.ID, p.name, r.New.ID)
		return err
	}))
}

// sure asks where something speaks against ending a rotation.
func (s *session) sure(c *cli.Context, r kind.Rotation) error {
	doubts := r.Doubts()
	for _, d := range doubts {
		s.told("%s", d)
	}
	switch {
	case len(doubts) == 0 || c.Bool("yes"):
		return nil
	case !s.InTerminal:
		return refused("ORG366", "the rotation is not ended: %s", doubts[0]).hint("--yes ends it all the same")
	}
	return s.confirm(c.Context, "Delete the old key "+r.Old.ID+" all the same?")
}
