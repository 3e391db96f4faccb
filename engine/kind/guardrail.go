package kind

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/schema"
)

// A guardrail is an organization policy (AWS: service control policy) that
// fences in every account under it. Alone it does nothing: attachments put it
// somewhere.
var guardrail = define[guardrailBody]{
	name:   "guardrail",
	in:     master,
	listed: true,

	want: func(w *Wish, _ string, put func(string, guardrailBody)) {
		for _, name := range w.guardrails() {
			put(name, w.guardrail(name))
		}
	},
	have: func(s *Sight, put func(string, guardrailBody)) {
		for _, g := range s.organization().Guardrails {
			if s.owns(g.Tags) && !s.keeps(g) {
				put(g.Name, guardrailSeen(g))
			}
		}
	},
	namesakes: func(s *Sight, put func(string, guardrailBody)) {
		for _, g := range s.organization().Guardrails {
			if !s.owns(g.Tags) {
				put(g.Name, guardrailSeen(g))
			}
		}
	},
	adopted: func(o *schema.Org, _, name string) bool { return o.Guardrails[name].Adopt },

	create: func(ctx context.Context, in *cloud.Account, name string, b guardrailBody) error {
		_, err := in.Organizations.CreatePolicy(ctx, &organizations.CreatePolicyInput{
			Name: &name, Description: &b.Description, Content: aws.String(b.Policy.String()),
			Type: types.PolicyTypeServiceControlPolicy, Tags: b.tags(),
		})
		return err
	},
	update: func(ctx context.Context, in *cloud.Account, name string, c Update[guardrailBody]) error {
		id, err := guardrailID(ctx, in, name)
		if err != nil {
			return err
		}
		if c.Before.Owner != c.After.Owner || c.Before.Protect != c.After.Protect {
			if _, err := in.Organizations.TagResource(ctx, &organizations.TagResourceInput{ResourceId: &id, Tags: c.After.tags()}); err != nil {
				return err
			}
		}
		if c.Before.Protect && !c.After.Protect {
			if _, err := in.Organizations.UntagResource(ctx, &organizations.UntagResourceInput{ResourceId: &id, TagKeys: []string{cloud.ProtectTag}}); err != nil {
				return err
			}
		}
		_, err = in.Organizations.UpdatePolicy(ctx, &organizations.UpdatePolicyInput{PolicyId: &id, Description: &c.After.Description, Content: aws.String(c.After.Policy.String())})
		return err
	},
	remove: func(ctx context.Context, in *cloud.Account, name string, _ guardrailBody) error {
		id, err := guardrailID(ctx, in, name)
		if err != nil {
			return err
		}
		_, err = in.Organizations.DeletePolicy(ctx, &organizations.DeletePolicyInput{PolicyId: &id})
		return cloud.Except(err, "PolicyNotFoundException")
	},
	needs: func(w *Wish, _ engine.Address, _ guardrailBody) []engine.Address {
		return []engine.Address{at("policytype", guardrailType), at("organization", w.Org.Organization.Name)}
	},
	risk: func(a engine.Action, c Update[guardrailBody]) engine.Risk {
		if a != engine.Update {
			return ""
		}
		if policy.Equal(c.Before.Policy, c.After.Policy) && c.Before.Unreadable == "" {
			return engine.NoRisk
		}
		return engine.Grants // what it said before may have denied more
	},
	why: func(b guardrailBody) string { return b.Description },
}.kind()

// isBuiltin reports whether a guardrail has a name that no document declares.
func isBuiltin(name string) bool { return slices.Contains(policy.BuiltinNames(), name) }

// takeOverBuiltin is what a person does about a policy that has the name of a
// built-in guardrail: it is one that lost its tag, or somebody else's.
func (w *Wish) takeOverBuiltin(name string, there []cloud.Guardrail) string {
	id := "its id"
	for _, g := range there {
		if g.Name == name {
			id = g.ID
		}
	}
	return fmt.Sprintf("%s is built in: if it is ours, tag it again: aws organizations tag-resource --resource-id %s --tags Key=%s,Value=%s; if not, rename it in AWS",
		name, id, cloud.OwnerTag, w.Org.Organization.Name)
}

type guardrailBody struct {
	Owner       string          `json:"owner"`
	Description string          `json:"description"`
	Policy      policy.Document `json:"policy"`
	Unreadable  string          `json:"unreadable,omitempty"` // a document that AWS holds and we cannot read, as it is
	Protect     bool            `json:"protect,omitempty"`
}

func (b guardrailBody) tags() []types.Tag {
	tags := ownerTag(b.Owner)
	if b.Protect {
		tags = append(tags, types.Tag{Key: aws.String(cloud.ProtectTag), Value: aws.String("true")})
	}
	return tags
}

// guardrail is what org.yaml means by a guardrail's name.
func (w *Wish) guardrail(name string) guardrailBody {
	own, declared := w.Org.Guardrails[name]
	b := guardrailBody{Owner: w.Org.Organization.Name, Description: own.Description, Protect: own.Protect}
	switch {
	case !declared:
		b.Description = policy.BuiltinDescription(name)
		b.Policy, _ = policy.Builtin(name, w.exempt(), w.Org.Organization.OwnershipPath)
	case len(own.Regions) > 0:
		b.Policy = policy.Regions(own.Regions, w.exempt())
	default:
		b.Policy, _ = policy.Parse(string(w.Org.File(own.Policy))) // Check has read it
	}
	return b
}

// exempt are the access roles, by which runs maintain the leaves: a guardrail
// that bound them would lock us out.
func (w *Wish) exempt() policy.Exempt {
	roles := []string{w.Org.Organization.AccessRole}
	for _, a := range w.Org.Accounts {
		if a.AccessRole != "" {
			roles = append(roles, a.AccessRole)
		}
	}
	slices.Sort(roles)
	return policy.Exempt{Roles: slices.Compact(roles)}
}

func guardrailSeen(g cloud.Guardrail) guardrailBody {
	b := guardrailBody{Owner: g.Tags[cloud.OwnerTag], Description: g.Description, Protect: g.Tags[cloud.ProtectTag] == "true"}
	var err error
	if b.Policy, err = policy.Parse(g.Content); err != nil {
		b.Unreadable = g.Content
	}
	return b
}

// keeps reports whether a guardrail that org.yaml no longer uses still guards
// accounts that org.yaml no longer names: it stays there.
func (s *Sight) keeps(g cloud.Guardrail) bool {
	return !slices.Contains(s.guardrails(), g.Name) && slices.ContainsFunc(g.Targets, s.stays)
}

// guardrailID looks a guardrail up by name.
func guardrailID(ctx context.Context, in *cloud.Account, name string) (string, error) {
	pages := organizations.NewListPoliciesPaginator(in.Organizations, &organizations.ListPoliciesInput{Filter: types.PolicyTypeServiceControlPolicy})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return "", err
		}
		for _, p := range page.Policies {
			if aws.ToString(p.Name) == name {
				return aws.ToString(p.Id), nil
			}
		}
	}
	return "", fmt.Errorf("guardrail %q: %w", name, errNotThere)
}
