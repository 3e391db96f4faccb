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
			"folder that only you can read. No password and no secret is in it.",
		flags: []cli.Flag{
			&cli.StringFlag{Name: "out", Aliases: []string{"o"}, Usage: "the folder `DIR`, new or empty (default: ORGANIZATION-NAME)"},
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
	p, err := s.person(c, opening{readOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	dir := cmp.Or(c.String("out"), p.org.Organization.Name+"-"+p.name)
	if err := packable(dir); err != nil {
		return err
	}
	who, err := p.handout(s, c)
	if err != nil {
		return err
	}
	if who.Devices, err = p.devices(s, c); err != nil {
		return err
	}
	files, err := pack(who)
	if err != nil {
		return err
	}
	if err := writePack(dir, files); err != nil {
		return err
	}
	for _, f := range files {
		fmt.Fprintln(s.Out, "wrote", view.Escape(filepath.Join(dir, f.name)))
	}
	return nil
}

// pack makes the files of a person's pack.
func pack(who handout.Person) ([]packed, error) {
	var letter, links bytes.Buffer
	config, err := who.Config(handout.AWSConfig, who.Organization)
	if err != nil {
		return nil, err
	}
	if err := drawLinks(&links, who, "html", view.Style{}); err != nil {
		return nil, err
	}
	if err := view.Welcome(&letter, view.Letter{Person: who, Config: packConfig, Links: packLinks}); err != nil {
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
// is nothing of it.
func writePack(dir string, files []packed) (err error) {
	switch made := os.Mkdir(dir, 0o700); {
	case errors.Is(made, fs.ErrExist):
	case made != nil:
		return fmt.Errorf("make the folder: %w", made)
	default:
		defer func() {
			if err != nil {
				err = errors.Join(err, os.Remove(dir))
			}
		}()
	}
	folder, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("open the folder: %w", err)
	}
	defer folder.Close()
	if err := folder.Chmod(".", 0o700); err != nil {
		return fmt.Errorf("keep the folder %s from others: %w", dir, err)
	}
	for i, f := range files {
		if err := writeNew(folder, f.name, f.text, 0o600); err != nil {
			return errors.Join(fmt.Errorf("write %s: %w", filepath.Join(dir, f.name), err), unwrite(folder, files[:i]))
		}
	}
	return nil
}

// unwrite removes files again, the last one first.
func unwrite(folder *os.Root, files []packed) error {
	var err error
	for _, f := range slices.Backward(files) {
		err = errors.Join(err, folder.Remove(f.name))
	}
	return err
}
