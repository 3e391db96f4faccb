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

func TestIAMTags(t *testing.T) {
	d, c := newIAMDesk(t, Options{PageSize: 1})
	d.user(c, "x")
	d.role(c, "x")
	x, arn := aws.String("x"), d.managed(c, "p")
	serial, _ := d.device(c, "x")
	_, err := c.CreateInstanceProfile(t.Context(), &iam.CreateInstanceProfileInput{InstanceProfileName: x})
	d.must(err)
	oidc, saml := d.oidc(c), d.saml(c)
	tags, keys := []iamtypes.Tag{iamTag("b", "2"), iamTag("A", "1")}, []string{"a", "none"} // keys have no case
	for sort, step := range map[string]struct {
		tag   func() error
		untag func() error
		list  func(*string) ([]iamtypes.Tag, *string, error)
	}{
		"user": {
			func() error { _, err := c.TagUser(t.Context(), &iam.TagUserInput{UserName: x, Tags: tags}); return err },
			func() error {
				_, err := c.UntagUser(t.Context(), &iam.UntagUserInput{UserName: x, TagKeys: keys})
				return err
			},
			func(m *string) ([]iamtypes.Tag, *string, error) {
				out, err := c.ListUserTags(t.Context(), &iam.ListUserTagsInput{UserName: x, Marker: m})
				return out.Tags, out.Marker, err
			},
		},
		"role": {
			func() error { _, err := c.TagRole(t.Context(), &iam.TagRoleInput{RoleName: x, Tags: tags}); return err },
			func() error {
				_, err := c.UntagRole(t.Context(), &iam.UntagRoleInput{RoleName: x, TagKeys: keys})
				return err
			},
			func(m *string) ([]iamtypes.Tag, *string, error) {
				out, err := c.ListRoleTags(t.Context(), &iam.ListRoleTagsInput{RoleName: x, Marker: m})
				return out.Tags, out.Marker, err
			},
		},
		"policy": {
			func() error {
				_, err := c.TagPolicy(t.Context(), &iam.TagPolicyInput{PolicyArn: arn, Tags: tags})
				return err
			},
			func() error {
				_, err := c.UntagPolicy(t.Context(), &iam.UntagPolicyInput{PolicyArn: arn, TagKeys: keys})
				return err
			},
			func(m *string) ([]iamtypes.Tag, *string, error) {
				out, err := c.ListPolicyTags(t.Context(), &iam.ListPolicyTagsInput{PolicyArn: arn, Marker: m})
				return out.Tags, out.Marker, err
			},
		},
		"mfa": {
			func() error {
				_, err := c.TagMFADevice(t.Context(), &iam.TagMFADeviceInput{SerialNumber: serial, Tags: tags})
				return err
			},
			func() error {
				_, err := c.UntagMFADevice(t.Context(), &iam.UntagMFADeviceInput{SerialNumber: serial, TagKeys: keys})
				return err
			},
			func(m *string) ([]iamtypes.Tag, *string, error) {
				out, err := c.ListMFADeviceTags(t.Context(), &iam.ListMFADeviceTagsInput{SerialNumber: serial, Marker: m})
				return out.Tags, out.Marker, err
			},
		},
		"instance profile": {
			func() error {
				_, err := c.TagInstanceProfile(t.Context(), &iam.TagInstanceProfileInput{InstanceProfileName: x, Tags: tags})
				return err
			},
			func() error {
				_, err := c.UntagInstanceProfile(t.Context(), &iam.UntagInstanceProfileInput{InstanceProfileName: x, TagKeys: keys})
				return err
			},
			func(m *string) ([]iamtypes.Tag, *string, error) {
				out, err := c.ListInstanceProfileTags(t.Context(), &iam.ListInstanceProfileTagsInput{InstanceProfileName: x, Marker: m})
				return out.Tags, out.Marker, err
			},
		},
		"oidc": {
			func() error {
				_, err := c.TagOpenIDConnectProvider(t.Context(), &iam.TagOpenIDConnectProviderInput{OpenIDConnectProviderArn: oidc, Tags: tags})
				return err
			},
			func() error {
				_, err := c.UntagOpenIDConnectProvider(t.Context(), &iam.UntagOpenIDConnectProviderInput{OpenIDConnectProviderArn: oidc, TagKeys: keys})
				return err
			},
			func(m *string) ([]iamtypes.Tag, *string, error) {
				out, err := c.ListOpenIDConnectProviderTags(t.Context(), &iam.ListOpenIDConnectProviderTagsInput{OpenIDConnectProviderArn: oidc, Marker: m})
				return out.Tags, out.Marker, err
			},
		},
		"saml": {
			func() error {
				_, err := c.TagSAMLProvider(t.Context(), &iam.TagSAMLProviderInput{SAMLProviderArn: saml, Tags: tags})
				return err
			},
			func() error {
				_, err := c.UntagSAMLProvider(t.Context(), &iam.UntagSAMLProviderInput{SAMLProviderArn: saml, TagKeys: keys})
				return err
			},
			func(m *string) ([]iamtypes.Tag, *string, error) {
				out, err := c.ListSAMLProviderTags(t.Context(), &iam.ListSAMLProviderTagsInput{SAMLProviderArn: saml, Marker: m})
				return out.Tags, out.Marker, err
			},
		},
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
