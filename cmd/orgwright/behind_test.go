package main

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/orgwright/orgwright/engine/sandbox"
	"github.com/orgwright/orgwright/internal/moto"
)

const behindDocument = `version: 1
organization: {name: tiny, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@tiny.example}
classifications:
  production: {ou: Live, guardrails: [no-leaving]}
accounts:
  production: {email: aws+prod@tiny.example, classification: production}
functions:
  operations: {grants: [{to: "*", managed: [AdministratorAccess]}, {to: master, managed: [SecurityAudit]}]}
users:
  alice: {email: alice@tiny.example, functions: [operations]}
`

// A scene is an organization as it was applied, and a way to reach behind the
// back of whoever saved a plan for it.
type scene struct {
	*testing.T
	iam    *iam.Client
	org    *organizations.Client
	folder string
}

// newScene applies the document at an endpoint.
func newScene(t *testing.T, url, id, secret string) *scene {
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": id, "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_EC2_METADATA_DISABLED": "true",
	} {
		t.Setenv(name, value)
	}
	cfg := aws.Config{Region: "us-east-1", BaseEndpoint: &url, Credentials: credentials.NewStaticCredentialsProvider(id, secret, "")}
	s := &scene{T: t, iam: iam.NewFromConfig(cfg), org: organizations.NewFromConfig(cfg), folder: t.TempDir()}
	s.write(behindDocument)
	s.exits(codeDone, "apply", "--yes")
	return s
}

func (s *scene) write(document string) {
	s.Helper()
	s.must(os.WriteFile(filepath.Join(s.folder, "org.yaml"), []byte(document), 0o600))
}

func (s *scene) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// exits runs the program on the scene's document.
func (s *scene) exits(want int, words ...string) (out, errs string) {
	s.Helper()
	t, o, e := trial("")
	t.Now, t.Getenv = time.Now, os.Getenv
	if code := t.run(s.Context(), append(words, "-f", filepath.Join(s.folder, "org.yaml"))); code != want {
		s.Fatalf("%v: exit %d, want %d\n%s%s", words, code, want, o, e)
	}
	return o.String(), e.String()
}

// behind saves a plan that a user joins, does something in AWS, and applies
// the plan.
func (s *scene) behind(user string, want int, change func()) string {
	s.Helper()
	s.write(behindDocument + "  " + user + ": {email: " + user + "@tiny.example, functions: [operations]}\n")
	plan := filepath.Join(s.folder, user+".json")
	s.exits(codeDone, "plan", "-o", plan)
	change()
	_, errs := s.exits(want, "apply", plan)
	return errs
}

// there reports whether a user was made.
func (s *scene) there(user string) bool {
	_, err := s.iam.GetUser(s.Context(), &iam.GetUserInput{UserName: &user})
	return err == nil
}

// What moves one of our facts behind a saved plan voids it, and is named;
// what does not, does not.
func (s *scene) moves() {
	ctx, role := s.Context(), aws.String("operations")
	for user, test := range map[string]struct {
		moved  string
		change func() error
	}{
		"ann": {"master/role/operations", func() error {
			_, err := s.iam.UpdateAssumeRolePolicy(ctx, &iam.UpdateAssumeRolePolicyInput{RoleName: role, PolicyDocument: aws.String(
				`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"sts:AssumeRole"}]}`)})
			return err
		}},
		"ben": {"master/member/operations/alice", func() error {
			_, err := s.iam.RemoveUserFromGroup(ctx, &iam.RemoveUserFromGroupInput{GroupName: role, UserName: aws.String("alice")})
			return err
		}},
		"cid": {"master/grant/operations/ReadOnlyAccess", func() error {
			_, err := s.iam.AttachRolePolicy(ctx, &iam.AttachRolePolicyInput{RoleName: role, PolicyArn: aws.String("arn:aws:iam::aws:policy/ReadOnlyAccess")})
			return err
		}},
		"dee": {"master/assume/operations", func() error {
			_, err := s.iam.DeleteGroupPolicy(ctx, &iam.DeleteGroupPolicyInput{GroupName: role, PolicyName: aws.String("assume")})
			return err
		}},
		"eve": {"master/attachment/no-leaving@Live", func() error { return s.detach() }},
		"fay": {"master/placement/production", func() error { return s.toRoot() }},
	} {
		errs := s.behind(user, codeRefused, func() { s.must(test.change()) })
		if !strings.Contains(errs, test.moved+" moved") {
			s.Errorf("%s is not named: %s", test.moved, errs)
		}
		if s.there(user) {
			s.Errorf("%s was made all the same", user)
		}
		s.write(behindDocument)
		s.exits(codeDone, "apply", "--yes") // put right for the next
	}
	s.behind("gil", codeDone, func() {
		_, err := s.iam.CreateUser(ctx, &iam.CreateUserInput{UserName: aws.String("stranger")})
		s.must(err)
	})
	s.behind("hal", codeDone, func() {
		_, err := s.iam.TagRole(ctx, &iam.TagRoleInput{RoleName: role, Tags: []iamtypes.Tag{{Key: aws.String("team"), Value: aws.String("x")}}})
		s.must(err)
	})
	if !s.there("hal") {
		s.Error("hal is not there")
	}
}

// detach takes the guardrail off its unit.
func (s *scene) detach() error {
	policies, err := s.org.ListPolicies(s.Context(), &organizations.ListPoliciesInput{Filter: types.PolicyTypeServiceControlPolicy})
	s.must(err)
	for _, p := range policies.Policies {
		if aws.ToString(p.Name) == "no-leaving" {
			_, err = s.org.DetachPolicy(s.Context(), &organizations.DetachPolicyInput{PolicyId: p.Id, TargetId: s.unit()})
			return err
		}
	}
	s.Fatal("no guardrail")
	return nil
}

func (s *scene) root() *string {
	roots, err := s.org.ListRoots(s.Context(), &organizations.ListRootsInput{})
	s.must(err)
	return roots.Roots[0].Id
}

func (s *scene) unit() *string {
	units, err := s.org.ListOrganizationalUnitsForParent(s.Context(), &organizations.ListOrganizationalUnitsForParentInput{ParentId: s.root()})
	s.must(err)
	return units.OrganizationalUnits[0].Id
}

// toRoot moves the account out of its unit.
func (s *scene) toRoot() error {
	accounts, err := s.org.ListAccountsForParent(s.Context(), &organizations.ListAccountsForParentInput{ParentId: s.unit()})
	s.must(err)
	_, err = s.org.MoveAccount(s.Context(), &organizations.MoveAccountInput{AccountId: accounts.Accounts[0].Id, SourceParentId: s.unit(), DestinationParentId: s.root()})
	return err
}

func TestBehindASavedPlan(t *testing.T) {
	w := sandbox.New(sandbox.Options{CreateDelay: -1})
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	admin, err := w.Account("111111111111", "aws+master@tiny.example")
	if err != nil {
		t.Fatal(err)
	}
	newScene(t, server.URL, admin.AccessKeyID, admin.SecretAccessKey).moves()
}

func TestMotoBehindASavedPlan(t *testing.T) {
	server := moto.Start(t)
	id, secret := server.Administrator(t, "111111111111")
	newScene(t, server.URL, id, secret).moves()
}
