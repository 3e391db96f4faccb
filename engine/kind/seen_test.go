package kind

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// watched is who can do what in AWS now.
func (l *lab) watched() engine.State {
	l.Helper()
	o := l.open(full)
	p, err := o.cloud.Read(l.Context(), NeedOfAccess(true))
	l.must(err)
	return Seen(o.Wish, o.cloud, p)
}

// TestSeenWithoutCredentials has a credential report that nobody can read: who
// can do what is told all the same.
func TestSeenWithoutCredentials(t *testing.T) {
	l := built(t)
	l.world.Accounts[masterID].IAM.Report = &sandbox.CredentialReport{
		Generated: l.clock.Now(), Ready: true, Content: "user,arn,mfa_active\nO=Brien,x,arn:aws:iam::111111111111:user/O=Brien,x,false\n",
	}
	o := l.open(full)
	p, err := o.cloud.Read(l.Context(), NeedOfAccess(true))
	l.must(err)
	if why := p.Snapshots[cloud.Master].Blind["credentials"]; why == nil || !strings.Contains(why.Error(), "wrong number of fields") {
		t.Errorf("credentials: %v", why)
	}
	if len(access.Of(Seen(o.Wish, o.cloud, p), "")) == 0 {
		t.Error("nobody can do anything")
	}
}

// declared leaves the ways of people whom the document names.
func declared(all []engine.Becoming) []engine.Becoming {
	return slices.DeleteFunc(all, func(b engine.Becoming) bool { return b.User != "alice" && b.User != "bob" })
}

// TestSeenIsWhatIsWanted has people reach after an apply what the document says
// that they reach, by the same words but where AWS's own texts say more.
func TestSeenIsWhatIsWanted(t *testing.T) {
	l := built(t)
	wanted, seen := Want(l.open(full).Wish), l.watched()
	if got, want := declared(access.Of(seen, "")), access.Of(wanted, ""); !slices.Equal(got, want) || len(want) == 0 {
		t.Errorf("seen\n%v\nwant\n%v", got, want)
	}
	words := func(s engine.State) map[string]string {
		all := map[string]string{}
		for _, c := range access.Over(s, access.Site{}).Cells {
			if c.User == "alice" || c.User == "bob" {
				all[c.User+" "+c.Account] = strings.TrimPrefix(c.Word, "some:")
			}
		}
		return all
	}
	if got, want := words(seen), words(wanted); !maps.Equal(got, want) {
		t.Errorf("seen %v\nwant %v", got, want)
	}
}

// TestSeenOfOthers has what nobody declared count: a policy of a user's own,
// a stranger, a boundary, a guardrail that was taken away, and one that allows
// little.
func TestSeenOfOthers(t *testing.T) {
	l := built(t)
	people := iam.NewFromConfig(l.cfg)
	l.must(call(people.CreateUser(l.Context(), &iam.CreateUserInput{UserName: aws.String("eve")})))
	assume := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]}`
	for _, user := range []string{"eve", "bob"} {
		l.must(call(people.PutUserPolicy(l.Context(), &iam.PutUserPolicyInput{UserName: &user, PolicyName: aws.String("more"), PolicyDocument: &assume})))
	}
	ways := map[string]int{}
	for _, b := range access.Of(l.watched(), "") {
		ways[b.User+" "+b.Function]++
	}
	if ways["eve operations"] != 5 || ways["bob operations"] != 5 || ways["eve OrganizationAccountAccessRole"] == 0 {
		t.Errorf("%v", ways)
	}

	leaf := l.leafIAM("production")
	l.must(call(leaf.PutRolePermissionsBoundary(l.Context(), &iam.PutRolePermissionsBoundaryInput{
		RoleName: aws.String("operations"), PermissionsBoundary: aws.String("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"),
	})))
	if got := l.wordOf("alice", "production"); got != "some:read" {
		t.Errorf("within a boundary: %q", got)
	}
	l.allowOnly(l.open(full), "sandbox", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sqs:*","iam:Get*","iam:List*"],"Resource":"*"}]}`)
	if got := l.wordOf("alice", "sandbox"); got != "sqs:ADMIN" {
		t.Errorf("under a guardrail that allows little: %q", got)
	}
}

func call(_ any, err error) error { return err }

// wordOf is how far somebody gets as operations.
func (l *lab) wordOf(user, account string) string {
	l.Helper()
	for _, c := range access.Over(l.watched(), access.Site{}).Cells {
		if c.User == user && c.Account == account && c.Function == "operations" {
			return c.Word
		}
	}
	return "-"
}

// leafIAM is IAM in a leaf account, as its access role.
func (l *lab) leafIAM(account string) *iam.Client {
	l.Helper()
	o := l.open(full)
	_, err := o.cloud.Read(context.Background(), NeedOfAccess(false))
	l.must(err)
	a, err := o.cloud.Account(account)
	l.must(err)
	return a.IAM
}

// allowOnly attaches a guardrail to an account in the place of the one that
// allows everything.
func (l *lab) allowOnly(o *office, account, text string) {
	l.Helper()
	org := organizations.NewFromConfig(l.cfg)
	_, err := o.cloud.Read(l.Context(), NeedOfAccess(false))
	l.must(err)
	id, _ := o.cloud.ID(account)
	made, err := org.CreatePolicy(l.Context(), &organizations.CreatePolicyInput{
		Name: aws.String("little"), Description: aws.String("x"), Content: &text, Type: "SERVICE_CONTROL_POLICY",
	})
	l.must(err)
	l.must(call(org.AttachPolicy(l.Context(), &organizations.AttachPolicyInput{PolicyId: made.Policy.PolicySummary.Id, TargetId: &id})))
	l.must(call(org.DetachPolicy(l.Context(), &organizations.DetachPolicyInput{PolicyId: aws.String("p-FullAWSAccess"), TargetId: &id})))
}

// TestSeenCredentials tells of people what they sign in with, and of keys the
// ids.
func TestSeenCredentials(t *testing.T) {
	l := built(t)
	l.enrol("alice")
	made, err := iam.NewFromConfig(l.cfg).CreateAccessKey(l.Context(), &iam.CreateAccessKeyInput{UserName: aws.String("bob")})
	l.must(err)
	o := l.open(full)
	p, err := o.cloud.Read(l.Context(), NeedOfAccess(true))
	l.must(err)
	for _, c := range p.Snapshots["master"].Credentials {
		if c.User == "alice" && !c.MFA || c.User == "bob" && c.Keys[0].ID != *made.AccessKey.AccessKeyId {
			t.Errorf("%+v", c)
		}
	}
	if len(p.Documents) == 0 || !strings.Contains(p.Documents["arn:aws:iam::aws:policy/AdministratorAccess"], "Allow") {
		t.Errorf("%v", p.Documents)
	}
}
