package main

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// A heard is one line of events, as a program reads it.
type heard struct {
	Format, Event, Outcome, Error, Code, Address string
	Hints                                        []string
	Exit, Ended, Total                           int
	Seconds                                      float64
	Plan                                         *struct{ Sum string }
	Record                                       *report
}

// events holds every line of a standard output to the schema, the first and
// the last to what they must be, and gives them.
func events(t *testing.T, out string) []heard {
	t.Helper()
	var all []heard
	for text := range strings.Lines(out) {
		validates(t, "events", text)
		var h heard
		if err := json.Unmarshal([]byte(text), &h); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		all = append(all, h)
	}
	if len(all) < 2 || !strings.HasPrefix(out, `{"format":"orgwright/events/1","event":"opened",`) {
		t.Fatalf("no events: %q", out)
	}
	for i, h := range all {
		if (h.Event == "opened") != (i == 0) || (h.Event == "closed") != (i == len(all)-1) {
			t.Errorf("line %d of %d is %s", i, len(all), h.Event)
		}
	}
	return all
}

// of are the events of one sort.
func of(all []heard, event string) (some []heard) {
	for _, h := range all {
		if h.Event == event {
			some = append(some, h)
		}
	}
	return some
}

// An apply for a program: a line for each thing that happens, on standard
// output alone, and at last the record, as --report writes it.
func TestApplyTellsPrograms(t *testing.T) {
	s := staged(t, tiny)
	e, g := s.run(nil, "apply", "--yes", "--format", "json", "--report", "record.json")
	e.must(t, codeDone)
	all := events(t, e.out)
	planned, begun, done := of(all, "planned"), of(all, "begun"), of(all, "done")
	if len(planned) != 1 || len(begun) == 0 || len(begun) != len(done) || done[len(done)-1].Ended != done[0].Total {
		t.Fatalf("%d plans, %d begun, %d done", len(planned), len(begun), len(done))
	}
	for _, h := range done {
		if !slices.ContainsFunc(begun, func(b heard) bool { return b.Address == h.Address && b.Seconds == 0 }) {
			t.Errorf("%s was never begun", h.Address)
		}
	}
	if people := of(all, "person"); len(people) != 1 || people[0].Address != "master/mfa/alice" {
		t.Errorf("a person must do %v", people)
	}
	last := all[len(all)-1]
	if last.Outcome != "applied" || last.Exit != codeDone || last.Record == nil || len(last.Record.Done) != len(done) || last.Record.Plan != planned[0].Plan.Sum {
		t.Errorf("it ends with %+v", last)
	}
	text, err := os.ReadFile(filepath.Join(s.folder, "record.json"))
	s.check(err)
	var written report
	s.check(json.Unmarshal(text, &written))
	if want, got := asJSON(t, written), asJSON(t, *last.Record); got != want {
		t.Errorf("the last line's record is\n%s\nand that of --report\n%s", got, want)
	}
	lacks(t, e.out+e.errs, s.secret)
	if g.count() == 0 {
		t.Error("nobody was asked")
	}
	e, _ = s.run(nil, "apply", "--yes", "--format", "json")
	if last := lastOf(t, e.must(t, codeDone).out); last.Outcome != "nothing to do" || last.Record == nil {
		t.Errorf("with nothing to do it ends with %+v", last)
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func lastOf(t *testing.T, out string) heard {
	t.Helper()
	all := events(t, out)
	return all[len(all)-1]
}

// What fails, and what waits for it, is in the lines; the exit code too.
func TestEventsOfAFailure(t *testing.T) {
	s := staged(t, tiny)
	e, _ := s.run(func(c *crossing) {
		if c.op == "iam:AttachRolePolicy" {
			c.refuse(403, "AccessDenied")
		}
	}, "apply", "--yes", "--format", "json")
	all := events(t, e.must(t, codePartial).out)
	failed := of(all, "failed")
	if len(failed) != 1 || failed[0].Address != "production/grant/operations/AdministratorAccess" || !strings.Contains(failed[0].Error, "AccessDenied: the gate says so") {
		t.Errorf("failed: %+v", failed)
	}
	last := all[len(all)-1]
	if last.Outcome != "stopped half-way" || last.Exit != codePartial || len(last.Record.Failed) != 1 {
		t.Errorf("it ends with %+v", last)
	}
}

// Interrupted once, the lines say what is still on its way, and how it ended.
func TestEventsOfAnInterruption(t *testing.T) {
	for _, twice := range []bool{false, true} {
		s := staged(t, tiny)
		there, on := make(chan bool), make(chan bool)
		g := opened(t, s.aws, held("organizations:AttachPolicy", there, on))
		l := s.start(g, "apply", "--yes", "--format", "json")
		<-there
		l.interrupt()
		l.says("stopping after")
		if twice {
			l.interrupt()
			l.wait()
		}
		close(on)
		all := events(t, l.wait().must(t, codeInterrupted).out)
		g.within.Wait()
		what := map[bool]string{false: "done", true: "unknown"}[twice]
		if came := of(all, what); len(of(all, "stopping")) != 1 || len(came) == 0 || came[len(came)-1].Address != "master/attachment/no-leaving@/production" {
			t.Errorf("twice %v: %+v", twice, came)
		}
		if last := all[len(all)-1]; last.Exit != codeInterrupted || last.Outcome != "stopped half-way" || len(last.Record.NotStarted) == 0 {
			t.Errorf("twice %v: it ends with %+v", twice, last)
		}
	}
}

// A run that never gets to a change says why in its last line, before any call
// where that can be known.
func TestEventsOfWhatIsRefused(t *testing.T) {
	folder := t.TempDir()
	document := filepath.Join(folder, "org.yaml")
	if err := os.WriteFile(document, []byte(tiny+"paused: audit\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		words   string
		code    int
		outcome string
		number  string
		says    string
	}{
		{"--format json", codeUsage, "failed", "", "--format json asks nothing: it needs --yes, or a saved PLAN"},
		{"--format json --yes --no-such-flag", codeUsage, "failed", "", "unknown flag --no-such-flag"},
		{"--format json --yes --max-deletes many", codeUsage, "failed", "", "many"},
		{"--format json --yes -f nowhere.yaml", codeError, "failed", "", "there is no nowhere.yaml"},
		{"--format json --yes -f ../../schema/testdata/broken/users.txtar", codeError, "failed", "", ""},
		{"--format json --yes --close production", codeUsage, "failed", "", "nobody can be asked here"},
		{"--format json nowhere.json", codeError, "failed", "", "read the plan"},
		{"--format json --yes", codeRefused, "refused", "ORG329", "the plan breaks 1 safety rule"},
	} {
		s, out, errs := trial("")
		s.Now, s.InTerminal = time.Now, true // a terminal is not asked either
		code := s.run(t.Context(), append([]string{"apply", "-f", document, "--sandbox", filepath.Join(folder, "world.json")}, strings.Fields(tt.words)...))
		last := lastOf(t, out.String())
		if code != tt.code || last.Exit != code || last.Outcome != tt.outcome || last.Code != tt.number || !strings.Contains(last.Error, tt.says) || last.Record != nil {
			t.Errorf("%s: exit %d, %+v\n%s", tt.words, code, last, errs)
		}
		if strings.Contains(tt.words, "-f ../") && !strings.Contains(out.String(), `"problems":[{`) {
			t.Errorf("%s: no problem is told: %s", tt.words, out)
		}
	}
}

// A lost standard output is an error of the run.
func TestLostEventsAreAnError(t *testing.T) {
	s, _, errs := trial("")
	s.Out = fullDisk{}
	if code := s.run(t.Context(), []string{"apply", "--format", "json", "--yes", "-f", "nowhere.yaml"}); code != codeError || !strings.Contains(errs.String(), "short write") {
		t.Errorf("exit %d: %s", code, errs)
	}
}

// Whoever reads goes away: before the plan was read nothing is done, and after
// it all of it, and the lock is given back.
func TestAReaderGoesAway(t *testing.T) {
	for lines, want := range map[int]bool{0: false, 3: true} {
		s := staged(t, tiny)
		reader, writer, err := os.Pipe()
		s.check(err)
		g := opened(t, s.aws, nil)
		path, err := built.open()
		s.check(err)
		cmd := exec.CommandContext(t.Context(), path, "apply", "--yes", "--format", "json")
		var errs spoken
		cmd.Dir, cmd.Stdout, cmd.Stderr = s.folder, writer, &errs
		cmd.Env = []string{
			"HOME=" + s.folder, "AWS_EC2_METADATA_DISABLED=true",
			"AWS_ENDPOINT_URL=" + g.server.URL, "AWS_ACCESS_KEY_ID=" + s.key, "AWS_SECRET_ACCESS_KEY=" + s.secret,
		}
		if lines == 0 {
			s.check(reader.Close())
		}
		s.check(cmd.Start())
		s.check(writer.Close())
		if in := bufio.NewReaderSize(reader, 16); lines > 0 {
			for range lines {
				_, err := in.ReadString('\n')
				s.check(err)
			}
			s.check(reader.Close())
		}
		_ = cmd.Wait() // the code is looked at
		g.within.Wait()
		if code := cmd.ProcessState.ExitCode(); want && (code != codeError || !strings.Contains(errs.String(), "broken pipe")) || s.locked() {
			t.Errorf("after %d lines: exit %d, lock %v\n%s", lines, code, s.locked(), errs.String())
		}
		if there := s.still().Organization != nil; there != want {
			t.Errorf("after %d lines there is an organization: %v", lines, there)
		}
		if want {
			census, _ := undisturbed(t, tiny)
			s.converged(census)
		}
	}
}
