package schema

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
)

// Load reads an org.yaml and the policy files that it names, which must lie
// below its folder. An error is a Problems when the document is wrong, and
// something else when it cannot be read at all.
func Load(path string) (*Org, error) {
	src, err := readFile(path)
	if err != nil {
		return nil, err
	}
	below, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("open the folder of %s: %w", path, err)
	}
	defer below.Close()
	return Parse(path, src, below.FS())
}

// readFile reads a file, and no more of it than is needed to see that it is
// too long.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return src, nil
}

// Parse reads the text of an org.yaml, which messages call name. The policy
// files that it names are looked for in files; nil has none. The error, if
// any, is a Problems with all that is wrong.
func Parse(name string, src []byte, files fs.FS) (*Org, error) {
	s := newSource(name, string(src))
	body, found := s.tree()
	if found != nil {
		return nil, found
	}
	org := &Org{source: s, files: map[string][]byte{}}
	d := &decoder{source: s, shapes: map[reflect.Type]*shape{}}
	d.decode(body, org)
	c := &check{org: org, files: files, found: d.found}
	c.all()
	if len(c.found) > 0 {
		return nil, c.found.sorted()
	}
	if org.CI != nil && org.CI.GitHub == nil {
		org.CI = nil // written as nobody: Writes still knows
	}
	sum := sha256.Sum256(src)
	s.sum = hex.EncodeToString(sum[:])
	return org, nil
}

// Path is the name of the file that the document was read from; empty when it
// was made in code.
func (o *Org) Path() string {
	if o.source == nil {
		return ""
	}
	return o.source.name
}

// SHA256 is the checksum of the bytes of the file, in hexadecimal; empty when
// the document was made in code. Policy files are not part of it.
func (o *Org) SHA256() string {
	if o.source == nil {
		return ""
	}
	return o.source.sum
}

// AsProblems are the problems in an error of Load or Parse, if it has any.
func AsProblems(err error) (Problems, bool) {
	var ps Problems
	ok := errors.As(err, &ps)
	return ps, ok
}
