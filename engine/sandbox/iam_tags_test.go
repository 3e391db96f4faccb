package sandbox

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// iamTag is one tag of IAM.
func iamTag(key, value string) iamtypes.Tag { return iamtypes.Tag{Key: &key, Value: &value} }

// tagCalls are the calls about the tags of one thing.
type tagCalls struct {
	tag   func() error
	untag func() error
	list  func(*string) ([]iamtypes.Tag, *string, error)
}

// someTags are the tags that are put, and the keys that are taken away; keys have no case.
func someTags() ([]iamtypes.Tag, []string) {
	return []iamtypes.Tag{iamTag("b", "2"), iamTag("A", "1")}, []string{"a", "none"}
}

func (d *desk) userTags(c *iam.Client) tagCalls {
	tags, keys := someTags()
	x := aws.String("x")
	return tagCalls{
		func() error { _, err := c.TagUser(d.Context(), &iam.TagUserInput{UserName: x, Tags: tags}); return err },
		func() error {
			_, err := c.UntagUser(d.Context(), &iam.UntagUserInput{UserName: x, TagKeys: keys})
			return err
		},
		func(m *string) ([]iamtypes.Tag, *string, error) {
			out, err := c.ListUserTags(d.Context(), &iam.ListUserTagsInput{UserName: x, Marker: m})
			return out.Tags, out.Marker, err
		},
	}
}

func (d *desk) roleTags(c *iam.Client) tagCalls {
	tags, keys := someTags()
	x := aws.String("x")
	return tagCalls{
		func() error { _, err := c.TagRole(d.Context(), &iam.TagRoleInput{RoleName: x, Tags: tags}); return err },
		func() error {
			_, err := c.UntagRole(d.Context(), &iam.UntagRoleInput{RoleName: x, TagKeys: keys})
			return err
		},
		func(m *string) ([]iamtypes.Tag, *string, error) {
			out, err := c.ListRoleTags(d.Context(), &iam.ListRoleTagsInput{RoleName: x, Marker: m})
			return out.Tags, out.Marker, err
		},
	}
}

func (d *desk) policyTags(c *iam.Client) tagCalls {
	tags, keys := someTags()
	arn := d.managed(c, "p")
	return tagCalls{
		func() error {
			_, err := c.TagPolicy(d.Context(), &iam.TagPolicyInput{PolicyArn: arn, Tags: tags})
			return err
		},
		func() error {
			_, err := c.UntagPolicy(d.Context(), &iam.UntagPolicyInput{PolicyArn: arn, TagKeys: keys})
			return err
		},
		func(m *string) ([]iamtypes.Tag, *string, error) {
			out, err := c.ListPolicyTags(d.Context(), &iam.ListPolicyTagsInput{PolicyArn: arn, Marker: m})
			return out.Tags, out.Marker, err
		},
	}
}

func (d *desk) mfaTags(c *iam.Client) tagCalls {
	tags, keys := someTags()
	serial, _ := d.device(c, "x")
	return tagCalls{
		func() error {
			_, err := c.TagMFADevice(d.Context(), &iam.TagMFADeviceInput{SerialNumber: serial, Tags: tags})
			return err
		},
		func() error {
			_, err := c.UntagMFADevice(d.Context(), &iam.UntagMFADeviceInput{SerialNumber: serial, TagKeys: keys})
			return err
		},
		func(m *string) ([]iamtypes.Tag, *string, error) {
			out, err := c.ListMFADeviceTags(d.Context(), &iam.ListMFADeviceTagsInput{SerialNumber: serial, Marker: m})
			return out.Tags, out.Marker, err
		},
	}
}

func (d *desk) profileTags(c *iam.Client) tagCalls {
	tags, keys := someTags()
	x := aws.String("x")
	_, err := c.CreateInstanceProfile(d.Context(), &iam.CreateInstanceProfileInput{InstanceProfileName: x})
	d.must(err)
	return tagCalls{
		func() error {
			_, err := c.TagInstanceProfile(d.Context(), &iam.TagInstanceProfileInput{InstanceProfileName: x, Tags: tags})
			return err
		},
		func() error {
			_, err := c.UntagInstanceProfile(d.Context(), &iam.UntagInstanceProfileInput{InstanceProfileName: x, TagKeys: keys})
			return err
		},
		func(m *string) ([]iamtypes.Tag, *string, error) {
			out, err := c.ListInstanceProfileTags(d.Context(), &iam.ListInstanceProfileTagsInput{InstanceProfileName: x, Marker: m})
			return out.Tags, out.Marker, err
		},
	}
}

func (d *desk) oidcTags(c *iam.Client) tagCalls {
	tags, keys := someTags()
	oidc := d.oidc(c)
	return tagCalls{
		func() error {
			_, err := c.TagOpenIDConnectProvider(d.Context(), &iam.TagOpenIDConnectProviderInput{OpenIDConnectProviderArn: oidc, Tags: tags})
			return err
		},
		func() error {
			_, err := c.UntagOpenIDConnectProvider(d.Context(), &iam.UntagOpenIDConnectProviderInput{OpenIDConnectProviderArn: oidc, TagKeys: keys})
			return err
		},
		func(m *string) ([]iamtypes.Tag, *string, error) {
			out, err := c.ListOpenIDConnectProviderTags(d.Context(), &iam.ListOpenIDConnectProviderTagsInput{OpenIDConnectProviderArn: oidc, Marker: m})
			return out.Tags, out.Marker, err
		},
	}
}

func (d *desk) samlTags(c *iam.Client) tagCalls {
	tags, keys := someTags()
	saml := d.saml(c)
	return tagCalls{
		func() error {
			_, err := c.TagSAMLProvider(d.Context(), &iam.TagSAMLProviderInput{SAMLProviderArn: saml, Tags: tags})
			return err
		},
		func() error {
			_, err := c.UntagSAMLProvider(d.Context(), &iam.UntagSAMLProviderInput{SAMLProviderArn: saml, TagKeys: keys})
			return err
		},
		func(m *string) ([]iamtypes.Tag, *string, error) {
			out, err := c.ListSAMLProviderTags(d.Context(), &iam.ListSAMLProviderTagsInput{SAMLProviderArn: saml, Marker: m})
			return out.Tags, out.Marker, err
		},
	}
}

func TestIAMTags(t *testing.T) {
	d, c := newIAMDesk(t, Options{PageSize: 1})
	d.user(c, "x")
	d.role(c, "x")
	for sort, step := range map[string]tagCalls{
		"user":             d.userTags(c),
		"role":             d.roleTags(c),
		"policy":           d.policyTags(c),
		"mfa":              d.mfaTags(c),
		"instance profile": d.profileTags(c),
		"oidc":             d.oidcTags(c),
		"saml":             d.samlTags(c),
	} {
		t.Run(sort, func(t *testing.T) {
			d.must(step.tag())
			d.must(step.tag()) // over themselves
			first, next, err := step.list(nil)
			d.must(err)
			second, end, err := step.list(next)
			d.must(err)
			d.equal([]string{*first[0].Key, *first[0].Value, *second[0].Key, *second[0].Value}, []string{"A", "1", "b", "2"})
			d.equal(end == nil, true)
			d.must(step.untag())
			left, _, err := step.list(nil)
			d.must(err)
			d.equal([]string{*left[0].Key}, []string{"b"})
		})
	}
}

func TestIAMTagsRefused(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	d.user(c, "x")
	put := func(tags ...iamtypes.Tag) error {
		_, err := c.TagUser(t.Context(), &iam.TagUserInput{UserName: aws.String("x"), Tags: tags})
		return err
	}
	d.refused(put(iamTag("aws:x", "")), "InvalidInput", "")
	d.refused(put(iamTag("a", "1"), iamTag("A", "2")), "InvalidInput", "")
	d.refused(put(iamTag("", "1")), "ValidationError", "")
	d.refused(put(iamTag("a{}", "1")), "ValidationError", "")
	d.refused(put(iamTag("a", strings.Repeat("x", 257))), "ValidationError", "")
	for n := range 50 {
		d.must(put(iamTag(fmt.Sprint("k", n), "v")))
	}
	d.refused(put(iamTag("more", "v")), "LimitExceeded", "")
	d.must(put(iamTag("k0", "w")))
}
