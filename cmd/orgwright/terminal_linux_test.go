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
	"time"
	raw "unsafe"
)

// A terminal is a pseudo-terminal of the system: what the program meets, and
// what somebody who looks at it sees.
type terminal struct {
	*os.File // the program's side
	master   *os.File
	seen     spoken
	ended    chan struct{} // closed when nobody has the program's side open any more
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
	p := &terminal{File: slave, master: master, ended: make(chan struct{})}
	go func() {
		defer close(p.ended)
		if _, err := io.Copy(&p.seen, master); !errors.Is(err, syscall.EIO) { // EIO: nobody has the other side open
			t.Errorf("read the terminal: %v", err)
		}
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
	<-p.ended
	return p.seen.String()
}

// shows waits until something stands there.
func (p *terminal) shows(t *testing.T, words string) {
	t.Helper()
	for began := time.Now(); !strings.Contains(p.seen.String(), words); time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > 30*time.Second {
			t.Fatalf("never showed %q, but\n%s", words, p.seen.String())
		}
	}
}

// Only yes, typed at a real terminal, is taken as yes: anything else changes
// nothing.
func TestOnlyYesAtATerminal(t *testing.T) {
	var all []tale
	for _, tt := range []struct {
		typed string
		code  int
	}{{"y", codeRefused}, {"Y", codeRefused}, {"YES", codeRefused}, {"Yes", codeRefused}, {"", codeRefused}, {"yes please", codeRefused}, {"yes", codeDone}} {
		all = append(all, tale{"typed " + tt.typed, func(t *testing.T) {
			s := staged(t, tiny)
			g := opened(t, s.aws, nil)
			p := opensTerminal(t, 80)
			cmd := s.command(g, nil, "apply")
			cmd.Stdin, cmd.Stdout, cmd.Stderr = p.File, p.File, p.File
			s.check(cmd.Start())
			p.shows(t, "Only yes is taken as yes: ")
			if len(s.world.Writes()) > 0 {
				t.Error("it wrote before it asked")
			}
			_, err := p.master.WriteString(tt.typed + "\n")
			s.check(err)
			_ = cmd.Wait() // the code is looked at
			g.within.Wait()
			seen := p.looks()
			if code := cmd.ProcessState.ExitCode(); code != tt.code || (len(s.world.Writes()) > 0) != (tt.code == codeDone) {
				t.Errorf("%q: exit %d, %d writes\n%s", tt.typed, code, len(s.world.Writes()), seen)
			}
			if tt.code == codeRefused {
				holds(t, seen, "not confirmed, nothing was changed [ORG323]")
			}
		}})
	}
	tell(t, all...)
}

// command is the program in the stage's folder, behind a gate, as somebody at a
// terminal calls it.
func (s *stage) command(g *gate, settings []string, words ...string) *exec.Cmd {
	path, err := built.open()
	s.check(err)
	cmd := exec.CommandContext(s.Context(), path, words...)
	cmd.Dir = s.folder
	cmd.Env = slices.Concat([]string{
		"HOME=" + s.folder, "TERM=xterm-256color", "AWS_EC2_METADATA_DISABLED=true",
		"AWS_ENDPOINT_URL=" + g.server.URL, "AWS_ACCESS_KEY_ID=" + s.key, "AWS_SECRET_ACCESS_KEY=" + s.secret,
	}, settings)
	return cmd
}
