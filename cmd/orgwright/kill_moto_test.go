package main

import (
	"encoding/json"
	"fmt"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/smithy-go/middleware"

	"github.com/orgwright/orgwright/internal/moto"
)

// The same, judged by moto: there an email may have two accounts, so that one
// made twice would show. Each trial has a master account of its own.
func TestMotoKill(t *testing.T) {
	server := moto.Start(t)
	first := onMoto(t, server, 0)
	e, g := first.run(nil, "apply", "--yes")
	e.must(t, codeDone)
	want, calls := first.members(), g.count()
	all := append(blades(sampled(t, 4), calls), blade{op: "organizations:CreateAccount", after: true}, blade{op: "organizations:CreateOrganization", after: true})
	t.Logf("%d calls, making %v", calls, want)
	aside(t, 3, each(all, blade.String), func(t *testing.T, i int) {
		s := onMoto(t, server, i+1)
		s.killed(all[i], "apply", "--yes")
		s.apply()
		plan, _ := s.run(nil, "plan", "--detailed-exitcode")
		plan.must(t, codeDone, "No changes for apply")
		if got := s.members(); !slices.Equal(got, want) {
			t.Errorf("ended with %v, want %v", got, want)
		}
		if s.elsewhere() != s.decoy {
			t.Error("the decoy account was touched")
		}
	})
}

// A motoStage is a stage on moto.
type motoStage struct {
	*stage
	url                   string
	otherKey, otherSecret string // of the account that is none of our business
}

// onMoto is a stage of its own on a server that others use too.
func onMoto(t *testing.T, server *moto.Server, n int) *motoStage {
	t.Helper()
	at, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	master := fmt.Sprintf("1111111111%02d", n)
	s := &motoStage{stage: &stage{T: t, aws: httputil.NewSingleHostReverseProxy(at), folder: t.TempDir()}, url: server.URL}
	s.key, s.secret = server.Administrator(t, master)
	s.otherKey, s.otherSecret = server.Administrator(t, fmt.Sprintf("9999999999%02d", n))
	s.decoy = s.elsewhere()
	s.write(strings.ReplaceAll(tiny, stageMaster, master))
	return s
}

func (s *motoStage) config(key, secret string) aws.Config {
	return aws.Config{Region: "us-east-1", BaseEndpoint: &s.url, Credentials: credentials.NewStaticCredentialsProvider(key, secret, "")}
}

// elsewhere is everything in the decoy's IAM.
func (s *motoStage) elsewhere() string {
	s.Helper()
	got, err := iam.NewFromConfig(s.config(s.otherKey, s.otherSecret)).GetAccountAuthorizationDetails(s.Context(),
		&iam.GetAccountAuthorizationDetailsInput{Filter: []iamtypes.EntityType{"User", "Role", "Group", "LocalManagedPolicy"}})
	s.check(err)
	got.ResultMetadata = middleware.Metadata{}
	text, err := json.Marshal(got)
	s.check(err)
	return string(text)
}

// members is what of the organization could be there twice: accounts by
// email, units, guardrails. Of IAM's things, names are unique.
func (s *motoStage) members() []string {
	s.Helper()
	client := organizations.NewFromConfig(s.config(s.key, s.secret))
	var all []string
	accounts, err := client.ListAccounts(s.Context(), &organizations.ListAccountsInput{})
	s.check(err)
	for _, a := range accounts.Accounts {
		all = append(all, "account "+aws.ToString(a.Name))
	}
	policies, err := client.ListPolicies(s.Context(), &organizations.ListPoliciesInput{Filter: types.PolicyTypeServiceControlPolicy})
	s.check(err)
	for _, p := range policies.Policies {
		all = append(all, "guardrail "+aws.ToString(p.Name))
	}
	roots, err := client.ListRoots(s.Context(), &organizations.ListRootsInput{})
	s.check(err)
	units, err := client.ListOrganizationalUnitsForParent(s.Context(), &organizations.ListOrganizationalUnitsForParentInput{ParentId: roots.Roots[0].Id})
	s.check(err)
	for _, u := range units.OrganizationalUnits {
		all = append(all, "unit "+aws.ToString(u.Name))
	}
	slices.Sort(all)
	return all
}
