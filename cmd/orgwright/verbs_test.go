package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// verbs are the words that stories have beside testscript's own.
func verbs() map[string]func(*testscript.TestScript, bool, []string) {
	all := map[string]func(*testscript.TestScript, bool, []string){
		"exits":     exits,
		"export":    export,
		"calls":     callsStory,
		"lock":      lockStory,
		"serve":     serveStory,
		"interrupt": interruptStory,
	}
	maps.Copy(all, fileVerbs())
	return all
}

// exits runs a command and holds it to an exact exit code:
//
//	exits 64 orgwright validate --no-such-flag
//
// Its output is for stdout, stderr and cmp, as with exec.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if code := codeOf(ts, ts.Exec(args[1], args[2:]...)); code != want {
		ts.Fatalf("exit %d, want %d", code, want)
	}
}

func codeOf(ts *testscript.TestScript, err error) int {
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return ended.ExitCode()
	}
	ts.Check(err)
	return codeDone
}

// export runs the program and takes over the variables that it exports, as
// eval does in a shell:
//
//	export orgwright sandbox account 111111111111
func export(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: export COMMAND [ARG...]")
	}
	ts.Check(ts.Exec(args[0], args[1:]...))
	exported(ts, ts.ReadFile("stdout"))
}

func exported(ts *testscript.TestScript, line string) {
	words, ok := strings.CutPrefix(strings.TrimSpace(line), "export ")
	if !ok {
		ts.Fatalf("%q exports nothing", line)
	}
	for word := range strings.FieldsSeq(words) {
		name, value, _ := strings.Cut(word, "=")
		ts.Setenv(name, strings.Trim(value, "'"))
	}
}

// serverKey is where a story keeps its server.
type serverKey struct{}

// serveStory starts sandbox serve; the story goes on against that server:
//
//	serve --state world.json
func serveStory(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: serve [ARG...]")
	}
	cmd := exec.Command(program, append([]string{"sandbox", "serve"}, args...)...)
	cmd.Dir = ts.MkAbs(".")
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	ts.Defer(func() {
		if cmd.ProcessState == nil {
			_ = cmd.Process.Kill() // the story failed before it could
			_ = cmd.Wait()
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	ts.Check(err)
	exported(ts, line)
	ts.Value(serverKey{}).(*server).cmd = cmd
}

// A server is what serve started, and interrupt stops.
type server struct{ cmd *exec.Cmd }

// interruptStory stops the story's server as Ctrl-C does, and has it end well.
func interruptStory(ts *testscript.TestScript, neg bool, _ []string) {
	cmd := ts.Value(serverKey{}).(*server).cmd
	if neg || cmd == nil {
		ts.Fatalf("nothing serves")
	}
	ts.Check(cmd.Process.Signal(os.Interrupt))
	if code := codeOf(ts, cmd.Wait()); code != codeDone {
		ts.Fatalf("serve: exit %d", code)
	}
}

// callsStory holds how many requests the story's server has had:
//
//	calls 1
func callsStory(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: calls N")
	}
	answer, err := http.Get(ts.Getenv("AWS_ENDPOINT_URL") + "/_sandbox/calls")
	ts.Check(err)
	defer answer.Body.Close()
	var counts map[string]int
	ts.Check(json.NewDecoder(answer.Body).Decode(&counts))
	sum := 0
	for _, n := range counts {
		sum += n
	}
	if strconv.Itoa(sum) != args[0] {
		ts.Fatalf("%d calls %v, want %s", sum, counts, args[0])
	}
}
