package kind

import (
	"context"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/schema"
)

// A group stands in the master account for one function: whoever is in it may
// become the roles of that function.
var group = define[groupBody]{
	name: "group",
	in:   master,

	want: func(w *Wish, _ string, put func(string, groupBody)) {
		for _, name := range w.functions() {
			put(name, groupBody{Path: w.Org.Organization.OwnershipPath})
		}
	},
	have: func(s *Sight, put func(string, groupBody)) {
		for _, g := range s.Groups {
			if s.Cloud.Ours(g.Path) {
				put(aws.ToString(g.GroupName), groupBody{Path: aws.ToString(g.Path)})
			}
		}
	},
	namesakes: func(s *Sight, put func(string, groupBody)) {
		for _, g := range s.Groups {
			if !s.Cloud.Ours(g.Path) {
				put(s.wantedName(aws.ToString(g.GroupName), s.functions()), groupBody{Path: aws.ToString(g.Path)})
			}
		}
	},
	adopted: func(o *schema.Org, _, name string) bool { return o.Functions[name].Adopt },

	create: func(ctx context.Context, in *cloud.Account, name string, b groupBody) error {
		_, err := in.IAM.CreateGroup(ctx, &iam.CreateGroupInput{GroupName: &name, Path: &b.Path})
		return err
	},
	update: func(ctx context.Context, in *cloud.Account, name string, c Update[groupBody]) error {
		_, err := in.IAM.UpdateGroup(ctx, &iam.UpdateGroupInput{GroupName: &name, NewPath: &c.After.Path})
		return err
	},
	remove: func(ctx context.Context, in *cloud.Account, name string, _ groupBody) error {
		_, err := in.IAM.DeleteGroup(ctx, &iam.DeleteGroupInput{GroupName: &name})
		return cloud.Except(err, "NoSuchEntity")
	},
}.kind()

type groupBody struct {
	Path string `json:"path"`
}

func (w *Wish) functions() []string { return slices.Sorted(maps.Keys(w.Org.Functions)) }
