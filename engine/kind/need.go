package kind

import (
	"slices"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/schema"
)

// Need is what must be read of AWS because the document speaks of it.
func Need(w *Wish) cloud.Need {
	n := cloud.Need{
		Former:         w.former(),
		Roles:          w.elsewhere(),
		Guardrails:     w.guardrails(),
		Services:       len(w.services()) > 0 || len(w.Org.Leaves()) > 0, // of accounts, that a name may have to change
		Contacts:       w.contacts(),
		Alias:          w.Org.Master.Alias != "",
		PasswordPolicy: w.Org.Master.PasswordPolicy != nil,
		Devices:        true, // also where nobody is wanted: who keeps control is asked of those who are there
		Named:          w.Org.People(w.Today),
		Invitations:    slices.ContainsFunc(w.Org.Leaves(), w.invited),
		Root:           map[string]bool{},
		People:         w.suspended(),
		RootAccess:     w.centralRoot(),
	}
	for account := range w.custodies() {
		n.Root[account] = true
	}
	return n
}

// Everything is what must be read where no document says what matters.
func Everything() cloud.Need {
	return cloud.Need{
		Services: true, Contacts: []string{"billing", "operations", "security"}, Alias: true, PasswordPolicy: true, Invitations: true, RootAccess: true, Everything: true,
	}
}

// Declared lists the leaf accounts for package cloud.
func Declared(o *schema.Org) []cloud.Declared {
	var all []cloud.Declared
	for _, key := range o.Keys() {
		a := o.Accounts[key]
		all = append(all, cloud.Declared{Name: key, ID: a.ID, Email: a.Email, AccessRole: a.AccessRole})
	}
	return all
}
