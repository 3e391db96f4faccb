package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A keyFile is a new file that one access key is delivered in. Until it is whole
// it has another name beside, and what a run that died has left there is worth
// nothing.
type keyFile struct {
	folder     *os.Root
	name, part string
	path       string // absolute
	f          *os.File
}

// newKeyFile opens a file for its owner alone. That the name is free, and that
// the folder can be written in, is found out here.
func newKeyFile(path string) (*keyFile, error) {
	at, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", path, err)
	}
	folder, err := os.OpenRoot(filepath.Dir(at))
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", path, err)
	}
	k := &keyFile{folder: folder, name: filepath.Base(at), path: at}
	k.part = "." + k.name + "." + strconv.Itoa(os.Getpid()) + ".part"
	k.sweep()
	k.f, err = folder.OpenFile(k.part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("write %s: %w", path, err), folder.Close())
	}
	return k, nil
}

// there reports whether the file has been delivered, by this run or another.
func (k *keyFile) there() (bool, error) {
	_, err := k.folder.Lstat(k.name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// free refuses a name that something has.
func (k *keyFile) free() error {
	there, err := k.there()
	if err == nil && there {
		return refused("ORG365", "%s is there already: no key was made", k.path).hint("--to FILE names another")
	}
	return err
}

// sweep removes what runs that died have left.
func (k *keyFile) sweep() {
	all, err := fs.ReadDir(k.folder.FS(), ".")
	if err != nil {
		return // then it stays: it is encrypted, and to no use
	}
	for _, e := range all {
		middle, begins := strings.CutPrefix(e.Name(), "."+k.name+".")
		process, ends := strings.CutSuffix(middle, ".part")
		if n, err := strconv.Atoi(process); begins && ends && err == nil && (n == os.Getpid() || !alive(n)) {
			_ = k.folder.Remove(e.Name()) // the next run tries again
		}
	}
}

// deliver writes the file and gives it its name, unless something has it.
func (k *keyFile) deliver(data []byte) error {
	_, err := k.f.Write(data)
	err = errors.Join(err, k.f.Chmod(0o600), k.f.Sync())
	if err != nil {
		return fmt.Errorf("write %s: %w", k.path, err)
	}
	err = k.folder.Link(k.part, k.name)
	if err != nil && !errors.Is(err, fs.ErrExist) { // a file system without links
		var there bool
		if there, err = k.there(); err == nil && !there {
			err = k.folder.Rename(k.part, k.name)
		}
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", k.path, err)
	}
	return nil
}

// close ends it. What was not delivered is gone.
func (k *keyFile) close() error {
	err := k.f.Close()
	if gone := k.folder.Remove(k.part); !errors.Is(gone, fs.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return errors.Join(err, k.folder.Close())
}
