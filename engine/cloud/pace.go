package cloud

import (
	"context"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
	"golang.org/x/time/rate"
)

// A pace keeps requests to Organizations below the rates that AWS publishes,
// operation by operation, so that nothing is sent only to be refused.
type pace map[string]*rate.Limiter

// rates are requests a second and burst, from AWS's page "Quotas and service
// limits for AWS Organizations".
var rates = map[string][2]float64{
	"CreateAccount": {0.1, 3}, "CloseAccount": {0.05, 1},
	"DescribeOrganization": {1, 2}, "CreateOrganizationalUnit": {1, 2}, "ListRoots": {1, 2},
	"DescribePolicy": {2, 2},
	"CreatePolicy":   {2, 3}, "DeletePolicy": {2, 3}, "AttachPolicy": {2, 3}, "DetachPolicy": {2, 3}, "UpdatePolicy": {2, 3},
	"EnablePolicyType": {1, 1}, "DisablePolicyType": {1, 1},
	"ListPolicies": {5, 8}, "ListPoliciesForTarget": {5, 8}, "ListTargetsForPolicy": {5, 8},
	"ListAccounts": {8, 12}, "ListChildren": {6, 10}, "ListParents": {5, 8},
	"ListAccountsForParent": {5, 8}, "ListOrganizationalUnitsForParent": {5, 8},
	"MoveAccount": {2, 3}, "UpdateOrganizationalUnit": {2, 3}, "DeleteOrganizationalUnit": {2, 3},
	"DescribeAccount": {20, 30}, "DescribeCreateAccountStatus": {2, 2}, "ListCreateAccountStatus": {5, 8},
	"InviteAccountToOrganization": {3, 5}, "AcceptHandshake": {1, 2}, "DescribeHandshake": {1, 2}, "CancelHandshake": {2, 3},
	"ListHandshakesForOrganization": {5, 8}, "ListHandshakesForAccount": {5, 8},
	"TagResource": {4, 6}, "UntagResource": {4, 6}, "ListTagsForResource": {10, 15},
	"EnableAWSServiceAccess": {1, 2}, "RegisterDelegatedAdministrator": {1, 2},
}

// RateOf is how often AWS lets an account call an operation of Organizations: so
// many requests a second, and so many at once. Not all operations have a rate
// (AWS: Organizations quotas, throttle limits).
func RateOf(operation string) (second float64, burst int, has bool) {
	r, has := rates[operation]
	return r[0], int(r[1]), has
}

func newPace() pace {
	p := pace{}
	for operation, r := range rates {
		p[operation] = rate.NewLimiter(rate.Limit(r[0]), int(r[1]))
	}
	return p
}

// middleware makes each attempt wait for its turn.
func (p pace) middleware(stack *middleware.Stack) error {
	return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("pace",
		func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
			limiter := p[awsmiddleware.GetOperationName(ctx)]
			if limiter != nil && awsmiddleware.GetServiceID(ctx) == "Organizations" {
				if err := limiter.Wait(ctx); err != nil {
					return middleware.FinalizeOutput{}, middleware.Metadata{}, err
				}
			}
			return next.HandleFinalize(ctx, in)
		}), "Retry", middleware.After)
}
