package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// file reads a policy file that the document names at a path, and keeps it as
// JSON.
func (c *check) file(name string, at []string) {
	if formats["policy-file"].wrong(name) != "" || c.org.files[name] != nil {
		return // the name was found wrong already, or the file read
	}
	src, err := below(c.files, name)
	if err != nil {
		c.bad("ORG140", at, "policy file %s: %s", quoted(name), err)
		return
	}
	in := newSource(path.Join(path.Dir(c.org.Path()), name), string(src))
	doc, found := in.policy(path.Ext(name))
	if c.org.source != nil {
		c.org.source.notes = append(c.org.source.notes, in.notes...)
	}
	if found != nil {
		c.found = append(c.found, found...)
		return
	}
	c.org.files[name] = doc
}

// below reads a file that must be a plain one below the folder of org.yaml.
func below(files fs.FS, name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, errors.New("want a path below the folder of org.yaml, with neither . nor .. in it")
	}
	if files == nil {
		return nil, errors.New("there is no folder to read it from")
	}
	about, err := fs.Stat(files, name)
	if err != nil {
		return nil, reason(err)
	}
	if !about.Mode().IsRegular() {
		return nil, errors.New("it is not a plain file")
	}
	f, err := files.Open(name)
	if err != nil {
		return nil, reason(err)
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil {
		return nil, reason(err)
	}
	return src, nil
}

// reason is an error of the file system without the path, which the message
// has already.
func reason(err error) error {
	var at *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("there is no such file")
	case errors.As(err, &at):
		return at.Err
	}
	return err
}

// policy is the document of a policy file as JSON.
func (s *source) policy(ext string) ([]byte, Problems) {
	if ext == ".json" {
		if found := s.before(); found != nil {
			return nil, found
		}
		return s.json()
	}
	body, found := s.tree()
	if found != nil {
		return nil, found
	}
	if isScalar(body) || called(body) == "a list" {
		return nil, Problems{s.problem("ORG141", spot{1, 1}, "a policy document is a mapping")}
	}
	w := &jsonWriter{decoder: decoder{source: s}}
	w.node(body, s.root)
	if len(w.found) > 0 {
		return nil, w.found
	}
	return w.out.Bytes(), nil
}

// json checks that the text is one JSON object in which no key is twice, and
// answers it without white space.
func (s *source) json() ([]byte, Problems) {
	d := json.NewDecoder(strings.NewReader(s.text))
	if err := object(d, 0); err != nil {
		return nil, s.jsonProblem(d, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, s.jsonProblem(d, errors.New("something follows the document"))
	}
	if found := s.jsonMarks(); found != nil {
		return nil, found
	}
	var out bytes.Buffer
	if err := json.Compact(&out, []byte(s.text)); err != nil {
		return nil, s.jsonProblem(d, err)
	}
	return out.Bytes(), nil
}

// jsonProblem is an error of JSON at the place where reading stopped.
func (s *source) jsonProblem(d *json.Decoder, err error) Problems {
	offset := d.InputOffset()
	if bad := new(json.SyntaxError); errors.As(err, &bad) {
		offset = max(bad.Offset-1, 0)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		offset, err = int64(len(s.text)), errors.New("the document ends too soon")
	}
	return Problems{s.problem("ORG141", s.at(int(offset)), "%s", strings.TrimPrefix(err.Error(), "json: "))}
}

// object reads an object of JSON, which must be next.
func object(d *json.Decoder, depth int) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	if t != json.Delim('{') {
		return errors.New("a policy document is a JSON object")
	}
	return members(d, depth+1)
}

// members reads the rest of an object whose brace is read.
func members(d *json.Decoder, depth int) error {
	seen := map[string]bool{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		if seen[name] {
			return fmt.Errorf("key %s is there twice", quoted(name))
		}
		seen[name] = true
		if err := anyValue(d, depth); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

// anyValue reads one value of JSON.
func anyValue(d *json.Decoder, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("nested deeper than %d", maxDepth)
	}
	t, err := d.Token()
	if err != nil {
		return err
	}
	switch t {
	case json.Delim('{'):
		return members(d, depth+1)
	case json.Delim('['):
		for d.More() {
			if err := anyValue(d, depth+1); err != nil {
				return err
			}
		}
		_, err = d.Token()
	}
	return err
}
