package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// tiny has one of everything that a bootstrap makes.
const tiny = `version: 1
organization: {name: tiny, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@tiny.example}
classifications:
  production: {guardrails: [no-leaving]}
accounts:
  production: {email: aws+prod@tiny.example, classification: production}
functions:
  operations: {grants: [{to: "*", managed: [AdministratorAccess]}]}
users:
  alice: {email: alice@tiny.example, functions: [operations]}
`

const (
	stageMaster = "111111111111"
	stageDecoy  = "999999999999" // an account that is none of our business
)

// A stage is a place where lives of the program are played: AWS, a folder with
// org.yaml, an administrator's keys.
type stage struct {
	*testing.T
	aws         http.Handler
	world       *sandbox.World // nil where AWS is not the sandbox
	folder      string
	key, secret string
	decoy       string // how that account looked at first
}

// staged is a sandbox in memory that is served to other processes.
func staged(t *testing.T, document string) *stage {
	t.Helper()
	w := sandbox.New(sandbox.Options{Clock: time.Now, CreateDelay: 50 * time.Millisecond})
	s := &stage{T: t, aws: w, world: w, folder: t.TempDir()}
	admin, err := w.Account(stageMaster, "aws+master@tiny.example")
	s.check(err)
	_, err = w.Account(stageDecoy, "decoy@elsewhere.example")
	s.check(err)
	s.key, s.secret, s.decoy = admin.AccessKeyID, admin.SecretAccessKey, s.look(stageDecoy)
	s.write(document)
	return s
}

func (s *stage) check(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// write writes org.yaml.
func (s *stage) write(document string) {
	s.Helper()
	s.check(os.WriteFile(filepath.Join(s.folder, "org.yaml"), []byte(document), 0o600))
}

// start begins a life behind a gate.
func (s *stage) start(g *gate, words ...string) *life {
	s.Helper()
	return launch(s.T, s.folder, []string{
		"AWS_ENDPOINT_URL=" + g.server.URL, "AWS_ACCESS_KEY_ID=" + s.key, "AWS_SECRET_ACCESS_KEY=" + s.secret,
	}, words...)
}

// run plays a life to its end. All its calls have ended then too.
func (s *stage) run(rule func(*crossing), words ...string) (end, *gate) {
	s.Helper()
	g := opened(s.T, s.aws, rule)
	e := s.start(g, words...).wait()
	g.within.Wait()
	return e, g
}

// apply runs apply with nothing in its way: it must end well.
func (s *stage) apply() end {
	s.Helper()
	e, _ := s.run(nil, "apply", "--yes")
	return e.must(s.T, codeDone)
}

// converged holds that nothing is left to do, and that everything is there as
// after an undisturbed run.
func (s *stage) converged(want string) {
	s.Helper()
	e, _ := s.run(nil, "plan", "--detailed-exitcode")
	e.must(s.T, codeDone, "No changes")
	if got := s.census(); got != want {
		s.Errorf("ended with\n%s\nwant\n%s", got, want)
	}
	if s.look(stageDecoy) != s.decoy {
		s.Error("the decoy account was touched")
	}
}

// look is everything in an account's IAM.
func (s *stage) look(account string) string {
	s.Helper()
	text, err := json.Marshal(s.still().Accounts[account].IAM)
	s.check(err)
	return string(text)
}

// still is the world while no call is under way.
func (s *stage) still() *sandbox.World {
	s.world.Calls() // what the calls before did has happened
	return s.world
}

// locked reports whether the lock is there.
func (s *stage) locked() bool {
	_, ok := s.still().Accounts[stageMaster].IAM.Roles["orgwright-lock"]
	return ok
}

// member is the id of the account with an email.
func (s *stage) member(email string) string {
	s.Helper()
	for id, a := range s.still().Accounts {
		if a.Email == email {
			return id
		}
	}
	s.Fatalf("no account has the email %s", email)
	return ""
}

// census is everything there is, by names, the lock aside: ids and times
// differ from world to world.
func (s *stage) census() string {
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	w := s.still()
	for id, a := range w.Accounts {
		add("account %s", a.Email)
		for name, r := range a.IAM.Roles {
			if name != "orgwright-lock" {
				add("%s role %s%s %v %v", a.Email, r.Path, name, r.Attached, slices.Sorted(maps.Keys(r.Inline)))
			}
		}
		for name, u := range a.IAM.Users {
			add("%s user %s in %v", a.Email, name, u.Groups)
		}
		for name, g := range a.IAM.Groups {
			add("%s group %s %d %v", a.Email, name, len(g.Attached), slices.Sorted(maps.Keys(g.Inline)))
		}
		for arn := range a.IAM.Policies {
			add("%s policy %s", a.Email, strings.ReplaceAll(arn, id, ""))
		}
	}
	if o := w.Organization; o != nil {
		add("%d units, %d members, %d guardrails, %d invitations", len(o.Units), len(o.Members), len(o.Policies), len(o.Handshakes))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// A record remembers what an undisturbed run of a document makes: it is the
// same each time.
type record struct {
	mu    sync.Mutex
	known map[string]outcome
}

type outcome struct {
	census string
	calls  int
}

var undisturbedRuns = record{known: map[string]outcome{}}

// undisturbed is the census after a run of a document that nothing went wrong
// in, and the calls it made.
func undisturbed(t *testing.T, document string) (census string, calls int) {
	t.Helper()
	r := &undisturbedRuns
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.known[document]; !ok {
		s := staged(t, document)
		e, g := s.run(nil, "apply", "--yes")
		e.must(t, codeDone)
		if s.locked() {
			t.Error("the lock is still there")
		}
		s.converged(s.census())
		r.known[document] = outcome{s.census(), g.count()}
	}
	o := r.known[document]
	return o.census, o.calls
}

// A tale is a test among others of its subject.
type tale struct {
	name string
	play func(*testing.T)
}

// tell plays the tests of a subject side by side.
func tell(t *testing.T, all ...tale) {
	t.Helper()
	t.Parallel()
	aside(t, len(all), each(all, func(a tale) string { return a.name }), func(t *testing.T, i int) { all[i].play(t) })
}

// aside plays tests side by side, width at a time: they wait more than they
// work, so more of them at once than there are processors.
func aside(t *testing.T, width int, names []string, play func(*testing.T, int)) {
	t.Helper()
	slots := make(chan struct{}, width)
	var all sync.WaitGroup
	for i, name := range names {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			t.Run(name, func(t *testing.T) { play(t, i) })
		})
	}
	all.Wait()
}
