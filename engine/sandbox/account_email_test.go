package sandbox

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/account"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
)

// A member's root user gets another address once somebody has read the code there.
func TestPrimaryEmailUpdate(t *testing.T) {
	d := newOrg(t, Options{})
	id := d.create("production")
	_, err := d.org.EnableAWSServiceAccess(t.Context(), &organizations.EnableAWSServiceAccessInput{ServicePrincipal: aws.String(management)})
	d.must(err)
	c := d.account(d.master)
	start := func(member, email string) error {
		_, err := c.StartPrimaryEmailUpdate(t.Context(), &account.StartPrimaryEmailUpdateInput{AccountId: &member, PrimaryEmail: &email})
		return err
	}
	accept := func(email, code string) error {
		_, err := c.AcceptPrimaryEmailUpdate(t.Context(), &account.AcceptPrimaryEmailUpdateInput{AccountId: &id, PrimaryEmail: &email, Otp: &code})
		return err
	}
	code := func() string {
		letters := d.world.Letters()
		words := strings.Fields(letters[len(letters)-1].Text)
		return strings.TrimSuffix(words[len(words)-1], ".")
	}
	d.refused(start(masterID, "new@acme.example"), "AccessDeniedException", "")
	d.refused(start(id, "nobody"), "ValidationException", "")
	d.refused(start(id, "AWS+master@acme.example"), "ConflictException", "")
	d.refused(accept("new@acme.example", "000000"), "ResourceNotFoundException", "")
	d.must(start(id, "new@acme.example"))
	old := code()
	d.must(start(id, "new@acme.example")) // another code, and the first is void
	d.refused(accept("new@acme.example", old), "ValidationException", "")
	d.refused(accept("other@acme.example", code()), "ResourceNotFoundException", "")
	d.must(accept("new@acme.example", code()))
	seen, err := d.org.DescribeAccount(t.Context(), &organizations.DescribeAccountInput{AccountId: &id})
	d.must(err)
	d.equal(*seen.Account.Email, "new@acme.example")
	d.refused(accept("new@acme.example", code()), "ResourceNotFoundException", "")
}
