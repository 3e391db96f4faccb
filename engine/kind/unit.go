package kind

import (
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/schema"
)

// A unit is an organizational unit: the place of the accounts of one
// classification, or a place above such places. It is named by its path.
var unit = define[unitBody]{
	name:   "unit",
	in:     master,
	listed: true,

	want: func(w *Wish, _ string, put func(string, unitBody)) {
		for _, unit := range w.units() {
			put(unit, unitBody{Owner: w.Org.Organization.Name})
		}
	},
	have: func(s *Sight, put func(string, unitBody)) {
		for _, u := range s.organization().Units {
			if s.owns(u.Tags) && (s.wantsUnit(u.Path) || !s.occupied(u.Path)) {
				put(u.Path, unitBody{Owner: s.Org.Organization.Name, Was: u.Was})
			}
		}
	},
	namesakes: func(s *Sight, put func(string, unitBody)) {
		for _, u := range s.organization().Units {
			if !s.owns(u.Tags) {
				put(u.Path, unitBody{Owner: u.Tags[cloud.OwnerTag], Was: u.Was})
			}
		}
	},
	adopted: unitAdopted,
	create: func(ctx context.Context, in *cloud.Account, name string, b unitBody) error {
		parent, err := placeID(ctx, in, above(name))
		if err != nil {
			return err
		}
		_, err = in.Organizations.CreateOrganizationalUnit(ctx, &organizations.CreateOrganizationalUnitInput{
			Name: aws.String(path.Base(name)), ParentId: &parent, Tags: ownerTag(b.Owner),
		})
		return cloud.Except(err, "DuplicateOrganizationalUnitException")
	},
	update: func(ctx context.Context, in *cloud.Account, name string, c Update[unitBody]) error {
		if c.Before.Was != "" {
			return renameUnit(ctx, in, name, c)
		}
		id, err := placeID(ctx, in, name)
		if err != nil {
			return err
		}
		_, err = in.Organizations.TagResource(ctx, &organizations.TagResourceInput{ResourceId: &id, Tags: ownerTag(c.After.Owner)})
		return err
	},
	remove: func(ctx context.Context, in *cloud.Account, name string, _ unitBody) error {
		id, err := placeID(ctx, in, name)
		if err != nil {
			return err
		}
		_, err = in.Organizations.DeleteOrganizationalUnit(ctx, &organizations.DeleteOrganizationalUnitInput{OrganizationalUnitId: &id})
		return cloud.Except(err, "OrganizationalUnitNotFoundException")
	},
	needs: func(w *Wish, a engine.Address, _ unitBody) []engine.Address {
		needs := []engine.Address{at("organization", w.Org.Organization.Name)}
		if up := above(a.Name); up != "" {
			needs = append(needs, at("unit", up))
		}
		return needs
	},
}.kind()

type unitBody struct {
	Owner string `json:"owner"`
	Was   string `json:"was,omitempty"` // the path it still has, where it is another
}

// renameUnit gives a unit its name. Whatever is in it stays there.
func renameUnit(ctx context.Context, in *cloud.Account, name string, c Update[unitBody]) error {
	id, err := placeID(ctx, in, c.Before.Was)
	if err != nil {
		return err
	}
	_, err = in.Organizations.UpdateOrganizationalUnit(ctx, &organizations.UpdateOrganizationalUnitInput{
		OrganizationalUnitId: &id, Name: aws.String(path.Base(name)),
	})
	if err != nil || c.Before.Owner == c.After.Owner {
		return err
	}
	_, err = in.Organizations.TagResource(ctx, &organizations.TagResourceInput{ResourceId: &id, Tags: ownerTag(c.After.Owner)})
	return err
}

// unitAdopted reports whether a classification takes over a unit: its own, or
// one above.
func unitAdopted(o *schema.Org, _, name string) bool {
	for class, c := range o.Classifications {
		if ou := o.Unit(class); c.Adopt && (ou == name || strings.HasPrefix(ou, name+"/")) {
			return true
		}
	}
	return false
}

// units lists the paths of all units that org.yaml means, in order, those
// above others among them.
func (w *Wish) units() []string {
	all := map[string]bool{}
	for class := range w.Org.Classifications {
		for unit := w.Org.Unit(class); unit != ""; unit = above(unit) {
			all[unit] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

func (w *Wish) wantsUnit(unit string) bool { return slices.Contains(w.units(), unit) }

// above is the path of a unit's parent; "" is the root.
func above(unit string) string {
	up, _, ok := cutLast(unit, "/")
	if !ok {
		return ""
	}
	return up
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// owns reports whether tags say that a thing in Organizations is ours.
func (s *Sight) owns(tags map[string]string) bool {
	return tags[cloud.OwnerTag] == s.Org.Organization.Name
}

// occupied reports whether accounts live in a unit or below it that stay there:
// those that org.yaml does not name, and those that are to be closed or are not
// active, which AWS lists where they were for ninety days more. Their place
// stays, and so do the guardrails there.
func (s *Sight) occupied(unit string) bool {
	return slices.ContainsFunc(s.organization().Members, func(m cloud.Member) bool {
		remains := !s.Names.Declares(m.Name) || s.toClose(m.Name) || !m.Active()
		return m.Name != cloud.Master && remains && (m.Unit == unit || strings.HasPrefix(m.Unit, unit+"/"))
	})
}

func ownerTag(owner string) []types.Tag {
	return []types.Tag{{Key: aws.String(cloud.OwnerTag), Value: &owner}}
}

// placeID looks up the id of a unit, or of the root for "", as it is now: the
// plan may have made it a moment ago.
func placeID(ctx context.Context, in *cloud.Account, unit string) (string, error) {
	root, err := rootOf(ctx, in)
	if err != nil {
		return "", err
	}
	id := aws.ToString(root.Id)
	for _, name := range strings.Split(unit, "/") {
		if name == "" {
			continue
		}
		if id, err = child(ctx, in, id, name); err != nil {
			return "", fmt.Errorf("find unit %s: %w", unit, err)
		}
	}
	return id, nil
}

func child(ctx context.Context, in *cloud.Account, parent, name string) (string, error) {
	pages := organizations.NewListOrganizationalUnitsForParentPaginator(in.Organizations, &organizations.ListOrganizationalUnitsForParentInput{ParentId: &parent})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return "", err
		}
		for _, u := range page.OrganizationalUnits {
			if aws.ToString(u.Name) == name {
				return aws.ToString(u.Id), nil
			}
		}
	}
	return "", fmt.Errorf("unit %q: %w", name, errNotThere)
}
