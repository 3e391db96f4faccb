package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/view"
)

func userMFACommand() *command {
	return &command{
		name: "mfa", does: "who has which MFA device, and enrolling one", run: userMFA,
		args: "[NAME]", max: 1, names: completer{"": everybody},
		examples: []string{
			"orgwright user mfa                       # everybody",
			"orgwright user mfa alice --enrol         # shows a QR code, asks for two codes",
			"orgwright user mfa --check               # what is missing, of whoever asks",
		},
		about: "Without NAME it lists everybody who is to have access. A passkey or security\n" +
			"key serves the console alone: the command line needs six digits.\n" +
			"--enrol makes a device for an authenticator app. Its secret is shown at a\n" +
			"terminal once, as a QR code and as text, and nowhere else; --png writes the QR\n" +
			"code into a new file that only its owner reads. Stopped before the device is\n" +
			"enabled, the next --enrol clears it away and begins anew. People may run --enrol\n" +
			"and --check about themselves. --check exits 4 when something is missing.",
		flags: []cli.Flag{
			&cli.BoolFlag{Name: "enrol", Usage: "enrol an authenticator app for NAME"},
			&cli.StringFlag{Name: "png", Usage: "with --enrol: write the QR code into a new `FILE`"},
			&cli.StringFlag{Name: "device", Usage: "with --enrol: call the device `DEVICE`", DefaultText: "NAME"},
			&cli.BoolFlag{Name: "check", Usage: "say what is missing: password, MFA, access key"},
			&cli.StringFlag{Name: "format", Value: "text", Usage: "text or json: `FORMAT`"},
		},
		choices: map[string][]string{"format": {"text", "json"}},
	}
}

func userMFA(s *session, c *cli.Context) error {
	switch {
	case c.Bool("enrol") && c.Bool("check"):
		return usageError("--enrol and --check are two different things")
	case c.Bool("enrol"):
		return s.enrol(c)
	case c.IsSet("png"), c.IsSet("device"):
		return usageError("--png and --device go with --enrol")
	case c.Bool("check"):
		return s.checkPerson(c)
	case c.Args().Present():
		return s.showPerson(c)
	}
	return s.showEverybody(c)
}

// showEverybody prints the roll.
func (s *session) showEverybody(c *cli.Context) (err error) {
	f, err := s.open(c, opening{readOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	all, err := kind.Everyone(c.Context, f.wish, f.cloud)
	if err != nil {
		return err
	}
	r := rollOf(all...)
	if s.asJSON {
		return view.JSON(s.Out, r)
	}
	return view.RollText(s.Out, r, s.style(s.Out, c))
}

// showPerson prints one person's devices.
func (s *session) showPerson(c *cli.Context) (err error) {
	p, err := s.person(c, opening{readOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	kit, err := kind.DevicesOf(c.Context, p.wish, p.cloud, p.name)
	if err != nil {
		return unsafe(err)
	}
	return s.printPerson(c, kit)
}

// checkPerson prints what a person lacks; without a name, whoever asks.
func (s *session) checkPerson(c *cli.Context) (err error) {
	var p *person
	if c.Args().Present() {
		p, err = s.person(c, opening{readOnly: true})
	} else {
		p, err = s.whoAsks(c)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	kit, err := kind.KitOf(c.Context, p.wish, p.cloud, p.name)
	if err != nil {
		return unsafe(err)
	}
	if err := s.printPerson(c, kit); err != nil {
		return err
	}
	if len(kit.Missing()) > 0 {
		return silent(codeCredentials)
	}
	return nil
}

// whoAsks is the person whose credentials these are.
func (s *session) whoAsks(c *cli.Context) (*person, error) {
	f, err := s.open(c, opening{readOnly: true})
	if err != nil {
		return nil, err
	}
	_, user, ok := strings.Cut(f.cloud.Caller, ":user/")
	name := user[strings.LastIndexByte(user, '/')+1:]
	if _, known := f.org.Users[name]; !ok || !known {
		return nil, errors.Join(usageError("%s is nobody of %s: name whom to check", f.cloud.Caller, f.org.Path()), f.close())
	}
	return &person{f, name}, nil
}

func (s *session) printPerson(c *cli.Context, kit kind.Kit) error {
	r := rollOf(kit)
	if s.asJSON {
		return view.JSON(s.Out, r)
	}
	return view.EnrolledText(s.Out, r.People[0], s.style(s.Out, c))
}

// rollOf is what is shown of people.
func rollOf(all ...kind.Kit) view.Roll {
	r := view.Roll{Format: view.RollFormat}
	for _, s := range all {
		e := view.Enrolled{Name: s.Name, User: !s.Absent, Missing: s.Missing(), Password: s.Password}
		for _, d := range s.Devices {
			e.Devices = append(e.Devices, view.Proof{Serial: d.Serial, Sort: d.Sort, Codes: d.Codes(), Since: d.Since})
		}
		for _, k := range s.Keys {
			e.Keys = append(e.Keys, view.Held{ID: k.ID, Active: k.Active, Since: k.Made})
		}
		r.People = append(r.People, e)
	}
	return r
}

// unsafe makes a refusal of what package kind refuses.
func unsafe(err error) error {
	why := new(kind.Refused)
	if !errors.As(err, &why) {
		return err
	}
	return refused(why.Number, "%w", err).hint("%s", why.Todo)
}

// watched refuses what shows a secret where nobody watches, or where something
// else than a terminal would catch it; nil is that it may be shown.
func (s *session) watched(what string) *exit {
	if s.InTerminal && s.ErrTerminal {
		return nil
	}
	return usageError("%s shows a secret at a terminal, and standard input or standard error is none", what)
}

// told prints a line for whoever sits there: not a result, and no secret.
func (s *session) told(format string, args ...any) {
	fmt.Fprintln(s.Err, view.Escape(fmt.Sprintf(format, args...)))
}
