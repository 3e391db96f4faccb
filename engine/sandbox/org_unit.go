package sandbox

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// unit is the caller's unit of an id.
func (s organizationsService) unit(id *string) (*Organization, *Unit, error) {
	o := s.Organization
	u := o.Units[aws.ToString(id)]
	if u == nil {
		return nil, nil, &orgtypes.OrganizationalUnitNotFoundException{Message: aws.String("You specified an organizational unit that doesn't exist.")}
	}
	return o, u, nil
}

// parent is the caller's root or unit of an id.
func (s organizationsService) parent(id *string) (*Organization, string, error) {
	o := s.Organization
	if !o.isParent(aws.ToString(id)) {
		return nil, "", &orgtypes.ParentNotFoundException{Message: aws.String("You specified parent that doesn't exist.")}
	}
	return o, *id, nil
}

// childless says whether nothing is below a unit.
func (o *Organization) childless(id string) bool {
	return len(o.unitsIn(id)) == 0 && len(o.membersIn(id)) == 0
}

// unitsIn are the units right below a parent, by id.
func (o *Organization) unitsIn(parent string) []*Unit {
	return slices.DeleteFunc(byName(o.Units), func(u *Unit) bool { return u.Parent != parent })
}

// membersIn are the accounts right below a parent, by id.
func (o *Organization) membersIn(parent string) []*Member {
	return slices.DeleteFunc(byName(o.Members), func(m *Member) bool { return m.Parent != parent })
}

func (o *Organization) toldUnit(u *Unit) *orgtypes.OrganizationalUnit {
	return &orgtypes.OrganizationalUnit{Id: &u.ID, Name: &u.Name, Arn: aws.String(o.arn("ou", "/"+u.ID)), Path: aws.String(o.path(u.ID))}
}

// nameUnit checks a name that a unit below the parent is to have.
func (o *Organization) nameUnit(name, parent string) error {
	if len(name) < 1 || len(name) > 128 || strings.TrimSpace(name) == "" {
		return invalidInput(orgtypes.InvalidInputExceptionReasonInvalidPattern, "An organizational unit's name has 1 to 128 characters.")
	}
	for _, u := range o.unitsIn(parent) {
		if u.Name == name {
			return &orgtypes.DuplicateOrganizationalUnitException{Message: aws.String("An organizational unit with the same name already exists in the same parent.")}
		}
	}
	return nil
}

func (s organizationsService) CreateOrganizationalUnit(in *organizations.CreateOrganizationalUnitInput) (*organizations.CreateOrganizationalUnitOutput, error) {
	o, parent, err := s.parent(in.ParentId)
	if err != nil {
		return nil, err
	}
	if err := o.nameUnit(aws.ToString(in.Name), parent); err != nil {
		return nil, err
	}
	if o.depth(parent) >= maxDepth {
		return nil, constraint(orgtypes.ConstraintViolationExceptionReasonOuDepthLimitExceeded, "You have exceeded the allowed depth of organizational units: %d.", maxDepth)
	}
	if len(o.Units) >= maxUnits {
		return nil, constraint(orgtypes.ConstraintViolationExceptionReasonOuNumberLimitExceeded, "You have exceeded the number of organizational units: %d.", maxUnits)
	}
	tags, err := tagged(nil, in.Tags)
	if err != nil {
		return nil, err
	}
	u := &Unit{ID: s.id("ou-"+strings.TrimPrefix(o.Root, "r-")+"-", 8), Name: *in.Name, Parent: parent}
	o.Units[u.ID] = u
	o.cover(u.ID)
	o.Tags[u.ID] = tags
	return &organizations.CreateOrganizationalUnitOutput{OrganizationalUnit: o.toldUnit(u)}, nil
}

func (s organizationsService) DescribeOrganizationalUnit(in *organizations.DescribeOrganizationalUnitInput) (*organizations.DescribeOrganizationalUnitOutput, error) {
	o, u, err := s.unit(in.OrganizationalUnitId)
	if err != nil {
		return nil, err
	}
	return &organizations.DescribeOrganizationalUnitOutput{OrganizationalUnit: o.toldUnit(u)}, nil
}

func (s organizationsService) UpdateOrganizationalUnit(in *organizations.UpdateOrganizationalUnitInput) (*organizations.UpdateOrganizationalUnitOutput, error) {
	o, u, err := s.unit(in.OrganizationalUnitId)
	if err != nil {
		return nil, err
	}
	if name := aws.ToString(in.Name); in.Name != nil && name != u.Name {
		if err := o.nameUnit(name, u.Parent); err != nil {
			return nil, err
		}
		u.Name = name
	}
	return &organizations.UpdateOrganizationalUnitOutput{OrganizationalUnit: o.toldUnit(u)}, nil
}

func (s organizationsService) DeleteOrganizationalUnit(in *organizations.DeleteOrganizationalUnitInput) (*organizations.DeleteOrganizationalUnitOutput, error) {
	o, u, err := s.unit(in.OrganizationalUnitId)
	if err != nil {
		return nil, err
	}
	if !o.childless(u.ID) {
		return nil, &orgtypes.OrganizationalUnitNotEmptyException{Message: aws.String("The specified organizational unit is not empty. Move all accounts to another root or to other organizational units, remove all child organizational units, and try the operation again.")}
	}
	o.forget(u.ID)
	return &organizations.DeleteOrganizationalUnitOutput{}, nil
}

func (s organizationsService) ListOrganizationalUnitsForParent(in *organizations.ListOrganizationalUnitsForParentInput) (*organizations.ListOrganizationalUnitsForParentOutput, error) {
	o, parent, err := s.parent(in.ParentId)
	if err != nil {
		return nil, err
	}
	all := each(o.unitsIn(parent), func(u *Unit) orgtypes.OrganizationalUnit { return *o.toldUnit(u) })
	some, next, err := page(s.call, all, listing{in.MaxResults, in.NextToken})
	return &organizations.ListOrganizationalUnitsForParentOutput{OrganizationalUnits: some, NextToken: next}, err
}

func (s organizationsService) ListChildren(in *organizations.ListChildrenInput) (*organizations.ListChildrenOutput, error) {
	o, parent, err := s.parent(in.ParentId)
	if err != nil {
		return nil, err
	}
	var all []orgtypes.Child
	switch in.ChildType {
	case orgtypes.ChildTypeAccount:
		all = each(o.membersIn(parent), func(m *Member) orgtypes.Child { return orgtypes.Child{Id: &m.Account, Type: in.ChildType} })
	case orgtypes.ChildTypeOrganizationalUnit:
		all = each(o.unitsIn(parent), func(u *Unit) orgtypes.Child { return orgtypes.Child{Id: &u.ID, Type: in.ChildType} })
	default:
		return nil, invalidInput(orgtypes.InvalidInputExceptionReasonInvalidEnum, "ChildType %s is not known.", in.ChildType)
	}
	some, next, err := page(s.call, all, listing{in.MaxResults, in.NextToken})
	return &organizations.ListChildrenOutput{Children: some, NextToken: next}, err
}

func (s organizationsService) ListParents(in *organizations.ListParentsInput) (*organizations.ListParentsOutput, error) {
	o := s.Organization
	parent := orgtypes.Parent{Type: orgtypes.ParentTypeOrganizationalUnit}
	if u := o.Units[aws.ToString(in.ChildId)]; u != nil {
		parent.Id = &u.Parent
	} else if m := o.Members[aws.ToString(in.ChildId)]; m != nil {
		parent.Id = &m.Parent
	} else {
		return nil, &orgtypes.ChildNotFoundException{Message: aws.String("You specified a child that doesn't exist.")}
	}
	if *parent.Id == o.Root {
		parent.Type = orgtypes.ParentTypeRoot
	}
	some, next, err := page(s.call, []orgtypes.Parent{parent}, listing{in.MaxResults, in.NextToken})
	return &organizations.ListParentsOutput{Parents: some, NextToken: next}, err
}
