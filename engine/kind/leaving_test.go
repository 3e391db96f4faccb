package kind

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/sandbox"
	"github.com/orgwright/orgwright/schema"
)

// A farewell is a trial of a document in which bob has no access any more. It
// watches after every call that he never gets any that he had not before.
type farewell struct {
	*trial
	had    map[string]bool
	seen   int    // entries of the world's log
	friend string // alice, who stays
}

func (tn *town) farewell(t *testing.T, org *schema.Org) *farewell {
	t.Helper()
	f := &farewell{trial: tn.trial(t, org)}
	f.had, f.friend = means(t, f.world, "bob"), f.colleague()
	if n := len(f.had); n < 12 {
		t.Fatalf("bob can do only %v", f.had)
	}
	f.also = f.watch
	return f
}

// watch holds that access only goes.
func (f *farewell) watch() {
	if len(f.world.Log) == f.seen {
		return // nothing was written
	}
	f.seen = len(f.world.Log)
	now := means(f.T, f.world, "bob")
	for what := range now {
		if !f.had[what] {
			f.wrong("bob gets %s", what)
		}
	}
	f.had = now
}

// colleague is all that there is of alice.
func (f *farewell) colleague() string {
	m := f.world.Accounts[masterID].IAM
	keys, devices := map[string]*sandbox.AccessKey{}, map[string]*sandbox.MFADevice{}
	for id, k := range m.Keys {
		if k.User == "alice" {
			keys[id] = k
		}
	}
	for id, d := range m.MFA {
		if d.User == "alice" {
			devices[id] = d
		}
	}
	text, err := json.Marshal([]any{m.Users["alice"], keys, devices})
	f.must(err)
	return string(text)
}

// over holds that nothing of bob is left, and that alice has what she had.
func (f *farewell) over() {
	m := f.world.Accounts[masterID].IAM
	if m.Users["bob"] != nil {
		f.wrong("bob is still there")
	}
	for id, k := range m.Keys {
		if k.User == "bob" {
			f.wrong("his key %s is still there", id)
		}
	}
	if left := len(m.MFA); left != 1 {
		f.wrong("%d devices are left, of %v", left, slices.Sorted(maps.Keys(m.MFA)))
	}
	f.stays()
}

// suspended holds that bob is there and can do nothing.
func (f *farewell) suspended() {
	if f.world.Accounts[masterID].IAM.Users["bob"] == nil {
		f.wrong("bob is gone")
	}
	if can := means(f.T, f.world, "bob"); len(can) > 0 {
		f.wrong("bob still has %v", can)
	}
	f.stays()
}

func (f *farewell) stays() {
	if f.colleague() != f.friend {
		f.wrong("alice is another one:\n%s\nbefore\n%s", f.colleague(), f.friend)
	}
}

// withoutBob is team without bob, and bobAs team with more said of him.
func withoutBob() string {
	return strings.Replace(team, "  bob: {email: bob@acme.example, functions: [operations, auditors]}\n", "", 1)
}

func bobAs(more string) string {
	return strings.Replace(team, "bob@acme.example, functions: [operations, auditors]}", "bob@acme.example, functions: [operations, auditors], "+more+"}", 1)
}

// Somebody leaves, or is suspended, and the run is killed at each of its calls,
// before it and after it, or loses its reply: access never grows, one further run finishes, nothing is left, and a colleague is
// untouched.
func TestLeavingAtEveryCall(t *testing.T) {
	tn := settle(t)
	ways := map[string][]mode{"leaves": {crashBefore, crashAfter, replyLost}, "suspended": {crashAfter, replyLost}} // before a call is after the one before it
	for name, document := range map[string]string{"leaves": withoutBob(), "suspended": bobAs("state: suspended")} {
		t.Run(name, func(t *testing.T) {
			org := parse(t, document)
			end := (*farewell).over
			if name == "suspended" {
				end = (*farewell).suspended
			}
			first := tn.farewell(t, org)
			calls, err := first.run()
			first.must(err)
			end(first)
			if len(first.faulty) > 0 {
				t.Fatal(strings.Join(first.faulty, "\n"))
			}
			want := first.census()
			var names []string
			var faults []fault
			for _, m := range ways[name] {
				for k := 1; k <= calls; k++ {
					names, faults = append(names, fmt.Sprintf("%s call %d", m, k)), append(faults, fault{k, m})
				}
			}
			t.Logf("%d calls", calls)
			trials(t, names, func(i int) []string {
				f := tn.farewell(t, org)
				if _, err := f.run(faults[i]); err != nil && faults[i].mode == replyLost {
					f.wrong("a run that lives does not end well: %v", err)
				}
				if _, err := f.run(); err != nil {
					f.wrong("one further run does not end well: %v", err)
				}
				f.settled(want)
				end(f)
				return f.faulty
			})
		})
	}
}

// The order in which somebody's things go: what opens a way in first.
func TestLeavingOrder(t *testing.T) {
	f := settle(t).farewell(t, parse(t, withoutBob()))
	before := len(f.world.Writes())
	_, err := f.run()
	f.must(err)
	var order []string
	for _, e := range f.world.Writes()[before:] {
		_, op, _ := strings.Cut(e.Operation, ":")
		if op != "TagRole" && (len(order) == 0 || order[len(order)-1] != op) {
			order = append(order, op)
		}
	}
	want := strings.Fields(`CreateRole UpdateAccessKey DeleteLoginProfile UpdateSSHPublicKey UpdateServiceSpecificCredential UpdateSigningCertificate
		RemoveUserFromGroup DetachUserPolicy DeleteUserPolicy DeleteAccessKey DeleteSSHPublicKey DeleteServiceSpecificCredential
		DeleteSigningCertificate TagMFADevice DeactivateMFADevice DeleteVirtualMFADevice DeleteUser DeleteRole`)
	if !slices.Equal(order, want) {
		t.Errorf("\n got %v\nwant %v", order, want)
	}
}

// The last day is a day of work.
func TestUntilTheLastDay(t *testing.T) {
	tn := settle(t)
	for day, want := range map[schema.Date]bool{"2026-11-22": false, "2026-11-23": true} {
		f := tn.farewell(t, parse(t, bobAs("until: 2026-11-22")))
		c, err := f.open(t.Context(), &wire{world: f.world, sends: map[string]int{}})
		f.must(err)
		d, err := compare(t.Context(), c, &Wish{Org: f.org, Today: day, Names: c.Names})
		f.must(err)
		if leaves := strings.Contains(lines(d.Plan), "revoke - master/user/bob"); leaves != want {
			t.Errorf("on %s bob leaves: %v, want %v", day, leaves, want)
		}
	}
}

// Suspended, and back again by taking the line away: memberships return, and
// what the person signs in with is made anew.
func TestSuspendedAndBack(t *testing.T) {
	tn := settle(t)
	f := tn.farewell(t, parse(t, bobAs("state: suspended")))
	_, err := f.run()
	f.must(err)
	c, err := f.open(t.Context(), &wire{world: f.world, sends: map[string]int{}})
	f.must(err)
	d, err := compare(t.Context(), c, &Wish{Org: parse(t, team), Today: today, Names: c.Names})
	f.must(err)
	if got := lines(d.Plan); got != "build + master/member/auditors/bob\nbuild + master/member/operations/bob\n" {
		t.Errorf("back again:\n%s", got)
	}
	p, err := f.person(c)
	f.must(err)
	if !p.There || !p.Idle() || p.Gone() || len(p.Keys) != 2 {
		t.Errorf("%+v", p)
	}
}

func (f *farewell) person(c *cloud.Cloud) (cloud.Person, error) {
	in, err := c.Account(cloud.Master)
	f.must(err)
	return in.Person(f.Context(), "bob")
}

// Whoever is in one of our groups and is not ours loses that, and keeps what is
// theirs.
func TestStrangerKeepsTheirOwn(t *testing.T) {
	f := settle(t).farewell(t, parse(t, withoutBob()))
	f.world.Accounts[masterID].IAM.Users["bob"].Path = "/"
	f.also = nil
	_, err := f.run()
	f.must(err)
	u := f.world.Accounts[masterID].IAM.Users["bob"]
	if u == nil || u.Login == nil || !slices.Equal(u.Groups, []string{"choir-bob"}) {
		t.Errorf("%+v", u)
	}
}
