package kind

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/schema"
)

// A handover is a world in which runs make alice's access key, and die. What
// they deliver lies at places: a place that has something takes nothing more.
type handover struct {
	*trial
	held map[string]string // ids of keys, by place
	full bool              // nothing can be delivered anywhere
}

var errFull = errors.New("the disk is full")

// newHandover is a world with alice's user in it.
func newHandover(t *testing.T, org *schema.Org) *handover {
	h := &handover{trial: newTrial(t, org), held: map[string]string{}}
	_, err := h.run()
	h.must(err)
	return h
}

// delivery is to a place.
func (h *handover) delivery(place string, second bool) Delivery {
	return Delivery{
		Place: place, Second: second,
		Held: func() (bool, error) { return h.held[place] != "", nil },
		Free: func() error {
			if h.held[place] != "" {
				return errors.New("there is something")
			}
			return nil
		},
		Hand: func(id string, secret cloud.Secret) error {
			if h.full || secret.Reveal() == "" {
				return errFull
			}
			h.held[place] = id
			return nil
		},
	}
}

// give is one run of the command, with what befalls it.
func (h *handover) give(d Delivery, faults ...fault) (calls int, err error) {
	h.runs++
	h.must(h.clock.sleep(h.Context(), time.Minute)) // keys are told apart by the second
	w := &wire{world: h.world, faults: faults, check: h.check, sends: map[string]int{}}
	ctx, stop := context.WithCancel(h.Context())
	defer stop()
	err = h.alone(ctx, w, func(held context.Context, c *cloud.Cloud) error {
		p, err := FindPerson(held, &Wish{Org: h.org, Today: today, Names: c.Names}, c, "alice")
		if err != nil {
			return err
		}
		left, err := p.Tidy(held, d)
		if err != nil || left.Delivered != "" {
			return err
		}
		_, err = p.MakeKey(held, d)
		return err
	})
	return w.calls, err
}

// alone does something under the lock, as the command does.
func (h *handover) alone(ctx context.Context, w *wire, do func(context.Context, *cloud.Cloud) error) error {
	c, err := h.open(ctx, w)
	if err != nil {
		return err
	}
	held, release, err := c.Lock(ctx, cloud.Holder{Who: "trial", Host: "here", Process: h.runs}, func(int) bool { return false })
	if err != nil {
		return err
	}
	return errors.Join(do(held, c), release(ctx))
}

// keys are the ids of alice's keys in AWS.
func (h *handover) keys() []string {
	var all []string
	for _, id := range slices.Sorted(maps.Keys(h.world.Accounts[masterID].IAM.Keys)) {
		if h.world.Accounts[masterID].IAM.Keys[id].User == "alice" {
			all = append(all, id)
		}
	}
	return all
}

// inHands holds that every key in AWS is in somebody's hands, that there are
// so many, and that nothing says that a run is at it.
func (h *handover) inHands(n int) {
	keys := h.keys()
	if len(keys) != n {
		h.wrong("%d keys %v, want %d; delivered %v", len(keys), keys, n, h.held)
	}
	for _, id := range keys {
		if !slices.Contains(slices.Collect(maps.Values(h.held)), id) {
			h.wrong("nobody holds %s; delivered %v", id, h.held)
		}
	}
	if mark := h.mark(); mark != "" {
		h.wrong("the mark is still there: %s", mark)
	}
}

func (h *handover) mark() string {
	return h.world.Accounts[masterID].IAM.Users["alice"].Tags[markTag]
}

// alone is an organization of people.
const alone = `
version: 1
organization: {name: acme, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@acme.example}
functions:
  operations: {}
users:
  alice: {email: alice@acme.example, functions: [operations]}
`

// A course is a way in which a key is made, and then asked for again.
type course struct {
	name  string
	first bool   // whether there is a key before, to be rotated
	again string // where the next run delivers to
	full  bool   // whether nothing can be delivered at first
	rule  string // what is wrong with the world at first
}

var courses = []course{
	{name: "the same place again", again: "file"},
	{name: "another place, such as another machine", again: "elsewhere"},
	{name: "a rotation", first: true, again: "file"},
	{name: "a rotation, then elsewhere", first: true, again: "elsewhere"},
	{name: "a full disk", again: "file", full: true},
	{name: "a rotation and a full disk", first: true, again: "file", full: true},
	{name: "AWS shows what is made late", again: "file", rule: "service=iam op=CreateAccessKey do=lag:5000"},
	{name: "AWS shows all late", again: "elsewhere", rule: "service=iam do=lag:20000"},
}

// world is where a course begins.
func (c course) world(t *testing.T, org *schema.Org) *handover {
	h := newHandover(t, org)
	if c.first {
		_, err := h.give(h.delivery("old", false))
		h.must(err)
	}
	h.full = c.full
	if c.rule != "" {
		h.must(h.world.Fault(c.rule))
	}
	return h
}

func (c course) want() int {
	if c.first {
		return 2
	}
	return 1
}

// A key that is being made, in every way that leaves a call in doubt: after the
// next run every key is in somebody's hands. A run that lives and says that it
// failed leaves none, and one that says that it did not has delivered.
func TestNoKeyIsLost(t *testing.T) {
	org := parse(t, alone)
	for _, c := range courses {
		t.Run(c.name, func(t *testing.T) {
			calm := c.world(t, org)
			calls, err := calm.give(calm.delivery("file", c.first))
			if c.full != errors.Is(err, errFull) {
				t.Fatal(err)
			}
			if !c.full {
				calm.inHands(c.want())
			}
			if len(calm.faulty) > 0 {
				t.Fatal(calm.faulty)
			}
			t.Logf("%d calls", calls)
			var names []string
			var faults []fault
			for _, m := range []mode{crashBefore, crashAfter, replyLost, errorAfter, errorBefore, throttled, denied, expired} {
				for k := 1; k <= calls; k++ {
					names, faults = append(names, fmt.Sprintf("%s call %d", m, k)), append(faults, fault{k, m})
				}
			}
			trials(t, names, func(i int) []string { return c.play(t, org, faults[i]) })
		})
	}
}

// play is one trial: a run that something befalls, and the next.
func (c course) play(t *testing.T, org *schema.Org, f fault) []string {
	h := c.world(t, org)
	_, err := h.give(h.delivery("file", c.first), f)
	switch {
	case err == nil && h.held["file"] == "":
		h.wrong("it is said to be done, and nothing is delivered")
	case err == nil && h.mark() == "": // else AWS has been unclear, and the next run looks once more
		h.inHands(c.want())
	case err == nil, c.full && errors.Is(err, errFull), c.rule != "": // nor is the lock clear when nothing is seen
	case slices.Contains([]mode{replyLost, errorAfter, errorBefore, throttled}, f.mode):
		h.wrong("a run that lives does not end well: %v", err)
	}
	h.must(h.world.ClearFaults())
	h.full = false
	if _, err = h.give(h.delivery(c.again, c.first)); err != nil {
		// Whoever has a key already is told so.
		if refused := new(Refused); h.held["file"] == "" || !errors.As(err, &refused) && err.Error() != "there is something" {
			h.wrong("the next run does not end well: %v", err)
		}
	}
	h.inHands(c.want())
	return h.faulty
}
