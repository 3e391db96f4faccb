package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func open(t *testing.T, dir string) *os.Root {
	t.Helper()
	folder, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { folder.Close() })
	return folder
}

func TestWriteNew(t *testing.T) {
	for _, mask := range []int{0, 0o022, 0o077} {
		old := syscall.Umask(mask)
		dir := t.TempDir()
		folder := open(t, dir)
		for _, mode := range []fs.FileMode{0o600, 0o644} {
			path := filepath.Join(dir, mode.String())
			if err := writeNew(folder, mode.String(), []byte("text"), mode); err != nil {
				t.Error(err)
			}
			if got, err := os.Stat(path); err != nil || got.Mode() != mode || got.Size() != 4 {
				t.Errorf("umask %03o: %v, want %v (%v)", mask, got.Mode(), mode, err)
			}
		}
		syscall.Umask(old)
	}
}

func TestWriteNewTouchesNothing(t *testing.T) {
	dir := t.TempDir()
	there, link, dangling := filepath.Join(dir, "there"), filepath.Join(dir, "link"), filepath.Join(dir, "dangling")
	for _, err := range []error{
		os.WriteFile(there, []byte("mine"), 0o600),
		os.Symlink(there, link),
		os.Symlink(filepath.Join(dir, "nowhere"), dangling),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	folder := open(t, dir)
	for _, name := range []string{"there", "link", "dangling"} {
		if err := writeNew(folder, name, []byte("text"), 0o600); !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if text, err := os.ReadFile(there); err != nil || string(text) != "mine" {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := os.Lstat(filepath.Join(dir, "nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a link was followed")
	}
	if err := writeNew(folder, "no/where", nil, 0o600); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}
