package kind

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// A policytype is a sort of organization policy that is switched on in the
// root, once there is a guardrail. Switching it off would detach every guardrail
// everywhere, so nothing here does.
var policytype = define[struct{}]{
	name:   "policytype",
	in:     master,
	listed: true,

	want: func(w *Wish, _ string, put func(string, struct{})) {
		if len(w.guardrails()) > 0 {
			put(guardrailType, struct{}{})
		}
	},
	have: func(s *Sight, put func(string, struct{})) {
		if s.organization().Policies && len(s.guardrails()) > 0 {
			put(guardrailType, struct{}{})
		}
	},
	create: func(ctx context.Context, in *cloud.Account, _ string, _ struct{}) error {
		root, err := rootOf(ctx, in)
		if err != nil || enabled(root) {
			return err
		}
		_, err = in.Organizations.EnablePolicyType(ctx, &organizations.EnablePolicyTypeInput{RootId: root.Id, PolicyType: types.PolicyTypeServiceControlPolicy})
		if err = cloud.Except(err, "PolicyTypeAlreadyEnabledException"); err != nil {
			return err
		}
		return untilEnabled(ctx, in)
	},
	why: func(struct{}) string { return "lets guardrails work" },
	needs: func(w *Wish, _ engine.Address, _ struct{}) []engine.Address {
		return []engine.Address{at("organization", w.Org.Organization.Name)}
	},
}.kind()

const guardrailType = "service-control-policies"

func enabled(root types.Root) bool {
	for _, p := range root.PolicyTypes {
		if p.Type == types.PolicyTypeServiceControlPolicy && p.Status == types.PolicyTypeStatusEnabled {
			return true
		}
	}
	return false
}

// untilEnabled waits for AWS to finish, which it does behind the call's back.
func untilEnabled(ctx context.Context, in *cloud.Account) error {
	for range 30 {
		root, err := rootOf(ctx, in)
		if err != nil || enabled(root) {
			return err
		}
		if err := in.Sleep(ctx, 2*time.Second); err != nil {
			return err
		}
	}
	return errors.New("AWS is still switching service control policies on; run again")
}

// rootOf asks for the organization's root.
func rootOf(ctx context.Context, in *cloud.Account) (types.Root, error) {
	roots, err := in.Organizations.ListRoots(ctx, &organizations.ListRootsInput{})
	if err != nil {
		return types.Root{}, err
	}
	if len(roots.Roots) == 0 || aws.ToString(roots.Roots[0].Id) == "" {
		return types.Root{}, errors.New("the organization shows no root")
	}
	return roots.Roots[0], nil
}
