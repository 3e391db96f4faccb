package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	raw "unsafe"
)

// A terminal is a pseudo-terminal of the system: what the program meets, and
// what somebody who looks at it sees.
type terminal struct {
	*os.File             // the program's side
	seen     chan string // once the program has ended: what was written
	master   *os.File
}

// opensTerminal opens one of so many columns.
func opensTerminal(t *testing.T, columns uint16) *terminal {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("there are no pseudo-terminals here: %v", err)
	}
	var number, unlocked uint32
	control(t, master, syscall.TIOCSPTLCK, raw.Pointer(&unlocked))
	control(t, master, syscall.TIOCGPTN, raw.Pointer(&number))
	control(t, master, syscall.TIOCSWINSZ, raw.Pointer(&[4]uint16{24, columns}))
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	p := &terminal{File: slave, master: master, seen: make(chan string, 1)}
	go func() {
		text, err := io.ReadAll(master) // ends with EIO when nobody has the other side open
		if !errors.Is(err, syscall.EIO) {
			t.Errorf("read the terminal: %v", err)
		}
		p.seen <- string(text)
	}()
	t.Cleanup(func() { master.Close() })
	return p
}

func control(t *testing.T, f *os.File, what uintptr, value raw.Pointer) {
	t.Helper()
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), what, uintptr(value)); errno != 0 {
		t.Fatalf("ioctl %#x: %v", what, errno)
	}
}

// looks is all that was written, once the program has ended.
func (p *terminal) looks() string {
	p.Close()
	return <-p.seen
}

// A glance is what stood on the two streams of one run; each was a terminal or
// a pipe.
type glance struct{ out, errs string }

// glances runs apply with each of its streams as it is wanted.
func glances(t *testing.T, s *stage, outIs, errIs bool, settings []string, words ...string) glance {
	t.Helper()
	path, err := built.open()
	s.check(err)
	g := opened(t, s.aws, nil)
	cmd := exec.CommandContext(t.Context(), path, words...)
	cmd.Dir = s.folder
	cmd.Env = slices.Concat([]string{
		"HOME=" + s.folder, "TERM=xterm-256color", "AWS_EC2_METADATA_DISABLED=true",
		"AWS_ENDPOINT_URL=" + g.server.URL, "AWS_ACCESS_KEY_ID=" + s.key, "AWS_SECRET_ACCESS_KEY=" + s.secret,
	}, settings)
	var out, errs spoken
	cmd.Stdout, cmd.Stderr = &out, &errs
	var outAt, errAt *terminal
	if outIs {
		outAt = opensTerminal(t, 80)
		cmd.Stdout = outAt.File
	}
	if errIs {
		errAt = opensTerminal(t, 80)
		cmd.Stderr = errAt.File
	}
	s.check(cmd.Run())
	g.within.Wait()
	seen := glance{out.String(), errs.String()}
	if outIs {
		seen.out = outAt.looks()
	}
	if errIs {
		seen.errs = errAt.looks()
	}
	return seen
}

// Colour is for terminals, and for those that want it; each stream is asked by
// itself. Otherwise there is no escape at all, and the words are the same.
func TestColourOnTerminals(t *testing.T) {
	var all []tale
	for _, tt := range []struct {
		name         string
		outIs, errIs bool
		settings     []string
		flag         string
		out, errs    bool // whether there is colour
	}{
		{"both are terminals", true, true, nil, "", true, true},
		{"stdout is a terminal", true, false, nil, "", true, false},
		{"stderr is a terminal", false, true, nil, "", false, true},
		{"neither is", false, false, nil, "", false, false},
		{"NO_COLOR", true, true, []string{"NO_COLOR=1"}, "", false, false},
		{"an empty NO_COLOR", true, true, []string{"NO_COLOR="}, "", true, true},
		{"TERM=dumb", true, true, []string{"TERM=dumb"}, "", false, false},
		{"--no-color", true, true, nil, "--no-color", false, false},
		{"FORCE_COLOR", false, false, []string{"FORCE_COLOR=1"}, "", true, true},
		{"--no-color and FORCE_COLOR", true, true, []string{"FORCE_COLOR=1"}, "--no-color", false, false},
	} {
		all = append(all, tale{tt.name, func(t *testing.T) {
			words := append([]string{"apply", "--yes"}, strings.Fields(tt.flag)...)
			g := glances(t, staged(t, tiny), tt.outIs, tt.errIs, tt.settings, words...)
			if strings.Contains(g.out, "\x1b") != tt.out || strings.Contains(g.errs, "\x1b") != tt.errs {
				t.Errorf("stdout %q\nstderr %q", g.out, g.errs)
			}
			holds(t, g.out, "PERMANENT", "GRANTS", "Applied in")
			holds(t, g.errs, "master/account/production")
		}})
	}
	tell(t, all...)
}
