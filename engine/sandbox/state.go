package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// A file is where a world is kept, and what was last written there.
type file struct {
	path  string // "" is nowhere
	saved []byte
	dirty bool // something may have changed since saved
	timer *time.Timer
	err   error // of a save that was put off: told by the next one

	accounts map[string][]byte // as encoded, but for those touched since
	log      []byte            // the first logged entries, as encoded
	logged   int
}

// Open is the world of a state file; a missing file is an empty world. Close it.
func Open(path string, options Options) (*World, error) {
	w := &World{}
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("opening the sandbox: %w", err)
	}
	if err == nil {
		if err := json.Unmarshal(text, w); err != nil {
			return nil, fmt.Errorf("reading the sandbox %s: %w", path, err)
		}
	}
	w.begin(options)
	w.file = file{path: path, saved: text}
	return w, nil
}

// Close saves what is not saved yet.
func (w *World) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.file.timer != nil {
		w.file.timer.Stop()
		w.file.timer = nil
	}
	if !w.file.dirty {
		return w.file.err
	}
	return errors.Join(w.file.err, w.write())
}

// save saves the world now, or soon where Options.SaveEvery lets it wait.
func (w *World) save() error {
	if w.file.path == "" {
		return nil
	}
	w.file.dirty = true
	if w.options.SaveEvery == 0 {
		return w.write()
	}
	if w.file.timer == nil {
		w.file.timer = time.AfterFunc(w.options.SaveEvery, w.saveLate)
	}
	err := w.file.err
	w.file.err = nil
	return err
}

func (w *World) saveLate() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.file.timer == nil {
		return // closed meanwhile
	}
	w.file.timer = nil
	if w.file.dirty {
		w.file.err = w.write()
	}
}

// write replaces the state file, in one step and only when there is something new.
func (w *World) write() error {
	if w.file.path == "" {
		return nil
	}
	text, err := w.encode()
	if err != nil {
		return fmt.Errorf("saving the sandbox: %w", err)
	}
	if !bytes.Equal(text, w.file.saved) {
		if err := replace(w.file.path, text); err != nil {
			return fmt.Errorf("saving the sandbox: %w", err)
		}
	}
	w.file.saved, w.file.dirty = text, false
	return nil
}

// touch tells that accounts may be about to change.
func (w *World) touch(ids ...string) {
	for _, id := range ids {
		delete(w.file.accounts, id)
	}
}

// encode is the state as json.Marshal would have it. What has not been touched is
// not encoded again: a write costs as much as its account, not as the world.
func (w *World) encode() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(`{"Accounts":{`)
	for i, id := range keys(w.Accounts) {
		text, err := w.encodeAccount(id)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(quoted(id) + ":")
		b.Write(text)
	}
	head, err := json.Marshal(struct {
		Organization *Organization `json:",omitempty"`
		Serial       int
		Traps        []*Trap   `json:",omitempty"`
		Unseen       []*Unseen `json:",omitempty"`
		Mail         []Letter  `json:",omitempty"`
	}{w.Organization, w.Serial, w.Traps, w.Unseen, w.Mail})
	if err != nil {
		return nil, err
	}
	b.WriteString("}," + string(head[1:len(head)-1]) + `,"Log":`)
	if err := w.encodeLog(&b); err != nil {
		return nil, err
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func (w *World) encodeAccount(id string) ([]byte, error) {
	if text, known := w.file.accounts[id]; known {
		return text, nil
	}
	text, err := json.Marshal(w.Accounts[id])
	if err != nil {
		return nil, err
	}
	if w.file.accounts == nil {
		w.file.accounts = map[string][]byte{}
	}
	w.file.accounts[id] = text
	return text, nil
}

// encodeLog writes the log, of which only what is new is to be encoded.
func (w *World) encodeLog(b *bytes.Buffer) error {
	if w.Log == nil {
		b.WriteString("null")
		return nil
	}
	for ; w.file.logged < len(w.Log); w.file.logged++ {
		text, err := json.Marshal(w.Log[w.file.logged])
		if err != nil {
			return err
		}
		w.file.log = append(append(w.file.log, text...), ',')
	}
	b.WriteByte('[')
	b.Write(bytes.TrimSuffix(w.file.log, []byte(",")))
	b.WriteByte(']')
	return nil
}

// replace writes a file beside path and renames it, so that a reader, or a crash,
// sees the old text or the new. It holds secrets: nobody else may read it.
func replace(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // 0600
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// Reset forgets everything.
func (w *World) Reset() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.Accounts, w.Organization, w.Serial, w.Log = map[string]*Account{}, nil, 0, nil
	w.Traps, w.Unseen, w.Mail, w.requests = nil, nil, nil, nil
	w.calls, w.buckets = map[string]int{}, map[string]bucket{}
	w.file.accounts, w.file.log, w.file.logged = nil, nil, 0
	return w.save()
}
