package kind

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// errNotThere is the error of looking up what should be there and is not, or
// not yet.
var errNotThere = errors.New("it is not there")

// Do returns the function that carries changes out in c. It looks before it
// takes anything away or changes it, and does not go on where somebody else
// was faster; and it looks again where AWS's answer does not tell whether the
// change was made.
func Do(w *Wish, c *cloud.Cloud) func(context.Context, engine.Change) error {
	h := &hand{Wish: w, cloud: c, need: Need(w), seen: map[string]glance{}}
	return h.do
}

// A hand carries out one plan.
type hand struct {
	*Wish
	cloud *cloud.Cloud
	need  cloud.Need

	mu   sync.Mutex
	seen map[string]glance // by account; "" is Organizations
	done bool              // something has been changed already
}

// A glance is what was seen of one place a moment ago.
type glance struct {
	began  time.Time
	took   time.Duration
	have   engine.State
	others namesakes
}

// recent is how old a glance may be that is trusted before a change. One that
// takes its time is trusted for some times as long, or a large organization
// would be looked at all the time and nothing done: AWS lists a thousand
// accounts in six seconds.
const (
	recent = 5 * time.Second
	times  = 5
)

// trusted reports whether a glance may stand for what is there now.
func (g glance) trusted(now time.Time) bool {
	return now.Sub(g.began) <= max(recent, times*g.took)
}

func (h *hand) do(ctx context.Context, change engine.Change) error {
	k, ok := byName(change.Kind)
	if !ok {
		return fmt.Errorf("no kind is called %q", change.Kind)
	}
	if change.Action() != engine.Create {
		if so, err := h.stillSo(ctx, k, change); so || err != nil {
			return err
		}
	}
	err := h.try(ctx, k, change)
	if err != nil && ctx.Err() == nil && !cloud.Denied(err) {
		now, look := h.look(ctx, k, change.Address, true)
		switch {
		case look == nil && now == change.After:
			err = nil // the answer was lost, or somebody made the same
		case look == nil && now == change.Before && cloud.Unclear(err):
			err = h.try(ctx, k, change) // it has not come about, so it can be asked for again
		}
	}
	if err == nil {
		h.changed()
	}
	return err
}

// catchUp is how long IAM and Organizations may take until they see what this
// run has made (AWS gives no bound; Terraform's provider waits as long).
const catchUp = 2 * time.Minute

// try makes the change. What fails because AWS does not see yet what this run
// has made or cleared away is tried again for a while.
func (h *hand) try(ctx context.Context, k Kind, change engine.Change) error {
	start := h.cloud.Clock()
	for pause := time.Second; ; pause = min(2*pause, 15*time.Second) {
		err := k.do(ctx, h.cloud, change)
		if err == nil || !behind(err) || !h.hasChanged() || h.cloud.Clock().Sub(start) > catchUp {
			return err
		}
		h.cloud.Tell(change.String(), "AWS does not see yet what was just made; trying again")
		if h.cloud.Sleep(ctx, pause) != nil {
			return err
		}
	}
}

// behind reports whether an error may come of AWS being behind itself.
func behind(err error) bool {
	return errors.Is(err, errNotThere) || cloud.Is(err,
		"NoSuchEntity", "DeleteConflict", "PolicyInUse", "OrganizationalUnitNotEmpty", "PolicyNotFound",
		"TargetNotFound", "ParentNotFound", "DestinationParentNotFound", "SourceParentNotFound", "OrganizationalUnitNotFound", "ChildNotFound",
	)
}

// stillSo looks whether a fact is still as the plan found it. That it is
// already as it should be is good; that it is anything else ends this branch.
func (h *hand) stillSo(ctx context.Context, k Kind, change engine.Change) (done bool, err error) {
	for try := range 4 { // seen anew after the first, and once more in case AWS is behind itself
		now, err := h.look(ctx, k, change.Address, try > 0)
		switch {
		case err != nil:
			return false, fmt.Errorf("look before changing it: %w", err)
		case now == change.Before:
			return false, nil
		case now == change.After && try > 0:
			return true, nil
		}
		if try > 0 {
			if err := h.cloud.Sleep(ctx, time.Second); err != nil {
				return false, err
			}
		}
	}
	return false, errors.New("somebody changed it since the plan was made; plan again")
}

// look is what a fact is now: seen anew, or in a glance that is trusted.
func (h *hand) look(ctx context.Context, k Kind, a engine.Address, anew bool) (engine.Body, error) {
	place := a.Account
	if k.listed {
		place = ""
	}
	h.mu.Lock()
	g, seen := h.seen[place]
	h.mu.Unlock()
	if anew || !seen || !g.trusted(h.cloud.Clock()) {
		var err error
		if g, err = h.glance(ctx, place); err != nil {
			return "", err
		}
	}
	if body, ok := g.have[a]; ok {
		return body, nil
	}
	return g.others[a], nil
}

// glance looks at one account, or at Organizations for "", and remembers it.
func (h *hand) glance(ctx context.Context, place string) (glance, error) {
	began := h.cloud.Clock()
	p := &cloud.Picture{Snapshots: map[string]*cloud.Snapshot{}}
	account := place
	if place == "" {
		account = cloud.Master
		var err error
		if p, err = h.cloud.ReadOrganization(ctx, h.need); err != nil {
			return glance{}, err
		}
	}
	snapshot := &cloud.Snapshot{Account: account}
	if place != "" {
		var err error
		if snapshot, err = h.cloud.Look(ctx, account, h.need); err != nil {
			return glance{}, err
		}
	}
	p.Snapshots[account] = snapshot
	g := glance{began, h.cloud.Clock().Sub(began), engine.State{}, namesakes{}}
	sight := &Sight{h.Wish, snapshot, h.cloud, p}
	for _, k := range All {
		if k.listed == (place == "") {
			k.have(sight, g.have, g.others)
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.seen[place].began.After(began) {
		h.seen[place] = g
	}
	return g, nil
}

func (h *hand) changed() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.done = true
}

func (h *hand) hasChanged() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.done
}
