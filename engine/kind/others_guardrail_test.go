package kind

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/sandbox"
)

const (
	permitS3  = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}`
	permitAll = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`
)

// A stranger is somebody who keeps guardrails of their own beside ours.
type stranger struct {
	*organizations.Client
	root string
}

func newStranger(ctx context.Context, cfg aws.Config) (*stranger, error) {
	s := &stranger{Client: organizations.NewFromConfig(cfg)}
	roots, err := s.ListRoots(ctx, &organizations.ListRootsInput{})
	if err == nil {
		s.root = aws.ToString(roots.Roots[0].Id)
	}
	return s, err
}

// fence attaches a new guardrail to a unit under the root, or with only it
// instead of AWS's own.
func (s *stranger) fence(ctx context.Context, unit, text string, only bool) error {
	made, err := s.CreatePolicy(ctx, &organizations.CreatePolicyInput{
		Name: aws.String("theirs-on-" + unit), Description: aws.String(""), Content: &text, Type: types.PolicyTypeServiceControlPolicy,
	})
	if err != nil {
		return err
	}
	units, err := s.ListOrganizationalUnitsForParent(ctx, &organizations.ListOrganizationalUnitsForParentInput{ParentId: &s.root})
	if err != nil {
		return err
	}
	for _, u := range units.OrganizationalUnits {
		if aws.ToString(u.Name) != unit {
			continue
		}
		if _, err := s.AttachPolicy(ctx, &organizations.AttachPolicyInput{PolicyId: made.Policy.PolicySummary.Id, TargetId: u.Id}); err != nil || !only {
			return err
		}
		_, err := s.DetachPolicy(ctx, &organizations.DetachPolicyInput{PolicyId: aws.String("p-FullAWSAccess"), TargetId: u.Id})
		return err
	}
	return nil
}

// twoPlaces has a second place, and moved has an account in it.
var (
	twoPlaces = strings.Replace(ruled, "accounts:\n", "  vault: {}\naccounts:\n", 1)
	moved     = strings.Replace(twoPlaces, "aws+storage@acme.example, classification: production", "aws+storage@acme.example, classification: vault", 1)
)

// An account that a plan brings under a guardrail of others is tried there too.
func TestOthersGuardrailsAreTried(t *testing.T) {
	for _, test := range []struct {
		name, unit, text string
		only             bool
		document, want   string
	}{
		{"none where it goes", "production", denyAll, false, moved, ""},
		{"everything denied", "vault", denyAll, false, moved, "guardrail-locks-out master/placement/storage in storage this run could no longer iam:GetAccountAuthorizationDetails and "},
		{"but the access role", "vault", denyExcept, false, moved, ""},
		{"only S3 allowed", "vault", permitS3, true, moved, "guardrail-locks-out master/placement/storage in storage"},
		{"everything allowed", "vault", permitAll, true, moved, ""},
		{"S3 allowed beside AWS's own", "vault", permitS3, false, moved, ""},
		{"nothing moves", "vault", denyAll, false, twoPlaces, ""},
		{
			"a new account", "vault", denyAll, false, strings.Replace(twoPlaces, "functions:\n", "  third: {email: aws+third@acme.example, classification: vault}\nfunctions:\n", 1),
			"guardrail-locks-out master/placement/third in third",
		},
		{"a new place", "vault", permitS3, true, strings.ReplaceAll(strings.Replace(moved, "  vault: {}\n", "  vault: {}\n  depot: {}\n", 1), "example, classification: vault", "example, classification: depot"), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := inSandbox(t, sandbox.Options{})
			l.open(twoPlaces).apply()
			s, err := newStranger(t.Context(), l.cfg)
			l.must(err)
			l.must(s.fence(t.Context(), test.unit, test.text, test.only))
			o := l.open(test.document)
			p, err := o.cloud.Read(t.Context(), Need(o.Wish))
			l.must(err)
			d := Compare(o.Wish, o.cloud, p)
			if d.Moves() != (test.document != twoPlaces) {
				t.Errorf("moves: %v", d.Moves())
			}
			if d.Moves() {
				read, err := o.cloud.ReadOthers(t.Context(), p)
				l.must(err)
				if !read {
					t.Error("nothing was read")
				}
				before := lines(d.Plan)
				d = Compare(o.Wish, o.cloud, p)
				if after := lines(d.Plan); after != before {
					t.Errorf("the plan was\n%sand is\n%s", before, after)
				}
			}
			got := told(d.Guard(o.Wish, o.cloud, p, engine.Limits{MaxDeletes: -1, MaxRevokes: -1}))
			if !strings.HasPrefix(got, test.want) || test.want == "" && got != "" {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}
