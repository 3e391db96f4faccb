package sandbox

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

func TestUnits(t *testing.T) {
	d := newOrg(t, Options{PageSize: 2})
	workloads := d.unit("Workloads", d.root)
	production := d.unit("Production", workloads)
	for _, name := range []string{"Sandbox", "Security", "Suspended", "Infrastructure"} {
		d.unit(name, d.root)
	}
	_, err := d.org.CreateOrganizationalUnit(t.Context(), &organizations.CreateOrganizationalUnitInput{Name: aws.String("Production"), ParentId: &workloads})
	d.refused(err, "DuplicateOrganizationalUnitException", "")
	d.unit("Production", d.root)
	_, err = d.org.CreateOrganizationalUnit(t.Context(), &organizations.CreateOrganizationalUnitInput{Name: aws.String("Lost"), ParentId: aws.String("ou-aaaa-bbbbbbbb")})
	d.refused(err, "ParentNotFoundException", "")

	seen, err := d.org.DescribeOrganizationalUnit(t.Context(), &organizations.DescribeOrganizationalUnitInput{OrganizationalUnitId: &production})
	d.must(err)
	d.equal(*seen.OrganizationalUnit.Path, d.world.Organization.ID+"/"+d.root+"/"+workloads+"/"+production+"/")
	names := map[string]bool{}
	pages := organizations.NewListOrganizationalUnitsForParentPaginator(d.org, &organizations.ListOrganizationalUnitsForParentInput{ParentId: &d.root})
	for pages.HasMorePages() {
		one, err := pages.NextPage(t.Context())
		d.must(err)
		d.equal(len(one.OrganizationalUnits), 2)
		for _, u := range one.OrganizationalUnits {
			names[*u.Name] = true
		}
	}
	d.equal(len(names), 6)
	children, err := d.org.ListChildren(t.Context(), &organizations.ListChildrenInput{ParentId: &workloads, ChildType: orgtypes.ChildTypeOrganizationalUnit})
	d.must(err)
	d.equal(*children.Children[0].Id, production)
	parents, err := d.org.ListParents(t.Context(), &organizations.ListParentsInput{ChildId: &production})
	d.must(err)
	d.equal([]string{*parents.Parents[0].Id, string(parents.Parents[0].Type)}, []string{workloads, "ORGANIZATIONAL_UNIT"})
	parents, err = d.org.ListParents(t.Context(), &organizations.ListParentsInput{ChildId: aws.String(masterID)})
	d.must(err)
	d.equal([]string{*parents.Parents[0].Id, string(parents.Parents[0].Type)}, []string{d.root, "ROOT"})
	_, err = d.org.ListParents(t.Context(), &organizations.ListParentsInput{ChildId: aws.String("999999999999")})
	d.refused(err, "ChildNotFoundException", "")
}

func TestUnitsAreRenamedAndDeleted(t *testing.T) {
	d := newOrg(t, Options{})
	first, second := d.unit("Workloads", d.root), d.unit("Sandbox", d.root)
	below := d.unit("Production", first)
	rename := func(name string) error {
		_, err := d.org.UpdateOrganizationalUnit(t.Context(), &organizations.UpdateOrganizationalUnitInput{OrganizationalUnitId: &second, Name: &name})
		return err
	}
	d.refused(rename("Workloads"), "DuplicateOrganizationalUnitException", "")
	d.must(rename("Sandbox"))
	d.must(rename("Play"))
	remove := func(id string) error {
		_, err := d.org.DeleteOrganizationalUnit(t.Context(), &organizations.DeleteOrganizationalUnitInput{OrganizationalUnitId: &id})
		return err
	}
	d.refused(remove(first), "OrganizationalUnitNotEmptyException", "")
	d.must(remove(below))
	d.must(remove(first))
	d.refused(remove(first), "OrganizationalUnitNotFoundException", "")
	id := d.create("development")
	_, err := d.org.MoveAccount(t.Context(), &organizations.MoveAccountInput{AccountId: &id, SourceParentId: &d.root, DestinationParentId: &second})
	d.must(err)
	d.refused(remove(second), "OrganizationalUnitNotEmptyException", "")
}

func TestUnitsAreFiveDeep(t *testing.T) {
	d := newOrg(t, Options{})
	parent := d.root
	for i := range 5 {
		parent = d.unit(fmt.Sprint("level ", i), parent)
	}
	_, err := d.org.CreateOrganizationalUnit(t.Context(), &organizations.CreateOrganizationalUnitInput{Name: aws.String("sixth"), ParentId: &parent})
	d.refused(err, "ConstraintViolationException", "OU_DEPTH_LIMIT_EXCEEDED")
}

func TestTags(t *testing.T) {
	d := newOrg(t, Options{PageSize: 1})
	unit, policy := d.unit("Workloads", d.root), d.policy("no-leaving")
	for _, id := range []string{d.root, unit, policy, masterID} {
		put := func(tags ...orgtypes.Tag) error {
			_, err := d.org.TagResource(t.Context(), &organizations.TagResourceInput{ResourceId: &id, Tags: tags})
			return err
		}
		d.must(put(label("owner", "acme"), label("b", "")))
		d.must(put(label("owner", "acme 2")))
		d.refused(put(label("aws:x", "1")), "InvalidInputException", "INVALID_SYSTEM_TAGS_PARAMETER")
		d.refused(put(label("x", "1"), label("x", "2")), "InvalidInputException", "DUPLICATE_TAG_KEY")
		var many []orgtypes.Tag
		for i := range 49 {
			many = append(many, label(fmt.Sprint("k", i), "v"))
		}
		d.refused(put(many...), "ConstraintViolationException", "MAX_TAG_LIMIT_EXCEEDED")
		d.equal(d.tags(id), map[string]string{"owner": "acme 2", "b": ""})
		_, err := d.org.UntagResource(t.Context(), &organizations.UntagResourceInput{ResourceId: &id, TagKeys: []string{"b", "none"}})
		d.must(err)
		d.equal(d.tags(id), map[string]string{"owner": "acme 2"})
	}
	_, err := d.org.ListTagsForResource(t.Context(), &organizations.ListTagsForResourceInput{ResourceId: aws.String("p-nothere")})
	d.refused(err, "TargetNotFoundException", "")
}

func (d *desk) tags(id string) map[string]string {
	d.Helper()
	tags := map[string]string{}
	pages := organizations.NewListTagsForResourcePaginator(d.org, &organizations.ListTagsForResourceInput{ResourceId: &id})
	for pages.HasMorePages() {
		one, err := pages.NextPage(d.Context())
		d.must(err)
		for _, t := range one.Tags {
			tags[*t.Key] = *t.Value
		}
	}
	return tags
}
