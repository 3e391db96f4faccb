package sandbox

import (
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// AWS: IAM and STS quotas.
const (
	userNameMax  = 64
	roleNameMax  = 64
	groupNameMax = 128
	nameMax      = 128 // policies, instance profiles, providers
	mfaNameMax   = 226
	pathMax      = 512
	tagsMax      = 50
)

var (
	nameShape  = regexp.MustCompile(`^[\w+=,.@-]+$`)
	pathShape  = regexp.MustCompile(`^(/|/[\x21-\x7E]+/)$`)
	tagShape   = regexp.MustCompile(`^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`)
	printable  = regexp.MustCompile(`^[\t\n\r\x20-\x7E\x{A1}-\x{FF}]*$`)
	aliasShape = regexp.MustCompile(`^[a-z0-9]([a-z0-9]|-[a-z0-9])*$`)
)

// checkName holds a name to AWS's characters and length; field is what the API calls it.
func checkName(field, name string, most int) error {
	if len(name) < 1 || len(name) > most {
		return invalid("1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must have length between 1 and %d", name, field, most)
	}
	if !nameShape.MatchString(name) {
		return invalid("The specified value for %s is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-", field)
	}
	return nil
}

// pathOf is the path asked for, or the one AWS gives to things without.
func pathOf(path *string) (string, error) {
	p := aws.ToString(path)
	if path == nil {
		return "/", nil
	}
	if len(p) > pathMax || !pathShape.MatchString(p) {
		return "", invalid("The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.")
	}
	return p, nil
}

// taken says whether a name is in use: they are unique whatever their case.
func taken[T any](all map[string]T, name string) bool {
	if _, ok := all[name]; ok {
		return true
	}
	for have := range all {
		if strings.EqualFold(have, name) {
			return true
		}
	}
	return false
}

func checkDescription(description *string) error {
	d := aws.ToString(description)
	if len([]rune(d)) > descriptionMax {
		return invalid("1 validation error detected: Value at 'description' failed to satisfy constraint: Member must have length less than or equal to %d", descriptionMax)
	}
	if !printable.MatchString(d) {
		return invalid("1 validation error detected: Value at 'description' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*")
	}
	return nil
}

// checkTag holds one tag to AWS's rules.
func checkTag(key, value string) error {
	switch {
	case len([]rune(key)) < 1 || len([]rune(key)) > 128, len([]rune(value)) > 256:
		return invalid("1 validation error detected: Value at 'tags' failed to satisfy constraint: a key has 1 to 128 characters and a value at most 256")
	case !tagShape.MatchString(key), !tagShape.MatchString(value):
		return invalid("1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+")
	case strings.HasPrefix(strings.ToLower(key), "aws:"):
		return badInput("aws: prefixed tag key names are not allowed for external use.")
	}
	return nil
}

// addTags is have with tags put over it: a copy, so that a refused request changes nothing.
func addTags(have map[string]string, tags []iamtypes.Tag) (map[string]string, error) {
	all := map[string]string{}
	for key, value := range have {
		all[key] = value
	}
	seen := map[string]bool{}
	for _, tag := range tags {
		key, value := aws.ToString(tag.Key), aws.ToString(tag.Value)
		if err := checkTag(key, value); err != nil {
			return nil, err
		}
		if fold := strings.ToLower(key); seen[fold] {
			return nil, badInput("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
		} else {
			seen[fold] = true
		}
		dropTag(all, key)
		all[key] = value
	}
	if len(all) > tagsMax {
		return nil, overLimit("The number of tags has reached the maximum limit.")
	}
	return all, nil
}

// dropTag removes a tag by its key, whose case does not count.
func dropTag(tags map[string]string, key string) {
	for have := range tags {
		if strings.EqualFold(have, key) {
			delete(tags, have)
		}
	}
}
