package cloud

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// documents reads the texts of AWS's own policies that anything is attached to.
// They are the same in every account, so the master account is asked. Those that
// may not be read stay unknown, and that is noted.
func (r *reading) documents(ctx context.Context) error {
	if !r.need.Texts {
		return nil
	}
	a, err := r.Account(Master)
	if err != nil {
		return err
	}
	r.picture.Documents = map[string]string{}
	var mu sync.Mutex
	all, ctx := r.tasks(ctx)
	for _, arn := range r.picture.inUse() {
		all.Go(func() error {
			text, err := document(ctx, a, arn)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case Is(err, "NoSuchEntity"):
			case Denied(err):
				r.picture.Snapshots[Master].blind("policies", err)
			case err != nil:
				return fmt.Errorf("read the policy %s: %w", arn, err)
			default:
				r.picture.Documents[arn] = text
			}
			return nil
		})
	}
	return all.Wait()
}

// document is the text of a managed policy that is in force.
func document(ctx context.Context, a *Account, arn string) (string, error) {
	got, err := a.IAM.GetPolicy(ctx, &iam.GetPolicyInput{PolicyArn: &arn})
	if err != nil {
		return "", err
	}
	version, err := a.IAM.GetPolicyVersion(ctx, &iam.GetPolicyVersionInput{PolicyArn: &arn, VersionId: got.Policy.DefaultVersionId})
	if err != nil {
		return "", err
	}
	return aws.ToString(version.PolicyVersion.Document), nil
}

// inUse lists the ARNs of AWS's own policies that users, groups and roles have,
// as policies or as boundaries, in order. The roles of AWS's services are not
// among them.
func (p *Picture) inUse() []string {
	var all []string
	add := func(attached []types.AttachedPolicy, boundary *types.AttachedPermissionsBoundary) {
		for _, x := range attached {
			all = append(all, aws.ToString(x.PolicyArn))
		}
		if boundary != nil {
			all = append(all, aws.ToString(boundary.PermissionsBoundaryArn))
		}
	}
	for _, s := range p.Snapshots {
		for _, u := range s.Users {
			add(u.AttachedManagedPolicies, u.PermissionsBoundary)
		}
		for _, g := range s.Groups {
			add(g.AttachedManagedPolicies, nil)
		}
		for _, role := range s.Roles {
			if !strings.HasPrefix(aws.ToString(role.Path), "/aws-service-role/") {
				add(role.AttachedManagedPolicies, role.PermissionsBoundary)
			}
		}
	}
	all = slices.DeleteFunc(all, func(arn string) bool { return !strings.Contains(arn, ":iam::aws:policy/") })
	slices.Sort(all)
	return slices.Compact(all)
}

// blind notes a part of an account that could not be read.
func (s *Snapshot) blind(part string, why error) {
	s.noting.Lock()
	defer s.noting.Unlock()
	if s.Blind == nil {
		s.Blind = map[string]error{}
	}
	s.Blind[part] = why
}
