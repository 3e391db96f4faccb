package sandbox

import (
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// organizationsService is what the sandbox does for AWS Organizations.
type organizationsService struct{ *call }

// Who may call what. All other operations are the management account's.
var (
	anyAccounts = []string{
		"CreateOrganization", "DescribeHandshake", "AcceptHandshake", "DeclineHandshake", "CancelHandshake", "ListHandshakesForAccount",
	}
	everyMembers = []string{"DescribeOrganization", "LeaveOrganization"}

	// Consolidated billing alone does not have these.
	allFeatures = []string{
		"EnableAWSServiceAccess", "DisableAWSServiceAccess", "ListAWSServiceAccessForOrganization", "CloseAccount",
		"EnablePolicyType", "DisablePolicyType", "CreatePolicy", "UpdatePolicy", "DescribePolicy", "DeletePolicy", "ListPolicies",
		"AttachPolicy", "DetachPolicy", "ListPoliciesForTarget", "ListTargetsForPolicy",
	}
)

// admitOrganizations says whether the caller may call an operation at all. Whoever
// is admitted to more than anybody's has an organization.
func admitOrganizations(c *call, operation string) error {
	o := c.Organization
	switch {
	case slices.Contains(anyAccounts, operation):
		return nil
	case o == nil || o.Members[c.account.ID] == nil:
		return &orgtypes.AWSOrganizationsNotInUseException{Message: aws.String("Your account is not a member of an organization.")}
	case slices.Contains(everyMembers, operation):
		return nil
	case o.Master != c.account.ID:
		return notAllowed()
	case slices.Contains(allFeatures, operation) && o.FeatureSet != orgtypes.OrganizationFeatureSetAll:
		return constraint(orgtypes.ConstraintViolationExceptionReasonOrganizationNotInAllFeaturesMode, "The organization does not have all features enabled.")
	}
	return nil
}

func notAllowed() error {
	return &orgtypes.AccessDeniedException{Message: aws.String("You don't have permissions to access this resource.")}
}

func constraint(reason orgtypes.ConstraintViolationExceptionReason, format string, args ...any) error {
	return &orgtypes.ConstraintViolationException{Message: aws.String(fmt.Sprintf(format, args...)), Reason: reason}
}

func invalidInput(reason orgtypes.InvalidInputExceptionReason, format string, args ...any) error {
	return &orgtypes.InvalidInputException{Message: aws.String(fmt.Sprintf(format, args...)), Reason: reason}
}

// A listing is which page of a list is wanted.
type listing struct {
	most  *int32
	token *string
}

// page is one page of a list and the token of the next, nil at the end. The list
// is never nil: AWS tells empty ones.
func page[T any](c *call, items []T, l listing) ([]T, *string, error) {
	size := aws.ToInt32(l.most)
	switch {
	case l.most == nil:
		size = listingSize
	case size < 1:
		return nil, nil, invalidInput(orgtypes.InvalidInputExceptionReasonMinValueExceeded, "MaxResults must be at least 1.")
	case size > listingSize:
		return nil, nil, invalidInput(orgtypes.InvalidInputExceptionReasonMaxValueExceeded, "MaxResults must be at most %d.", listingSize)
	}
	if c.options.PageSize > 0 {
		size = min(size, int32(c.options.PageSize))
	}
	from, empty, err := start(l.token)
	if err != nil {
		return nil, nil, err
	}
	if empty {
		return []T{}, token("from", from), nil
	}
	items = items[min(from, len(items)):]
	if len(items) <= int(size) {
		return append([]T{}, items...), nil, nil
	}
	if c.options.EmptyPages && from == 0 {
		return items[:size], token(before, int(size)), nil
	}
	return items[:size], token("from", from+int(size)), nil
}

// before begins the token of an empty page.
const before = "before"

// token stands for an index, or for the empty page before it.
func token(place string, index int) *string {
	return aws.String(base64.StdEncoding.EncodeToString([]byte(place + " " + strconv.Itoa(index))))
}

// start is the index that a token stands for, and whether for an empty page before it.
func start(token *string) (from int, empty bool, err error) {
	if token == nil {
		return 0, false, nil
	}
	var place string
	text, err := base64.StdEncoding.DecodeString(*token)
	if err == nil {
		_, err = fmt.Sscanf(string(text), "%s %d", &place, &from)
	}
	if err != nil || from < 0 || place != "from" && place != before {
		return 0, false, invalidInput(orgtypes.InvalidInputExceptionReasonInvalidPaginationToken, "The NextToken is not one of this operation.")
	}
	return from, place == before, nil
}

// each is what f makes of every item.
func each[A, B any](items []A, f func(A) B) []B {
	made := make([]B, 0, len(items))
	for _, item := range items {
		made = append(made, f(item))
	}
	return made
}

// keys are a map's keys, in order.
func keys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
