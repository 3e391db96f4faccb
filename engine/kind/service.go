package kind

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// A service is an AWS service that may act in all accounts of the
// organization (AWS: trusted access). Only those that org.yaml depends on are
// ours; others are left as they are.
var service = define[struct{}]{
	name:   "service",
	in:     master,
	listed: true,

	want: func(w *Wish, _ string, put func(string, struct{})) {
		for _, name := range w.services() {
			put(name, struct{}{})
		}
	},
	have: func(s *Sight, put func(string, struct{})) {
		for _, name := range s.services() {
			if slices.Contains(s.organization().Services, name) {
				put(name, struct{}{})
			}
		}
	},
	create: func(ctx context.Context, in *cloud.Account, name string, _ struct{}) error {
		_, err := in.Organizations.EnableAWSServiceAccess(ctx, &organizations.EnableAWSServiceAccessInput{ServicePrincipal: &name})
		return err
	},
	why: func(struct{}) string { return "trusted access" },
	needs: func(w *Wish, _ engine.Address, _ struct{}) []engine.Address {
		return []engine.Address{at("organization", w.Org.Organization.Name)}
	},
}.kind()

// accountManagement is the service through which the master account changes
// names and contacts of its members.
const accountManagement = "account.amazonaws.com"

// services lists the services that what org.yaml asks for depends on: a name
// does where it is to be changed.
func (w *Wish) services() []string {
	var all []string
	if len(w.Org.Organization.Contacts) > 0 || w.renaming {
		all = append(all, accountManagement)
	}
	if w.centralRoot() && w.lacking[centralRootAccess] == nil {
		all = append(all, identityManagement)
	}
	return all
}

// renames reports whether an account of the picture is called otherwise than
// org.yaml says.
func (w *Wish) renames(p *cloud.Picture) bool {
	for _, key := range w.Org.Leaves() {
		if m, ok := p.Organization.Member(key); ok && !w.invited(key) && m.Called != w.account(key).Name {
			return true
		}
	}
	return false
}
