package kind

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/schema"
)

// A role is what people become when they work in an account: one for each
// function that has something to do there. Only people of the master account
// who signed in with MFA may become it. AWS cannot rename or move a role.
var role = define[roleBody]{
	name: "role",
	in:   everywhere,

	want: func(w *Wish, account string, put func(string, roleBody)) {
		for _, name := range w.functionsIn(account) {
			put(name, w.role(name))
		}
	},
	have: func(s *Sight, put func(string, roleBody)) {
		for _, r := range s.Roles {
			if s.ownsRole(r) && !isCI(r.RoleName) || s.retires(r) {
				put(aws.ToString(r.RoleName), s.roleSeen(r))
			}
		}
	},
	namesakes: func(s *Sight, put func(string, roleBody)) {
		for _, r := range s.Roles {
			if !s.ownsRole(r) {
				b, name := s.roleSeen(r), s.wantedName(aws.ToString(r.RoleName), s.functionsIn(s.Account))
				if name != aws.ToString(r.RoleName) {
					b.Name = aws.ToString(r.RoleName)
				}
				put(name, b)
			}
		}
	},
	adopted: func(o *schema.Org, _, name string) bool { return o.Functions[name].Adopt },

	create: func(ctx context.Context, in *cloud.Account, name string, b roleBody) error {
		_, err := in.IAM.CreateRole(ctx, &iam.CreateRoleInput{
			Path: aws.String(cmp.Or(b.Path, in.Path)), RoleName: &name, Description: described(b.Description), MaxSessionDuration: &b.Session,
			AssumeRolePolicyDocument: aws.String(b.Trust.String()), Tags: tags(b.Tags),
		})
		return err
	},
	update: updateRole,
	remove: func(ctx context.Context, in *cloud.Account, name string, _ roleBody) error {
		_, err := in.IAM.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: &name})
		return cloud.Except(err, "NoSuchEntity")
	},
	needs: func(w *Wish, a engine.Address, _ roleBody) []engine.Address { return w.outlives(a.Name, a.Account) },
	risk: func(a engine.Action, c Update[roleBody]) engine.Risk {
		switch {
		case a != engine.Update:
			return ""
		case c.Before.Boundary != "":
			return engine.Grants // whatever the boundary kept back
		case policy.Equal(c.Before.Trust, c.After.Trust) && c.Before.Unreadable == "":
			return engine.NoRisk
		case c.After.strict() && !c.Before.narrow():
			return engine.Revokes // whoever else it let in stays out
		default:
			return engine.Grants
		}
	},
	why: func(b roleBody) string {
		if b.Path != "" {
			return fmt.Sprintf("%s, %s, at %s", b.who(), span(b.Session), b.Path)
		}
		return fmt.Sprintf("%s, %s", b.who(), span(b.Session))
	},
	alike: roleBody.traits,
}.kind()

type roleBody struct {
	Name        string            `json:"name,omitempty"` // how others spell it, where that is not what is wanted
	Trust       policy.Document   `json:"trust"`
	Unreadable  string            `json:"unreadable,omitempty"` // a trust policy that cannot be read, as it is
	Session     int32             `json:"session"`              // seconds
	Description string            `json:"description"`
	Tags        map[string]string `json:"tags"`               // ours
	Path        string            `json:"path,omitempty"`     // where it is not the ownership path
	Boundary    string            `json:"boundary,omitempty"` // ARN of a permissions boundary, which is never wanted
}

// traits are what a role's body is made of.
func (b roleBody) traits() any {
	type traits struct {
		trust                                               copied
		tags, name, unreadable, description, path, boundary string
		session                                             int32
	}
	return traits{copyOf(b.Trust), fmt.Sprintf("%q", b.Tags), b.Name, b.Unreadable, b.Description, b.Path, b.Boundary, b.Session}
}

// peopleWithMFA trusts people of the master account who signed in with MFA.
var peopleWithMFA = policy.TrustWithMFA("{" + cloud.Master + "}")

// role is the role of a function.
func (w *Wish) role(function string) roleBody {
	f := w.Org.Functions[function]
	path := f.Path
	if path == w.Org.Organization.OwnershipPath {
		path = ""
	}
	marks := w.ownTags(f.Protect)
	if path != "" {
		marks[cloud.AdoptedTag] = w.Org.Organization.Name
	}
	return roleBody{
		Path:        path,
		Trust:       peopleWithMFA,
		Session:     f.SessionSeconds(),
		Description: f.Description,
		Tags:        marks,
	}
}

func (s *Sight) roleSeen(r types.RoleDetail) roleBody {
	name := aws.ToString(r.RoleName)
	b := roleBody{Session: s.Sessions[name].Seconds, Description: s.Sessions[name].Description, Tags: tagsSeen(r.Tags), Boundary: s.boundarySeen(r.PermissionsBoundary)}
	if !s.Cloud.Ours(r.Path) {
		b.Path = aws.ToString(r.Path)
	}
	var err error
	if b.Trust, err = s.memo.parse(aws.ToString(r.AssumeRolePolicyDocument)); err != nil {
		b.Unreadable = aws.ToString(r.AssumeRolePolicyDocument)
	}
	return b
}

// boundarySeen is the ARN of a permissions boundary, "" where there is none.
func (s *Sight) boundarySeen(b *types.AttachedPermissionsBoundary) string {
	if b == nil {
		return ""
	}
	return s.Names.Speak(aws.ToString(b.PermissionsBoundaryArn))
}

func updateRole(ctx context.Context, in *cloud.Account, name string, c Update[roleBody]) error {
	if !policy.Equal(c.Before.Trust, c.After.Trust) || c.Before.Unreadable != "" {
		if _, err := in.IAM.UpdateAssumeRolePolicy(ctx, &iam.UpdateAssumeRolePolicyInput{RoleName: &name, PolicyDocument: aws.String(c.After.Trust.String())}); err != nil {
			return err
		}
	}
	if c.Before.Boundary != "" {
		_, err := in.IAM.DeleteRolePermissionsBoundary(ctx, &iam.DeleteRolePermissionsBoundaryInput{RoleName: &name})
		if cloud.Except(err, "NoSuchEntity") != nil {
			return err
		}
	}
	// Both are always sent: what is left out, some endpoints reset.
	if _, err := in.IAM.UpdateRole(ctx, &iam.UpdateRoleInput{RoleName: &name, Description: &c.After.Description, MaxSessionDuration: &c.After.Session}); err != nil {
		return err
	}
	if maps.Equal(c.Before.Tags, c.After.Tags) {
		return nil
	}
	if _, err := in.IAM.TagRole(ctx, &iam.TagRoleInput{RoleName: &name, Tags: tags(c.After.Tags)}); err != nil {
		return err
	}
	if gone := lost(c.Before.Tags, c.After.Tags); len(gone) > 0 {
		_, err := in.IAM.UntagRole(ctx, &iam.UntagRoleInput{RoleName: &name, TagKeys: gone})
		return err
	}
	return nil
}

// strict reports whether the role lets in people of the master account with
// MFA, and nobody else.
func (b roleBody) strict() bool {
	return b.Unreadable == "" && policy.Equal(b.Trust, peopleWithMFA)
}

// narrow reports whether the role lets in people of the master account with MFA
// alone, and not all of them.
func (b roleBody) narrow() bool {
	id := "{" + cloud.Master + "}"
	return b.Unreadable == "" && policy.OnlyPeopleOf(id, b.Trust) && policy.AsksForMFA(b.Trust) && len(policy.Narrowing(id, b.Trust)) > 0
}

// who says in words whom the role trusts.
func (b roleBody) who() string {
	if b.strict() {
		return "with MFA"
	}
	return "trusts others"
}

// span writes seconds as people say them: 4h, 90m.
func span(seconds int32) string {
	if seconds%3600 == 0 {
		return fmt.Sprintf("%dh", seconds/3600)
	}
	return fmt.Sprintf("%dm", seconds/60)
}

// functionsIn lists the functions that have something to do in an account.
func (w *Wish) functionsIn(account string) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(w.Org.Functions)) {
		if len(w.Org.Grants(name, account)) > 0 {
			names = append(names, name)
		}
	}
	return names
}

// wantedName is the wanted name that a name stands in the way of: IAM tells
// names apart regardless of case.
func (w *Wish) wantedName(name string, wanted []string) string {
	for _, want := range wanted {
		if strings.EqualFold(want, name) {
			return want
		}
	}
	return name
}

// described leaves an empty description out: AWS does not take one.
func described(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
