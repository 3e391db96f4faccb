package kind

import (
	"cmp"
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// A placement is the unit in which an account lives. Every member lives
// somewhere, at first in the root, so there is nothing to remove.
var placement = define[placementBody]{
	name:   "placement",
	in:     master,
	listed: true,

	want: func(w *Wish, _ string, put func(string, placementBody)) {
		for _, key := range w.Org.Leaves() {
			put(key, placementBody{Unit: w.Org.Unit(w.Org.Accounts[key].Classification)})
		}
	},
	have: func(s *Sight, put func(string, placementBody)) {
		for _, key := range s.Org.Leaves() {
			if m, ok := s.organization().Member(key); ok {
				put(key, placementBody{Unit: m.Unit})
			}
		}
	},
	create: func(ctx context.Context, in *cloud.Account, name string, b placementBody) error {
		return move(ctx, in, name, b.Unit)
	},
	update: func(ctx context.Context, in *cloud.Account, name string, c Update[placementBody]) error {
		return move(ctx, in, name, c.After.Unit)
	},
	why: func(b placementBody) string { return "in " + cmp.Or(b.Unit, "the root") },
	needs: func(w *Wish, a engine.Address, b placementBody) []engine.Address {
		return append(w.wayIn(a.Name), at("unit", b.Unit))
	},
}.kind()

type placementBody struct {
	Unit string `json:"unit"` // its path; "" is the root
}

// move takes an account from where it is to a unit, in one step: it never
// passes through the root without the guardrails it had.
func move(ctx context.Context, in *cloud.Account, name, unit string) error {
	id, ok := in.Names.ID(name)
	if !ok {
		return fmt.Errorf("account %s has no id yet", name)
	}
	to, err := placeID(ctx, in, unit)
	if err != nil {
		return err
	}
	parents, err := in.Organizations.ListParents(ctx, &organizations.ListParentsInput{ChildId: &id})
	if err != nil {
		return fmt.Errorf("ask where account %s is: %w", name, err)
	}
	if len(parents.Parents) == 0 {
		return fmt.Errorf("account %s is nowhere in the organization", name)
	}
	from := aws.ToString(parents.Parents[0].Id)
	if from == to {
		return nil
	}
	_, err = in.Organizations.MoveAccount(ctx, &organizations.MoveAccountInput{AccountId: &id, SourceParentId: &from, DestinationParentId: &to})
	return cloud.Except(err, "DuplicateAccountException")
}
