package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/handout"
	"github.com/orgwright/orgwright/engine/view"
)

func userPackCommand() *command {
	return &command{
		name: "pack", does: "a folder with all that a person is given", run: userPack,
		args: "NAME", min: 1, max: 1, names: completer{"": everybody},
		examples: []string{"orgwright user pack alice", "orgwright user pack alice -o /media/stick/alice"},
		about: "Writes a README in plain words, the profiles and the page of links into a new\n" +
			"folder that only you can read. No password is in it. --key makes the person's\n" +
			"access key too, encrypted as by user key; without a terminal it needs -o.",
		flags: []cli.Flag{
			&cli.StringFlag{Name: "out", Aliases: []string{"o"}, Usage: "the folder `DIR`, new or empty (default: ORGANIZATION-NAME)"},
			&cli.BoolFlag{Name: "key", Usage: "make the person's access key too, encrypted to their key_recipient"},
		},
	}
}

// A packed is one file of a pack.
type packed struct {
	name string
	text []byte
}

// The files of a pack.
const (
	packConfig = "aws-config"
	packLinks  = "links.html"
)

func userPack(s *session, c *cli.Context) (err error) {
	key := c.Bool("key")
	if key && !s.InTerminal && !c.IsSet("out") {
		return usageError("keys are not made where nobody sits: standard input is no terminal").
			hint("-o DIR makes one all the same, encrypted to users.NAME.key_recipient")
	}
	p, err := s.person(c, opening{readOnly: !key})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	dir := cmp.Or(c.String("out"), p.org.Organization.Name+"-"+p.name)
	if err := packable(dir); err != nil {
		return err
	}
	files, err := s.pack(c, p)
	if err != nil {
		return err
	}
	undo, err := writePack(dir, files)
	if err != nil {
		return err
	}
	if key {
		path := filepath.Join(dir, p.keyName())
		if err := s.giveKey(c, p, path); err != nil {
			if _, gone := os.Lstat(path); gone != nil {
				return errors.Join(err, undo())
			}
			return err // it is there, and the rest with it
		}
	}
	for _, f := range files {
		fmt.Fprintln(s.Out, "wrote", view.Escape(filepath.Join(dir, f.name)))
	}
	return nil
}

// pack makes the files of a person's pack, all but the key.
func (s *session) pack(c *cli.Context, p *person) ([]packed, error) {
	letter := view.Letter{Config: packConfig, Links: packLinks}
	if c.Bool("key") {
		if _, err := p.recipient(); err != nil {
			return nil, err
		}
		letter.Key = p.keyName()
		letter.Open = "(umask 077; mkdir -p ~/.aws; age -d -i " + identity(p.org.Users[p.name].KeyRecipient) + " " + shellWord(letter.Key) + " >> ~/.aws/credentials)"
	}
	who, err := p.handout(s, c)
	if err != nil {
		return nil, err
	}
	if who.Devices, err = p.devices(s, c); err != nil {
		return nil, err
	}
	letter.Person = who
	return papers(who, letter)
}

// identity is where the private key of a public one usually is.
func identity(recipient string) string {
	switch sort, _, _ := strings.Cut(recipient, " "); sort {
	case "ssh-ed25519":
		return "~/.ssh/id_ed25519"
	case "ssh-rsa":
		return "~/.ssh/id_rsa"
	}
	return "key.txt" // as age's own pages call it
}

// papers are a pack's files as they are written.
func papers(who handout.Person, l view.Letter) ([]packed, error) {
	var letter, links bytes.Buffer
	config, err := who.Config(handout.AWSConfig, who.Organization)
	if err != nil {
		return nil, err
	}
	if err := drawLinks(&links, who, "html", view.Style{}); err != nil {
		return nil, err
	}
	if err := view.Welcome(&letter, l); err != nil {
		return nil, err
	}
	return []packed{{"README.md", letter.Bytes()}, {packConfig, []byte(config)}, {packLinks, links.Bytes()}}, nil
}

// packable refuses a place that holds something already.
func packable(dir string) error {
	info, err := os.Lstat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.IsDir():
		return refused("ORG334", "%s is there and is no folder, nothing was written", dir).hint("name a new folder with -o")
	}
	inside, err := os.ReadDir(dir)
	if err == nil && len(inside) > 0 {
		return refused("ORG334", "the folder %s is not empty, nothing was written", dir).hint("name a new folder with -o")
	}
	return err
}

// writePack writes the files into a folder of mode 0700. After an error there
// is nothing of it; undo has the same effect later.
func writePack(dir string, files []packed) (undo func() error, err error) {
	made := os.Mkdir(dir, 0o700)
	if made != nil && !errors.Is(made, fs.ErrExist) {
		return nil, fmt.Errorf("make the folder: %w", made)
	}
	written := 0
	undo = func() error {
		var err error
		for _, f := range slices.Backward(files[:written]) {
			err = errors.Join(err, os.Remove(filepath.Join(dir, f.name)))
		}
		if made == nil {
			err = errors.Join(err, os.Remove(dir))
		}
		return err
	}
	folder, err := os.OpenRoot(dir)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the folder: %w", err), undo())
	}
	defer folder.Close()
	if err := folder.Chmod(".", 0o700); err != nil {
		return nil, errors.Join(fmt.Errorf("keep the folder %s from others: %w", dir, err), undo())
	}
	for _, f := range files {
		if err := writeNew(folder, f.name, f.text, 0o600); err != nil {
			return nil, errors.Join(fmt.Errorf("write %s: %w", filepath.Join(dir, f.name), err), undo())
		}
		written++
	}
	return undo, nil
}
