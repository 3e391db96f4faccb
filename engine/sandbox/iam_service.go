package sandbox

import (
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// iamService is IAM in the caller's account.
type iamService struct{ *call }

func (s iamService) iam() *IAM { return &s.account.IAM }

// moment is the time as AWS tells it: in UTC, to the second.
func (w *World) moment() time.Time { return w.now().UTC().Truncate(time.Second) }

// secret is n random bytes in base64.
func (w *World) secret(n int) (string, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(w.random, b); err != nil {
		return "", fmt.Errorf("making a secret: %w", err)
	}
	return base64.StdEncoding.EncodeToString(b), nil
}

// identity is a new user, group or role.
func (w *World) identity(prefix, name, path string) Identity {
	return Identity{Name: name, Path: path, ID: w.id(prefix, 17), Created: w.moment(), Inline: map[string]string{}, Attached: []string{}}
}

func (s iamService) user(name *string) (*User, error) {
	return found(s.iam().Users, "user", name)
}

func (s iamService) group(name *string) (*Group, error) {
	return found(s.iam().Groups, "group", name)
}

func (s iamService) role(name *string) (*Role, error) {
	return found(s.iam().Roles, "role", name)
}

// found is the thing of a name, or AWS's words for there being none.
func found[T any](all map[string]*T, sort string, name *string) (*T, error) {
	if one, ok := all[aws.ToString(name)]; ok {
		return one, nil
	}
	return nil, noSuch("The %s with name %s cannot be found.", sort, aws.ToString(name))
}

// self is the user named, or the one who asks when no name is given.
func (s iamService) self(name *string) (*User, error) {
	if name != nil {
		return s.user(name)
	}
	if own := s.ownName(); own != "" {
		return s.user(&own)
	}
	return nil, invalid("Must specify userName when calling with non-User credentials")
}

// ownName is the calling user's name; "" for a role and for root.
func (s iamService) ownName() string {
	if k := s.iam().Keys[s.caller.Key]; k != nil {
		return k.User
	}
	if session := s.iam().Sessions[s.caller.Key]; session != nil {
		return session.User
	}
	return ""
}

// byRoot says whether the account's root user asks.
func (s iamService) byRoot() bool { return strings.HasSuffix(s.caller.ARN, ":root") }

// under is the items whose path begins as asked.
func under[T any](items []T, path func(T) string, prefix *string) []T {
	return slices.DeleteFunc(items, func(item T) bool { return !strings.HasPrefix(path(item), aws.ToString(prefix)) })
}

// told is tags as the API tells them, by key.
func told(tags map[string]string) []iamtypes.Tag {
	var all []iamtypes.Tag
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		all = append(all, iamtypes.Tag{Key: aws.String(key), Value: aws.String(tags[key])})
	}
	return all
}

func toldBoundary(arn string) *iamtypes.AttachedPermissionsBoundary {
	if arn == "" {
		return nil
	}
	return &iamtypes.AttachedPermissionsBoundary{
		PermissionsBoundaryArn:  aws.String(arn),
		PermissionsBoundaryType: iamtypes.PermissionsBoundaryAttachmentTypePolicy,
	}
}

// some is a string, or nil when it is empty.
func some(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
