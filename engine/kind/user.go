package kind

import (
	"context"
	"maps"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/schema"
)

// A user is a person. People exist in the master account and nowhere else. A
// user is made without password and key: those are the person's own doing.
var user = define[userBody]{
	name:  "user",
	reach: engine.Gives,
	in:    master,

	want: func(w *Wish, _ string, put func(string, userBody)) {
		for _, name := range w.Org.People(w.Today) {
			u := w.Org.Users[name]
			t := w.ownTags(u.Protect)
			t[cloud.EmailTag] = u.Email
			put(name, userBody{Path: w.Org.Organization.OwnershipPath, Tags: t})
		}
	},
	have: func(s *Sight, put func(string, userBody)) {
		for _, u := range s.Users {
			if s.Cloud.Ours(u.Path) {
				put(aws.ToString(u.UserName), s.userSeen(u))
			}
		}
	},
	namesakes: func(s *Sight, put func(string, userBody)) {
		people := s.Org.People(s.Today)
		for _, u := range s.Users {
			if !s.Cloud.Ours(u.Path) {
				put(s.wantedName(aws.ToString(u.UserName), people), s.userSeen(u))
			}
		}
	},
	adopted: func(o *schema.Org, _, name string) bool { return o.Users[name].Adopt },

	create: func(ctx context.Context, in *cloud.Account, name string, b userBody) error {
		_, err := in.IAM.CreateUser(ctx, &iam.CreateUserInput{UserName: &name, Path: &b.Path, Tags: tags(b.Tags)})
		return err
	},
	update: func(ctx context.Context, in *cloud.Account, name string, c Update[userBody]) error {
		renamed := c.Before.Name != ""
		switch {
		case renamed: // one that AWS has renamed and not said so has the former name no more: the tags show whether it is there
			_, err := in.IAM.UpdateUser(ctx, &iam.UpdateUserInput{UserName: &c.Before.Name, NewUserName: &name, NewPath: &c.After.Path})
			if cloud.Except(err, "NoSuchEntity") != nil {
				return err
			}
		case c.Before.Path != c.After.Path:
			if _, err := in.IAM.UpdateUser(ctx, &iam.UpdateUserInput{UserName: &name, NewPath: &c.After.Path}); err != nil {
				return err
			}
		}
		if renamed || !maps.Equal(c.Before.Tags, c.After.Tags) {
			if _, err := in.IAM.TagUser(ctx, &iam.TagUserInput{UserName: &name, Tags: tags(c.After.Tags)}); err != nil {
				return err
			}
		}
		if c.Before.Boundary != "" {
			_, err := in.IAM.DeleteUserPermissionsBoundary(ctx, &iam.DeleteUserPermissionsBoundaryInput{UserName: &name})
			if cloud.Except(err, "NoSuchEntity") != nil {
				return err
			}
		}
		if gone := lost(c.Before.Tags, c.After.Tags); len(gone) > 0 {
			_, err := in.IAM.UntagUser(ctx, &iam.UntagUserInput{UserName: &name, TagKeys: gone})
			return err
		}
		return nil
	},
	remove: func(ctx context.Context, in *cloud.Account, name string, _ userBody) error {
		return leave(ctx, in, name)
	},
	risk: func(a engine.Action, c Update[userBody]) engine.Risk {
		switch {
		case a == engine.Delete:
			return ""
		case c.Before.Boundary != "":
			return engine.Grants // whatever the boundary kept back
		}
		return engine.NoRisk // alone a user may do nothing: memberships grant
	},
	why: func(b userBody) string { return b.Tags[cloud.EmailTag] },
}.kind()

type userBody struct {
	Name     string            `json:"name,omitempty"` // the name it still has, where it is another
	Path     string            `json:"path"`
	Tags     map[string]string `json:"tags"`               // ours
	Boundary string            `json:"boundary,omitempty"` // ARN of a permissions boundary, which is never wanted
}

func userSeen(u types.UserDetail) userBody {
	return userBody{Path: aws.ToString(u.Path), Tags: tagsSeen(u.Tags)}
}

// userSeen is a user with the name that it still has.
func (s *Sight) userSeen(u types.UserDetail) userBody {
	b := userSeen(u)
	b.Name = s.Formerly["user/"+aws.ToString(u.UserName)]
	b.Boundary = s.boundarySeen(u.PermissionsBoundary)
	return b
}

// SignIn is the address at which people of the master account sign in.
func (w *Wish) SignIn() string {
	name := w.Org.Master.Alias
	if name == "" {
		name = w.Org.Master.ID
	}
	return "https://" + strings.ToLower(name) + ".signin.aws.amazon.com/console"
}
