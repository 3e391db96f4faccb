package sandbox

import (
	"maps"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// tagged are tags with more put on them; the ones given are left as they are.
func tagged(had map[string]string, more []orgtypes.Tag) (map[string]string, error) {
	tags, seen := maps.Clone(had), map[string]bool{}
	if tags == nil {
		tags = map[string]string{}
	}
	for _, t := range more {
		key := aws.ToString(t.Key)
		switch {
		case key == "" || len(key) > 128 || len(aws.ToString(t.Value)) > 256:
			return nil, invalidInput(orgtypes.InvalidInputExceptionReasonInvalidPattern, "A tag's key has 1 to 128 characters, its value at most 256.")
		case strings.HasPrefix(strings.ToLower(key), "aws:"):
			return nil, invalidInput(orgtypes.InvalidInputExceptionReasonInvalidSystemTagsParameter, "Tag keys beginning with aws: are AWS's own.")
		case seen[key]:
			return nil, invalidInput(orgtypes.InvalidInputExceptionReasonDuplicateTagKey, "Tag key %s is given twice.", key)
		}
		seen[key], tags[key] = true, aws.ToString(t.Value)
	}
	if len(tags) > maxTags {
		return nil, constraint(orgtypes.ConstraintViolationExceptionReasonMaxTagLimitExceeded, "You have exceeded the number of tags allowed on this resource: %d.", maxTags)
	}
	return tags, nil
}

// taggable is the caller's account, root, unit or policy of an id.
func (s organizationsService) taggable(id *string) (*Organization, string, error) {
	o := s.Organization
	resource := aws.ToString(id)
	if !o.isParent(resource) && o.Members[resource] == nil && o.Policies[resource] == nil {
		return nil, "", &orgtypes.TargetNotFoundException{Message: aws.String("You specified a target that doesn't exist.")}
	}
	return o, resource, nil
}

func (s organizationsService) TagResource(in *organizations.TagResourceInput) (*organizations.TagResourceOutput, error) {
	o, id, err := s.taggable(in.ResourceId)
	if err != nil {
		return nil, err
	}
	tags, err := tagged(o.Tags[id], in.Tags)
	if err != nil {
		return nil, err
	}
	o.Tags[id] = tags
	return &organizations.TagResourceOutput{}, nil
}

func (s organizationsService) UntagResource(in *organizations.UntagResourceInput) (*organizations.UntagResourceOutput, error) {
	o, id, err := s.taggable(in.ResourceId)
	if err != nil {
		return nil, err
	}
	for _, key := range in.TagKeys {
		delete(o.Tags[id], key)
	}
	return &organizations.UntagResourceOutput{}, nil
}

func (s organizationsService) ListTagsForResource(in *organizations.ListTagsForResourceInput) (*organizations.ListTagsForResourceOutput, error) {
	o, id, err := s.taggable(in.ResourceId)
	if err != nil {
		return nil, err
	}
	all := each(keys(o.Tags[id]), func(key string) orgtypes.Tag { return orgtypes.Tag{Key: &key, Value: aws.String(o.Tags[id][key])} })
	some, next, err := page(s.call, all, listing{token: in.NextToken})
	return &organizations.ListTagsForResourceOutput{Tags: some, NextToken: next}, err
}
