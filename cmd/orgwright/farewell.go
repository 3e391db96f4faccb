package main

import (
	"context"
	"slices"
	"time"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/kind"
)

// A farewell is the proof, for an auditor, of what somebody had who leaves or
// is suspended, and of what is left: both as AWS listed it.
type farewell struct {
	User   string            `json:"user"`
	Lost   []engine.Becoming `json:"lost"`   // what the person could become before
	Before belongings        `json:"before"` // at the beginning of the run
	After  *belongings       `json:"after"`  // looked at anew at its end; null where that failed
}

// belongings are what a user has. Of credentials only the end of the id is
// told.
type belongings struct {
	Exists       bool         `json:"exists"`
	Password     bool         `json:"password"`
	AccessKeys   []credential `json:"access_keys"`
	Groups       []string     `json:"groups"`
	Policies     []string     `json:"policies"` // the user's own: ARNs, and names of inline ones
	SSHKeys      []credential `json:"ssh_keys"`
	Services     []credential `json:"service_credentials"`
	Certificates []credential `json:"signing_certificates"`
	Devices      []string     `json:"mfa_devices"`
}

// A credential is told by the last four characters of its id.
type credential struct {
	Ends     string     `json:"ends"`
	Active   bool       `json:"active"`
	Since    time.Time  `json:"since"`
	LastUsed *time.Time `json:"last_used"` // null: never, or not a thing that AWS tells of
}

// farewells looks at the people whom a plan takes everything from; none where
// no record is wanted.
func (r *running) farewells(ctx context.Context, d kind.Draft) ([]farewell, error) {
	var all []farewell
	if r.record == "" && r.events == nil {
		return nil, nil
	}
	for _, name := range kind.Farewells(d.Plan) {
		has, err := r.belongings(ctx, name)
		if err != nil {
			return nil, err
		}
		lost := slices.DeleteFunc(slices.Clone(d.Access.Lost), func(b engine.Becoming) bool { return b.User != name })
		all = append(all, farewell{User: name, Lost: listed(lost), Before: has})
	}
	return all, nil
}

// parted looks at the same people once more.
func (r *running) parted(ctx context.Context) error {
	for i := range r.people {
		now, err := r.belongings(ctx, r.people[i].User)
		if err != nil {
			return err
		}
		r.people[i].After = &now
	}
	return nil
}

func (r *running) belongings(ctx context.Context, name string) (belongings, error) {
	in, err := r.cloud.Account(cloud.Master)
	if err != nil {
		return belongings{}, err
	}
	p, err := in.Person(ctx, name)
	if err == nil {
		err = in.LastUses(ctx, p)
	}
	return belongings{
		p.There, p.Password, ends(p.Keys), listed(p.Groups), listed(slices.Concat(p.Attached, p.Inline)),
		ends(p.SSH), ends(p.Services), ends(p.Certificates), listed(p.Devices),
	}, err
}

// ends are credentials as a record has them.
func ends(all []cloud.Held) []credential {
	out := []credential{}
	for _, h := range all {
		c := credential{Ends: h.ID[max(0, len(h.ID)-4):], Active: h.Active, Since: h.Since.UTC()}
		if !h.Used.IsZero() {
			used := h.Used.UTC()
			c.LastUsed = &used
		}
		out = append(out, c)
	}
	return out
}

// listed is a list that is never null.
func listed[T any](all []T) []T { return append([]T{}, all...) }
