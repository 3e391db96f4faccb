package kind

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// A rootaccess is one of the two features of central root access: that members
// have no root credentials of their own, and that the master account does for a
// quarter of an hour what only their root users could. Accounts that AWS makes
// from then on begin without a root password. To switch it off is for people:
// nothing goes by the absence of a line.
var rootaccess = define[struct{}]{
	name:   "rootaccess",
	in:     master,
	listed: true,

	want: func(w *Wish, _ string, put func(string, struct{})) {
		if w.centralRoot() {
			for name := range rootFeatures {
				put(name, struct{}{})
			}
		}
	},
	have: func(s *Sight, put func(string, struct{})) {
		for name, feature := range rootFeatures {
			if s.centralRoot() && slices.Contains(s.organization().RootFeatures, string(feature)) {
				put(name, struct{}{})
			}
		}
	},
	create: func(ctx context.Context, in *cloud.Account, name string, _ struct{}) (err error) {
		if name == rootSessions {
			_, err = in.IAM.EnableOrganizationsRootSessions(ctx, &iam.EnableOrganizationsRootSessionsInput{})
		} else {
			_, err = in.IAM.EnableOrganizationsRootCredentialsManagement(ctx, &iam.EnableOrganizationsRootCredentialsManagementInput{})
		}
		return err
	},
	hand: func(w *Wish, _ engine.Address, _ Update[struct{}]) bool { return w.lacking[centralRootAccess] != nil },
	why:  func(struct{}) string { return "central root access" },
	steps: func(*Wish, engine.Address, Update[struct{}]) []string {
		return []string{"this endpoint has no central root access: it can only be switched on where it exists"}
	},
	needs: func(w *Wish, _ engine.Address, _ struct{}) []engine.Address {
		return []engine.Address{at("organization", w.Org.Organization.Name), at("service", identityManagement)}
	},
}.kind()

// rootSessions is one of the names of rootFeatures.
const rootSessions = "sessions"

var rootFeatures = map[string]types.FeatureType{
	"credentials": types.FeatureTypeRootCredentialsManagement, rootSessions: types.FeatureTypeRootSessions,
}

// identityManagement is the service through which central root access works
// (AWS: centrally manage root access for member accounts).
const identityManagement = "iam.amazonaws.com"

// centralRootAccess is what an endpoint may lack.
const centralRootAccess = "central root access"

func (w *Wish) centralRoot() bool { return w.Org.Organization.RootAccess == "central" }
