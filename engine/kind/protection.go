package kind

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// A protection marks an account in which nothing is to be taken away, so that a
// later org.yaml that lost the line is refused too. The mark is a tag of the
// organization's root, orgwright:protect:ID: one call reads all of them, where
// tags of the accounts themselves would take one each.
var protection = define[struct{}]{
	name:   "protection",
	in:     master,
	listed: true,

	want: func(w *Wish, _ string, put func(string, struct{})) {
		for _, key := range w.Org.Keys() {
			_, member := w.organization.Member(key)
			if w.Org.Accounts[key].Protect && (member || !w.toClose(key)) {
				put(key, struct{}{})
			}
		}
	},
	have: func(s *Sight, put func(string, struct{})) {
		for name := range marked(s.Wish, s.Picture) {
			if s.Names.Declares(name) { // of others the mark stays
				put(name, struct{}{})
			}
		}
	},
	create: func(ctx context.Context, in *cloud.Account, name string, _ struct{}) error {
		root, key, err := protectionMark(ctx, in, name)
		if err != nil {
			return err
		}
		_, err = in.Organizations.TagResource(ctx, &organizations.TagResourceInput{
			ResourceId: root, Tags: []types.Tag{{Key: &key, Value: &in.Owner}},
		})
		return err
	},
	remove: func(ctx context.Context, in *cloud.Account, name string, _ struct{}) error {
		root, key, err := protectionMark(ctx, in, name)
		if err != nil {
			return err
		}
		_, err = in.Organizations.UntagResource(ctx, &organizations.UntagResourceInput{ResourceId: root, TagKeys: []string{key}})
		return err
	},
	needs: func(w *Wish, a engine.Address, _ struct{}) []engine.Address {
		if w.toClose(a.Name) {
			return nil // it is there
		}
		return w.wayIn(a.Name)
	},
	why: func(struct{}) string { return "nothing there may be taken away" },
}.kind()

// protectionMark is the root's id, and the key of an account's mark on it.
func protectionMark(ctx context.Context, in *cloud.Account, name string) (root *string, key string, err error) {
	id, ok := in.Names.ID(name)
	if !ok {
		return nil, "", fmt.Errorf("account %s has no id yet", name)
	}
	r, err := rootOf(ctx, in)
	return aws.String(aws.ToString(r.Id)), cloud.ProtectTag + ":" + id, err
}
