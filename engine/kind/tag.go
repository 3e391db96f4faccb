package kind

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine/cloud"
)

// ownTags are the tags of everything ours in IAM. They inform; what is ours is
// told by its path.
func (w *Wish) ownTags(protect bool) map[string]string {
	t := map[string]string{cloud.OwnerTag: w.Org.Organization.Name}
	if protect {
		t[cloud.ProtectTag] = "true"
	}
	return t
}

// tagsSeen are those of IAM's tags that are ours; other people's are theirs.
func tagsSeen(all []types.Tag) map[string]string {
	t := map[string]string{}
	for _, tag := range all {
		if key := aws.ToString(tag.Key); strings.HasPrefix(key, "orgwright:") {
			t[key] = aws.ToString(tag.Value)
		}
	}
	return t
}

func tags(t map[string]string) []types.Tag {
	var all []types.Tag
	for _, key := range slices.Sorted(maps.Keys(t)) {
		all = append(all, types.Tag{Key: aws.String(key), Value: aws.String(t[key])})
	}
	return all
}

// lost lists the keys that are in before and no more in after.
func lost(before, after map[string]string) []string {
	var keys []string
	for _, key := range slices.Sorted(maps.Keys(before)) {
		if _, ok := after[key]; !ok {
			keys = append(keys, key)
		}
	}
	return keys
}
