package kind

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// The roles of CI. The language keeps functions from being called so.
const (
	ciPlan  = "ci-plan"  // in the master account: plans pull requests and looks for drift
	ciApply = "ci-apply" // in the master account: applies what was merged
	ciRead  = "ci-read"  // in each leaf: what ci-plan reads as
)

var ciRoles = []string{ciApply, ciPlan, ciRead}

func isCI(name *string) bool { return slices.Contains(ciRoles, aws.ToString(name)) }

// A cirole is what a run of CI becomes. It is one fact with all that it may do,
// so that nothing can be added to it unseen. It asks for no MFA: what it trusts
// is a workflow, which has none.
var cirole = define[ciroleBody]{
	name:  "cirole",
	reach: engine.Gives,
	in:    everywhere,

	want: func(w *Wish, account string, put func(string, ciroleBody)) {
		if w.Org.CI == nil {
			return
		}
		if account != cloud.Master {
			put(ciRead, w.ciRead())
			return
		}
		put(ciPlan, w.ciPlan())
		put(ciApply, w.ciApply())
	},
	have: func(s *Sight, put func(string, ciroleBody)) {
		for _, r := range s.Roles {
			if s.Cloud.Ours(r.Path) && isCI(r.RoleName) {
				put(aws.ToString(r.RoleName), s.ciroleSeen(r))
			}
		}
	},
	namesakes: func(s *Sight, put func(string, ciroleBody)) {
		for _, r := range s.Roles {
			if name := s.wantedName(aws.ToString(r.RoleName), ciRoles); slices.Contains(ciRoles, name) && !(s.Cloud.Ours(r.Path) && isCI(r.RoleName)) {
				put(name, s.ciroleSeen(r))
			}
		}
	},
	create: createCIRole,
	update: updateCIRole,
	remove: removeCIRole,
	needs: func(_ *Wish, a engine.Address, _ ciroleBody) []engine.Address {
		if a.Account != cloud.Master {
			return nil
		}
		return ciNeeds()
	},
	risk: func(a engine.Action, c Update[ciroleBody]) engine.Risk {
		if a == engine.Update && c.Before.may() == c.After.may() {
			return engine.NoRisk
		}
		return ""
	},
	why: func(b ciroleBody) string { return b.Description },
}.kind()

type ciroleBody struct {
	Trust       policy.Document      `json:"trust"`
	Unreadable  string               `json:"unreadable,omitempty"` // a trust policy that cannot be read, as it is
	Session     int32                `json:"session"`              // seconds
	Description string               `json:"description"`
	Tags        map[string]string    `json:"tags"`               // ours
	Policies    map[string]grantBody `json:"policies"`           // all it has, inside it and attached, by name
	Path        string               `json:"path,omitempty"`     // where it is not the ownership path
	Boundary    string               `json:"boundary,omitempty"` // ARN of a permissions boundary, which is never wanted
}

// may is the part of a role that lets anybody do anything.
func (b ciroleBody) may() string {
	text, err := engine.Write(ciroleBody{Trust: b.Trust, Unreadable: b.Unreadable, Policies: b.Policies, Boundary: b.Boundary})
	if err != nil {
		panic("kind cirole: a body is plain data: " + err.Error())
	}
	return string(text)
}

func (s *Sight) ciroleSeen(r types.RoleDetail) ciroleBody {
	seen := s.roleSeen(r)
	b := ciroleBody{
		Trust: seen.Trust, Unreadable: seen.Unreadable, Session: seen.Session, Description: seen.Description,
		Tags: seen.Tags, Path: seen.Path, Boundary: seen.Boundary, Policies: map[string]grantBody{},
	}
	for _, p := range r.AttachedManagedPolicies {
		arn := s.Names.Speak(aws.ToString(p.PolicyArn))
		b.Policies["managed "+policyName(arn)] = grantBody{Policy: arn}
	}
	for _, p := range r.RolePolicyList {
		b.Policies[aws.ToString(p.PolicyName)] = s.inline(aws.ToString(p.PolicyDocument))
	}
	return b
}

// createCIRole makes a role and then what it may do. One that is there already,
// left behind by a call before, is written whole.
func createCIRole(ctx context.Context, in *cloud.Account, name string, b ciroleBody) error {
	_, err := in.IAM.CreateRole(ctx, &iam.CreateRoleInput{
		Path: &in.Path, RoleName: &name, Description: described(b.Description), MaxSessionDuration: &b.Session,
		AssumeRolePolicyDocument: aws.String(b.Trust.String()), Tags: tags(b.Tags),
	})
	before := ciroleBody{Trust: b.Trust, Session: b.Session, Description: b.Description, Tags: b.Tags}
	if cloud.Is(err, "EntityAlreadyExists") {
		before, err = ciroleBody{Unreadable: "not looked at"}, ownPath(ctx, in, name)
	}
	if err != nil {
		return err
	}
	return updateCIRole(ctx, in, name, Update[ciroleBody]{before, b})
}

// ownPath is an error when a role is not under our path.
func ownPath(ctx context.Context, in *cloud.Account, name string) error {
	got, err := in.IAM.GetRole(ctx, &iam.GetRoleInput{RoleName: &name})
	if err == nil && !in.Ours(got.Role.Path) {
		err = errors.New("a role of this name has come to be that is not ours")
	}
	return err
}

func updateCIRole(ctx context.Context, in *cloud.Account, name string, c Update[ciroleBody]) error {
	before, after := c.Before.role(), c.After.role()
	if !sameRole(before, after) {
		if err := updateRole(ctx, in, name, Update[roleBody]{before, after}); err != nil {
			return err
		}
	}
	for _, policyName := range sortedKeys(c.After.Policies) {
		if had, ok := c.Before.Policies[policyName]; ok && had.Unreadable == "" && had.Document != nil && policy.Equal(*had.Document, *c.After.Policies[policyName].Document) {
			continue
		}
		if err := putGrant(ctx, in, name+"/"+policyName, c.After.Policies[policyName]); err != nil {
			return err
		}
	}
	for _, policyName := range sortedKeys(c.Before.Policies) {
		if _, stays := c.After.Policies[policyName]; stays {
			continue
		}
		if err := takeGrant(ctx, in, name+"/"+policyName, c.Before.Policies[policyName]); err != nil {
			return err
		}
	}
	return nil
}

func removeCIRole(ctx context.Context, in *cloud.Account, name string, b ciroleBody) error {
	for _, policyName := range sortedKeys(b.Policies) {
		if err := takeGrant(ctx, in, name+"/"+policyName, b.Policies[policyName]); err != nil {
			return err
		}
	}
	_, err := in.IAM.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: &name})
	return cloud.Except(err, "NoSuchEntity")
}

// role is the role alone, without what it may do.
func (b ciroleBody) role() roleBody {
	return roleBody{Trust: b.Trust, Unreadable: b.Unreadable, Session: b.Session, Description: b.Description, Tags: b.Tags, Boundary: b.Boundary}
}

func sameRole(a, b roleBody) bool {
	return policy.Equal(a.Trust, b.Trust) && a.Unreadable == b.Unreadable && a.Session == b.Session &&
		a.Description == b.Description && a.Boundary == b.Boundary && maps.Equal(a.Tags, b.Tags)
}

// ciRole is what the three have in common.
func (w *Wish) ciRole(trust policy.Document, does string, may policy.Document) ciroleBody {
	return ciroleBody{
		Trust: trust, Session: 3600, Description: does, Tags: w.ownTags(false),
		Policies: map[string]grantBody{"orgwright": {Document: &may}},
	}
}

func (w *Wish) ciPlan() ciroleBody {
	g := w.Org.CI.GitHub
	return w.ciRole(policy.TrustGitHub(providerARN(), g.Repository, "pull_request", "ref:refs/heads/main"),
		"plans pull requests of "+g.Repository+"; reads, and writes nothing",
		MayRead(w.Org, cloud.Master, OwnRole(w.Org, ciRead)))
}

func (w *Wish) ciApply() ciroleBody {
	g := w.Org.CI.GitHub
	return w.ciRole(policy.TrustGitHub(providerARN(), g.Repository, "environment:"+g.Environment),
		fmt.Sprintf("applies what was merged into %s, in environment %s", g.Repository, latin(g.Environment)),
		MayWrite(w.Org, cloud.Master, AccessRoles(w.Org)...))
}

func (w *Wish) ciRead() ciroleBody {
	return w.ciRole(policy.TrustRole(fmt.Sprintf("arn:aws:iam::{%s}:role%s%s", cloud.Master, w.Org.Organization.OwnershipPath, ciPlan)),
		"lets "+ciPlan+" of the master account read", MayRead(w.Org, anyLeaf))
}

// latin writes a text with the characters that IAM takes in a description.
func latin(s string) string {
	out := []rune(s)
	for i, r := range out {
		if r < ' ' || r > '~' && r < '¡' || r > 'ÿ' {
			out[i] = '?'
		}
	}
	return string(out)
}
