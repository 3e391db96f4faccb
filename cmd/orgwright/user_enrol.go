package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/handout"
	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/view"
)

// An enrolling is a device on its way to a person.
type enrolling struct {
	*session
	*person
	*kind.Enrolment
	c     *cli.Context
	png   string // the file that the QR code goes to; "" is none
	wrote bool   // whether it is there
}

// enrol makes a device for a person and enables it with two codes of theirs.
// Whatever comes in between, the device is deleted again, or it is said to be
// there.
func (s *session) enrol(c *cli.Context) (err error) {
	if !c.Args().Present() {
		return usageError("--enrol wants the NAME of a person")
	}
	png := c.String("png")
	if png == "" {
		if err := s.watched("--enrol"); err != nil {
			return err.hint("--png FILE writes the QR code into a file instead")
		}
	}
	if _, err := os.Lstat(png); png != "" && err == nil {
		return usageError("--png %s: the file is there already", png)
	}
	p, err := s.person(c, opening{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	who, err := kind.FindPerson(c.Context, p.wish, p.cloud, p.name)
	if err != nil {
		return unsafe(err)
	}
	device := p.name
	if c.IsSet("device") {
		device = c.String("device")
	}
	made, err := who.Enrol(c.Context, device)
	if err != nil {
		return unsafe(err)
	}
	for _, serial := range made.Cleared {
		s.told("cleared away what an abandoned enrolment has left: %s", serial)
	}
	e := &enrolling{session: s, person: p, Enrolment: made, c: c, png: png}
	return e.finish()
}

// finish shows the device, asks for codes and enables it. The first interrupt
// ends the asking, and what was made is cleared away.
func (e *enrolling) finish() error {
	soft, done := e.gentle(e.c.Context, e.windingDown)
	defer done()
	err := e.show()
	if err == nil {
		err = e.enable(soft)
	}
	if err != nil {
		if context.Cause(soft) != nil {
			err = &exit{code: codeInterrupted, err: errInterrupted}
		}
		return e.abandon(err)
	}
	fmt.Fprintf(e.Out, "%s has an MFA device: %s\n", e.person.name, e.Serial)
	if e.png != "" {
		e.told("delete %s now: who has it has the device", e.png)
	}
	e.told("who is signed in to the console signs in again, with a code")
	return nil
}

// show hands the secret over: at the terminal, into the file, or both.
func (e *enrolling) show() error {
	account := e.org.Master.Alias
	if account == "" {
		account = e.org.Master.ID
	}
	picture, err := view.NewQR(handout.AppURI(e.person.name, account, e.Seed.Reveal()))
	if err != nil {
		return err
	}
	if e.png != "" {
		if err := writePrivate(e.png, picture.PNG()); err != nil {
			return err
		}
		e.wrote = true
		e.told("the QR code is in %s", e.png)
	}
	if e.watched("--enrol") != nil {
		return nil
	}
	e.told("%s scans this with an authenticator app, or types the secret, shown once:", e.person.name)
	fmt.Fprintln(e.Err, e.Seed.Reveal())
	return picture.Text(e.Err, e.style(e.Err, e.c))
}

// enable asks for two codes until AWS takes them.
func (e *enrolling) enable(ctx context.Context) error {
	for {
		first, err := e.code(ctx, "a code of the app: ", func(code string) error {
			return handout.CheckCode(e.Seed.Reveal(), code, e.session.Now())
		})
		if err != nil {
			return err
		}
		second, err := e.code(ctx, "the next code: ", func(code string) error {
			return handout.CheckNext(e.Seed.Reveal(), first, code, e.session.Now())
		})
		if err != nil {
			return err
		}
		err = e.Enable(e.c.Context, first, second)
		if !errors.Is(err, kind.ErrWrongCodes) {
			return err
		}
		e.told("%s: take two new ones, and see that the telephone sets its clock by itself", err)
	}
}

// code asks until there is a code that is right as far as can be told here. An
// empty line, or the end of the input, gives up.
func (e *enrolling) code(ctx context.Context, prompt string, check func(string) error) (string, error) {
	for {
		code, err := e.line(ctx, prompt)
		if err != nil {
			return "", err
		}
		if code == "" {
			return "", failed(errors.New("no code was given"))
		}
		err = check(code)
		if err == nil {
			return code, nil
		}
		e.told("%s", err)
	}
}

// abandon deletes the device that came to nothing, and its picture. What cannot
// be deleted is named.
func (e *enrolling) abandon(why error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(e.c.Context), time.Minute)
	defer cancel()
	switch err := e.Abandon(ctx); {
	case err == nil:
		e.told("nothing is left of the device")
	case code(err) == "DeleteConflict":
		e.told("%s is enabled, whatever AWS answered", e.Serial)
		return why
	default:
		e.told("%s is left, and not enabled; the next --enrol clears it away: %s", e.Serial, awsText(err))
	}
	if e.wrote {
		return errors.Join(why, os.Remove(e.png))
	}
	return why
}
