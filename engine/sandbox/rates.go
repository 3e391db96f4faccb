package sandbox

import (
	"strings"
	"time"
)

// A rate is how often an operation may be called: so many in a second, and so
// many at once.
type rate struct{ second, burst float64 }

// rates are those of one account (AWS: Organizations quotas, throttle limits).
// Operations that are not here have none.
var rates = map[string]rate{
	"CreateAccount": {0.1, 3}, "CloseAccount": {0.05, 1},
	"DescribeOrganization": {1, 2}, "CreateOrganizationalUnit": {1, 2}, "ListRoots": {1, 2},
	"DescribePolicy": {2, 2}, "CreatePolicy": {2, 3}, "DeletePolicy": {2, 3}, "AttachPolicy": {2, 3}, "DetachPolicy": {2, 3}, "UpdatePolicy": {2, 3},
	"EnablePolicyType": {1, 1}, "DisablePolicyType": {1, 1},
	"ListPolicies": {5, 8}, "ListPoliciesForTarget": {5, 8}, "ListTargetsForPolicy": {5, 8},
	"ListAccounts": {8, 12}, "ListChildren": {6, 10}, "ListParents": {5, 8}, "ListAccountsForParent": {5, 8}, "ListOrganizationalUnitsForParent": {5, 8},
	"MoveAccount": {2, 3}, "UpdateOrganizationalUnit": {2, 3}, "DeleteOrganizationalUnit": {2, 3},
	"DescribeAccount": {20, 30}, "DescribeCreateAccountStatus": {2, 2}, "ListCreateAccountStatus": {5, 8},
	"InviteAccountToOrganization": {3, 5}, "AcceptHandshake": {1, 2}, "DescribeHandshake": {1, 2}, "CancelHandshake": {2, 3},
	"ListHandshakesForAccount": {5, 8}, "ListHandshakesForOrganization": {5, 8},
	"TagResource": {4, 6}, "UntagResource": {4, 6}, "ListTagsForResource": {10, 15},
	"EnableAWSServiceAccess": {1, 2}, "RegisterDelegatedAdministrator": {1, 2},
}

// A bucket is what is left of a rate: calls that may be made at once.
type bucket struct {
	left float64
	at   time.Time
}

// admits takes a request off the caller's account's rate, where there is something left of it.
func (w *World) admits(r *request, by Caller) bool {
	limit, has := rates[r.name]
	if !has || r.service.name != "organizations" {
		return true
	}
	now, key := w.now(), strings.Join([]string{by.Account, r.name}, " ")
	b, met := w.buckets[key]
	if !met {
		b = bucket{limit.burst, now}
	}
	passed := max(now.Sub(b.at), 0).Seconds()
	b = bucket{min(limit.burst, b.left+passed*limit.second), now}
	admitted := b.left >= 1-1e-9 // ten tenths are one
	if admitted {
		b.left--
	}
	w.buckets[key] = b
	return admitted
}
