package kind

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// taken refuses what would make a managed policy in the master account whose
// name a policy of others has: names of managed policies are unique in an
// account, whatever their path and their case (AWS: IAM and STS quotas, name
// requirements).
func (d *Draft) taken(w *Wish, p *cloud.Picture) {
	s := p.Snapshots[cloud.Master]
	if s == nil {
		return
	}
	for _, other := range s.Policies {
		if aws.ToString(other.Path) == w.Org.Organization.OwnershipPath {
			continue
		}
		a, needed := w.needsName(lastOf(aws.ToString(other.Arn)))
		if !needed || d.Want[a] == "" || d.Have[a] == d.Want[a] {
			continue
		}
		d.Refusals = append(d.Refusals, engine.Refusal{
			Code: "conflict", Address: a.String(),
			Message: fmt.Sprintf("it needs a managed policy of the name of %s, which was not made here", w.Names.Speak(aws.ToString(other.Arn))),
			Hint:    "managed policies of an account share their names whatever their path, and AWS renames none: make a copy under another name, use that in its place, delete this one",
		})
		delete(d.Want, a)
		if d.Have[a] != "" {
			d.Want[a] = d.Have[a] // as it is, until that is settled
		}
	}
}

// needsName is the wanted fact that is made of a managed policy of a name.
func (w *Wish) needsName(name string) (engine.Address, bool) {
	if strings.EqualFold(name, selfserviceName) {
		return at(selfservice.name, selfserviceName), true
	}
	head, number, _ := cutLast(strings.ToLower(name), "-")
	for _, function := range w.functions() {
		if head != "assume-"+strings.ToLower(function) {
			continue
		}
		n, err := strconv.Atoi(number)
		_, parts, _ := policy.SplitMayAssume(w.roles(function), policy.InlineGroup)
		return at(assume.name, function), err == nil && strconv.Itoa(n) == number && n >= 1 && n <= len(parts)
	}
	return engine.Address{}, false
}

// strange is the error for a managed policy that AWS says exists and that is
// not where ours are: that of others, if there is one of the name. Else AWS does
// not see ours yet.
func strange(ctx context.Context, in *cloud.Account, name string, notSeen error) error {
	pages := iam.NewGetAccountAuthorizationDetailsPaginator(in.IAM, &iam.GetAccountAuthorizationDetailsInput{
		Filter: []types.EntityType{types.EntityTypeLocalManagedPolicy}, MaxItems: aws.Int32(1000),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return errors.Join(notSeen, err)
		}
		i := slices.IndexFunc(page.Policies, func(p types.ManagedPolicyDetail) bool {
			return strings.EqualFold(lastOf(aws.ToString(p.Arn)), name) && !in.Ours(p.Path)
		})
		if i >= 0 {
			return fmt.Errorf("the managed policy %s has the name that is needed, and is not ours: AWS allows a name once in an account, whatever its path", aws.ToString(page.Policies[i].Arn))
		}
	}
	return notSeen
}
