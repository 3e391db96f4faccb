package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// A replacement is somebody's file that is to get another text: as it was when
// it was looked at, and where it really is.
type replacement struct {
	path   string // as it was named
	target string // what the path's links lead to
	before []byte // nil where there is no file yet
}

// maxLinked is how many links are followed to a file that is not there.
const maxLinked = 40

// lookAt reads a file that is to be replaced. None is an empty one.
func lookAt(path string) (replacement, error) {
	r := replacement{path: path, target: path}
	var err error
	for range maxLinked {
		to, notLink := os.Readlink(r.target)
		if notLink != nil {
			r.before, err = readWhole(r.target)
			return r, err
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(r.target), to)
		}
		r.target = to
	}
	return r, fmt.Errorf("read %s: it is a link that leads nowhere", path)
}

// readWhole reads a regular file, nil when there is none.
func readWhole(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("read %s: it is no regular file", path)
	}
	return os.ReadFile(path)
}

// backup is where the text of before is kept.
func (r replacement) backup() string { return r.target + ".before-orgwright" }

// put replaces the file by the text, in one step: whoever reads it, and
// whatever goes wrong, sees the old text or the new one. Links to it stay. The
// old text is kept beside it. Both files are their owner's alone to read.
func (r replacement) put(text []byte) error {
	now, err := readWhole(r.target)
	switch {
	case err != nil:
		return err
	case !bytes.Equal(now, r.before):
		return refused("ORG333", "%s has changed in the meantime, nothing was written", r.path).hint("run the same command again")
	}
	if err := os.MkdirAll(filepath.Dir(r.target), 0o700); err != nil {
		return fmt.Errorf("make the folder of %s: %w", r.path, err)
	}
	if r.before != nil {
		if err := swapIn(r.backup(), r.before); err != nil {
			return fmt.Errorf("keep a copy of %s, which was not touched: %w", r.path, err)
		}
	}
	if err := swapIn(r.target, text); err != nil {
		return fmt.Errorf("write %s, which was not touched: %w", r.path, err)
	}
	return nil
}

// swapIn puts a text in a file's place, for its owner alone to read.
func swapIn(path string, text []byte) error { return swapAs(path, text, 0o600) }

// swapAs makes a file of a mode beside path and renames it to it once every
// byte of it is on the disk.
func swapAs(path string, text []byte, mode fs.FileMode) error {
	folder := filepath.Dir(path)
	f, err := os.CreateTemp(folder, "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return syncFolder(folder)
}

// syncFolder has a rename outlive a loss of power, where the system can.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	_ = folder.Sync() // not every file system knows how; the rename is done
	return folder.Close()
}
