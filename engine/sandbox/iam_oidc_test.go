package sandbox

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

const github = "https://token.actions.githubusercontent.com"

func (d *desk) oidc(c *iam.Client) *string {
	d.Helper()
	out, err := c.CreateOpenIDConnectProvider(d.Context(), &iam.CreateOpenIDConnectProviderInput{Url: aws.String(github), ClientIDList: []string{"sts.amazonaws.com"}})
	d.must(err)
	return out.OpenIDConnectProviderArn
}

// samlMetadata is long enough for IAM's liking.
const samlMetadata = `<EntityDescriptor entityID="x"><!--`

func (d *desk) saml(c *iam.Client) *string {
	d.Helper()
	out, err := c.CreateSAMLProvider(d.Context(), &iam.CreateSAMLProviderInput{Name: aws.String("idp"), SAMLMetadataDocument: aws.String(samlMetadata + strings.Repeat("x", 1000) + "--></EntityDescriptor>")})
	d.must(err)
	return out.SAMLProviderArn
}

func TestOIDCProviders(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	arn := d.oidc(c)
	d.equal(*arn, "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com")
	create := func(url string, thumbprints ...string) error {
		_, err := c.CreateOpenIDConnectProvider(t.Context(), &iam.CreateOpenIDConnectProviderInput{Url: &url, ThumbprintList: thumbprints})
		return err
	}
	d.refused(create(github), "EntityAlreadyExists", "")
	d.refused(create("http://plain.example"), "ValidationError", "")
	d.refused(create("https://other.example", "abc"), "ValidationError", "")
	_, err := c.AddClientIDToOpenIDConnectProvider(t.Context(), &iam.AddClientIDToOpenIDConnectProviderInput{OpenIDConnectProviderArn: arn, ClientID: aws.String("more")})
	d.must(err)
	_, err = c.RemoveClientIDFromOpenIDConnectProvider(t.Context(), &iam.RemoveClientIDFromOpenIDConnectProviderInput{OpenIDConnectProviderArn: arn, ClientID: aws.String("sts.amazonaws.com")})
	d.must(err)
	thumb := strings.Repeat("ab", 20)
	_, err = c.UpdateOpenIDConnectProviderThumbprint(t.Context(), &iam.UpdateOpenIDConnectProviderThumbprintInput{OpenIDConnectProviderArn: arn, ThumbprintList: []string{thumb}})
	d.must(err)
	got, err := c.GetOpenIDConnectProvider(t.Context(), &iam.GetOpenIDConnectProviderInput{OpenIDConnectProviderArn: arn})
	d.must(err)
	d.equal([]string{*got.Url, got.ClientIDList[0], got.ThumbprintList[0]}, []string{"token.actions.githubusercontent.com", "more", thumb})
	list, err := c.ListOpenIDConnectProviders(t.Context(), &iam.ListOpenIDConnectProvidersInput{})
	d.must(err)
	d.equal(*list.OpenIDConnectProviderList[0].Arn, *arn)
	for range 2 { // again is no error
		_, err = c.DeleteOpenIDConnectProvider(t.Context(), &iam.DeleteOpenIDConnectProviderInput{OpenIDConnectProviderArn: arn})
		d.must(err)
	}
	_, err = c.GetOpenIDConnectProvider(t.Context(), &iam.GetOpenIDConnectProviderInput{OpenIDConnectProviderArn: arn})
	d.refused(err, "NoSuchEntity", "")
}

func TestSAMLProviders(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	arn := d.saml(c)
	d.equal(*arn, "arn:aws:iam::111111111111:saml-provider/idp")
	text := aws.String(samlMetadata + strings.Repeat("y", 1000) + "--></EntityDescriptor>")
	_, err := c.CreateSAMLProvider(t.Context(), &iam.CreateSAMLProviderInput{Name: aws.String("IDP"), SAMLMetadataDocument: text})
	d.refused(err, "EntityAlreadyExists", "")
	_, err = c.CreateSAMLProvider(t.Context(), &iam.CreateSAMLProviderInput{Name: aws.String("other"), SAMLMetadataDocument: aws.String(strings.Repeat("nonsense", 200))})
	d.refused(err, "InvalidInput", "")
	_, err = c.UpdateSAMLProvider(t.Context(), &iam.UpdateSAMLProviderInput{SAMLProviderArn: arn, SAMLMetadataDocument: text})
	d.must(err)
	got, err := c.GetSAMLProvider(t.Context(), &iam.GetSAMLProviderInput{SAMLProviderArn: arn})
	d.must(err)
	d.equal(*got.SAMLMetadataDocument, *text)
	list, err := c.ListSAMLProviders(t.Context(), &iam.ListSAMLProvidersInput{})
	d.must(err)
	d.equal(*list.SAMLProviderList[0].Arn, *arn)
	_, err = c.DeleteSAMLProvider(t.Context(), &iam.DeleteSAMLProviderInput{SAMLProviderArn: arn})
	d.must(err)
	_, err = c.DeleteSAMLProvider(t.Context(), &iam.DeleteSAMLProviderInput{SAMLProviderArn: arn})
	d.refused(err, "NoSuchEntity", "")
}

func TestInstanceProfiles(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	d.role(c, "ops")
	p, r := aws.String("p"), aws.String("ops")
	made, err := c.CreateInstanceProfile(t.Context(), &iam.CreateInstanceProfileInput{InstanceProfileName: p, Path: aws.String("/x/")})
	d.must(err)
	d.equal(*made.InstanceProfile.Arn, "arn:aws:iam::111111111111:instance-profile/x/p")
	_, err = c.CreateInstanceProfile(t.Context(), &iam.CreateInstanceProfileInput{InstanceProfileName: p})
	d.refused(err, "EntityAlreadyExists", "")
	add := func() error {
		_, err := c.AddRoleToInstanceProfile(t.Context(), &iam.AddRoleToInstanceProfileInput{InstanceProfileName: p, RoleName: r})
		return err
	}
	d.must(add())
	d.refused(add(), "LimitExceeded", "")
	of, err := c.ListInstanceProfilesForRole(t.Context(), &iam.ListInstanceProfilesForRoleInput{RoleName: r})
	d.must(err)
	d.equal(*of.InstanceProfiles[0].Roles[0].RoleName, "ops")
	all, err := c.ListInstanceProfiles(t.Context(), &iam.ListInstanceProfilesInput{PathPrefix: aws.String("/x/")})
	d.must(err)
	d.equal(len(all.InstanceProfiles), 1)
	remove := func() error {
		_, err := c.DeleteInstanceProfile(t.Context(), &iam.DeleteInstanceProfileInput{InstanceProfileName: p})
		return err
	}
	d.refused(remove(), "DeleteConflict", "")
	_, err = c.RemoveRoleFromInstanceProfile(t.Context(), &iam.RemoveRoleFromInstanceProfileInput{InstanceProfileName: p, RoleName: r})
	d.must(err)
	_, err = c.RemoveRoleFromInstanceProfile(t.Context(), &iam.RemoveRoleFromInstanceProfileInput{InstanceProfileName: p, RoleName: r})
	d.refused(err, "NoSuchEntity", "")
	got, err := c.GetInstanceProfile(t.Context(), &iam.GetInstanceProfileInput{InstanceProfileName: p})
	d.must(err)
	d.equal(len(got.InstanceProfile.Roles), 0)
	d.must(remove())
	d.refused(remove(), "NoSuchEntity", "")
}

func TestServiceLinkedRoles(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	made, err := c.CreateServiceLinkedRole(t.Context(), &iam.CreateServiceLinkedRoleInput{AWSServiceName: aws.String("organizations.amazonaws.com")})
	d.must(err)
	name := made.Role.RoleName
	d.equal(*made.Role.Arn, "arn:aws:iam::111111111111:role/aws-service-role/organizations.amazonaws.com/AWSServiceRoleForOrganizations")
	_, err = c.CreateServiceLinkedRole(t.Context(), &iam.CreateServiceLinkedRoleInput{AWSServiceName: aws.String("organizations.amazonaws.com")})
	d.refused(err, "InvalidInput", "")
	_, err = c.DeleteRole(t.Context(), &iam.DeleteRoleInput{RoleName: name})
	d.refused(err, "UnmodifiableEntity", "")
	_, err = c.PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{RoleName: name, PolicyName: aws.String("p"), PolicyDocument: aws.String(allowAll)})
	d.refused(err, "UnmodifiableEntity", "")
	gone, err := c.DeleteServiceLinkedRole(t.Context(), &iam.DeleteServiceLinkedRoleInput{RoleName: name})
	d.must(err)
	status, err := c.GetServiceLinkedRoleDeletionStatus(t.Context(), &iam.GetServiceLinkedRoleDeletionStatusInput{DeletionTaskId: gone.DeletionTaskId})
	d.must(err)
	d.equal(string(status.Status), "SUCCEEDED")
	d.role(c, "ops")
	_, err = c.DeleteServiceLinkedRole(t.Context(), &iam.DeleteServiceLinkedRoleInput{RoleName: aws.String("ops")})
	d.refused(err, "InvalidInput", "")
}
