package kind

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// An organization makes one company of several accounts. Its consolidated-
// billing form has no guardrails; leaving that form needs every member's
// consent and so is for people.
var organization = define[organizationBody]{
	name:    "organization",
	forever: true,
	in:      master,
	listed:  true,

	want: func(w *Wish, _ string, put func(string, organizationBody)) {
		put(w.Org.Organization.Name, organizationBody{Features: "ALL"})
	},
	have: func(s *Sight, put func(string, organizationBody)) {
		switch o := s.Picture.Organization; {
		case o == nil:
		case o.AllFeatures:
			put(s.Org.Organization.Name, organizationBody{Features: "ALL"})
		default:
			put(s.Org.Organization.Name, organizationBody{Features: "CONSOLIDATED_BILLING"})
		}
	},
	create: func(ctx context.Context, in *cloud.Account, _ string, _ organizationBody) error {
		_, err := in.Organizations.CreateOrganization(ctx, &organizations.CreateOrganizationInput{FeatureSet: types.OrganizationFeatureSetAll},
			func(o *organizations.Options) { o.Retryer = in.Once() })
		return cloud.Except(err, "AlreadyInOrganizationException")
	},
	why: func(b organizationBody) string { return map[string]string{"ALL": "all features"}[b.Features] },
	steps: func(*Wish, engine.Address, Update[organizationBody]) []string {
		return []string{
			"in the master account:\n  aws organizations enable-all-features",
			"each invited member approves the handshake that AWS sends to it",
			"in the master account:\n  aws organizations accept-handshake --handshake-id ID",
		}
	},
}.kind()

type organizationBody struct {
	Features string `json:"features"`
}
