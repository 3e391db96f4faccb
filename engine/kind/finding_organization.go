package kind

import (
	"fmt"

	"github.com/orgwright/orgwright/engine"
)

// organizationRules are about the organization as a whole.
var organizationRules = []rule{
	{
		name: "account-not-declared", severity: engine.Error, in: master,
		about: "an account of the organization that org.yaml does not name",
		fix:   "find out whose it is; an account is closed by hand",
		keep:  `add it to accounts with id: "{id}"`,
		look: func(s *Sight, found func(engine.Address, string)) {
			for _, m := range s.organization().Members {
				if !s.Names.Declares(m.Name) {
					found(at("account", m.Name), fmt.Sprintf("account %s (%s, %s) is in the organization and not in org.yaml", m.ID, m.Called, m.Email))
				}
			}
		},
	},
}
