package kind

import (
	"context"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/schema"
)

// A group stands in the master account for one function: whoever is in it may
// become the roles of that function. Its path is the ownership path, or one that
// marks it as protected where the function has no role that could.
var group = define[groupBody]{
	name: "group",
	in:   master,

	want: func(w *Wish, _ string, put func(string, groupBody)) {
		for _, name := range w.functions() {
			put(name, groupBody{Path: w.groupPath(name)})
		}
	},
	have: func(s *Sight, put func(string, groupBody)) {
		for _, g := range s.Groups {
			if s.Cloud.OurGroup(g.Path) {
				put(aws.ToString(g.GroupName), s.groupSeen(g))
			}
		}
	},
	namesakes: func(s *Sight, put func(string, groupBody)) {
		for _, g := range s.Groups {
			if !s.Cloud.OurGroup(g.Path) {
				put(s.wantedName(aws.ToString(g.GroupName), s.functions()), s.groupSeen(g))
			}
		}
	},
	adopted: func(o *schema.Org, _, name string) bool { return o.Functions[name].Adopt },

	create: func(ctx context.Context, in *cloud.Account, name string, b groupBody) error {
		_, err := in.IAM.CreateGroup(ctx, &iam.CreateGroupInput{GroupName: &name, Path: &b.Path})
		return err
	},
	update: func(ctx context.Context, in *cloud.Account, name string, c Update[groupBody]) error {
		if old := c.Before.Name; old != "" { // one that AWS has renamed and not said so has the former name no more
			_, err := in.IAM.UpdateGroup(ctx, &iam.UpdateGroupInput{GroupName: &old, NewGroupName: &name, NewPath: &c.After.Path})
			if cloud.Except(err, "NoSuchEntity") != nil {
				return err
			}
		}
		_, err := in.IAM.UpdateGroup(ctx, &iam.UpdateGroupInput{GroupName: &name, NewPath: &c.After.Path})
		return err
	},
	remove: func(ctx context.Context, in *cloud.Account, name string, _ groupBody) error {
		_, err := in.IAM.DeleteGroup(ctx, &iam.DeleteGroupInput{GroupName: &name})
		return cloud.Except(err, "NoSuchEntity")
	},
}.kind()

type groupBody struct {
	Name string `json:"name,omitempty"` // the name it still has, where it is another
	Path string `json:"path"`
}

func (s *Sight) groupSeen(g types.GroupDetail) groupBody {
	return groupBody{Name: s.Formerly["group/"+aws.ToString(g.GroupName)], Path: aws.ToString(g.Path)}
}

// groupPath is where the group of a function is to be.
func (w *Wish) groupPath(function string) string {
	path := w.Org.Organization.OwnershipPath
	if w.Org.Functions[function].Protect && len(w.Org.Reach(function)) == 0 {
		return cloud.ProtectedPath(path)
	}
	return path
}

func (w *Wish) functions() []string { return slices.Sorted(maps.Keys(w.Org.Functions)) }
