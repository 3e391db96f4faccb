package kind

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// organizationRules are about the organization as a whole.
var organizationRules = []rule{
	{
		name: "account-not-declared", severity: engine.Error, in: master,
		about: "an account in the organization, or invited to it, that org.yaml does not name",
		fix:   "find out whose it is; an invitation is cancelled and an account closed by hand",
		keep:  `add it to accounts with id: "{id}"`,
		look:  (*Sight).undeclaredAccounts,
	},
	{
		name: "account-suspended", severity: engine.Error, in: master, class: engine.Changed,
		about: "an account of org.yaml that AWS has suspended or is closing, though org.yaml does not ask for that",
		fix:   "ask AWS Support to reopen {name} within 90 days of its closing, or write state: closed",
		keep:  "write state: closed at accounts.{name}",
		look: func(s *Sight, found func(engine.Address, string)) {
			for _, m := range s.organization().Members {
				if s.Names.Declares(m.Name) && !m.Active() && s.Org.Accounts[m.Name].State != "closed" {
					found(at("account", m.Name), fmt.Sprintf("account %s (%s) is %s", m.ID, m.Called, m.State))
				}
			}
		},
	},
	{
		name: "unit-not-declared", severity: engine.Error, in: master,
		about: "an organizational unit that org.yaml does not mean: what is put there escapes its guardrails",
		fix:   "move its accounts to where they belong, then delete the unit",
		look: func(s *Sight, found func(engine.Address, string)) {
			for _, u := range s.organization().Units {
				if !s.wantsUnit(u.Path) && !s.owns(u.Tags) {
					found(at("unit", u.Path), fmt.Sprintf("unit %s was not made here; %s", u.ID, s.livesIn(u.Path)))
				}
			}
		},
	},
	{
		name: "policy-not-declared", severity: engine.Error, in: master,
		about: "an organization policy (AWS: service control policy) that org.yaml does not know",
		fix:   "find out what it is for; then detach and delete it, or declare it under guardrails with adopt: true",
		mend: func(s *Sight, a engine.Address) string {
			if isBuiltin(a.Name) {
				return s.takeOverBuiltin(a.Name, s.organization().Guardrails)
			}
			return ""
		},
		look: func(s *Sight, found func(engine.Address, string)) {
			for _, g := range s.organization().Guardrails {
				if !g.AWSManaged() && !s.owns(g.Tags) && !slices.Contains(s.guardrails(), g.Name) {
					found(at("guardrail", g.Name), fmt.Sprintf("policy %s was not made here", g.ID))
				}
			}
		},
	},
	{
		name: "delegated-administrator", severity: engine.Error, in: master,
		about: "a member account that may administer a service for the whole organization",
		fix:   "deregister {name} in the master account, unless a service needs it there",
		look: func(s *Sight, found func(engine.Address, string)) {
			for _, id := range slices.Sorted(slices.Values(s.organization().Delegates)) {
				found(at("delegate", s.accountCalled(id)), fmt.Sprintf("account %s is a delegated administrator of the organization", id))
			}
		},
	},
	{
		name: "invitation-expiring", severity: engine.Warning, in: master, class: engine.Missing,
		about: "an invitation that nobody has accepted and that ends within three days",
		fix:   "have an administrator of {name} accept it; after its end, apply sends another",
		look:  (*Sight).endingInvitations,
	},
	{
		name: "feature-disabled", severity: engine.Error, in: master, class: engine.Changed,
		about: "all features, service control policies or a service's trusted access, switched off",
		fix:   "enable all features: orgwright plan has the steps",
		look: func(s *Sight, found func(engine.Address, string)) {
			if o := s.Picture.Organization; o != nil && !o.AllFeatures {
				found(at("organization", s.Org.Organization.Name), "the organization is for consolidated billing alone: no guardrail works")
			}
		},
		names: func(c engine.Change) bool {
			return slices.Contains([]string{organization.name, policytype.name, service.name, "rootaccess"}, c.Kind)
		},
	},
	{
		name: "policy-detached", severity: engine.Error, in: master, class: engine.Missing,
		about: "a guardrail that was taken off a unit, an account or the root",
		fix:   "orgwright apply attaches it",
		names: func(c engine.Change) bool { return c.Kind == attachment.name && c.Action() == engine.Create },
	},
	{
		name: "account-misplaced", severity: engine.Error, in: master, class: engine.Changed,
		about: "an account that is not in the unit of its classification",
		fix:   "orgwright apply moves it back",
		names: func(c engine.Change) bool { return c.Kind == placement.name },
	},
	{
		name: "alternate-contact", severity: engine.Error, in: everywhere, class: engine.Changed,
		about: "an alternate contact that is not the one org.yaml names: somebody else gets AWS's letters",
		fix:   "orgwright apply puts it back",
		names: func(c engine.Change) bool { return c.Kind == contact.name },
	},
	{
		name: "password-policy", severity: engine.Error, in: master, class: engine.Changed,
		about: "a password policy that is not the one org.yaml asks for",
		fix:   "orgwright apply puts it back",
		names: func(c engine.Change) bool { return c.Kind == passwordpolicy.name },
	},
}

// undeclaredAccounts are the strangers among the members, and those that may
// become ones. A closed one is nobody any more.
func (s *Sight) undeclaredAccounts(found func(engine.Address, string)) {
	for _, m := range s.organization().Members {
		if !s.Names.Declares(m.Name) && m.Active() {
			found(at("account", m.Name), fmt.Sprintf("account %s (%s, %s) is in the organization and not in org.yaml", m.ID, m.Called, m.Email))
		}
	}
	for _, i := range s.organization().Invitations {
		if i.Pending() && s.inviteeOf(i) == "" {
			whom := cmp.Or(i.Account, i.Email)
			found(at(invitation.name, whom), fmt.Sprintf("account %s is invited into the organization and not in org.yaml", whom))
		}
	}
}

// inviteeOf is the key of the account that an invitation is for; "" for none
// that org.yaml names.
func (s *Sight) inviteeOf(i cloud.Invitation) string {
	for _, key := range s.Org.Leaves() {
		id, _ := s.Names.ID(key)
		if i.Account != "" && i.Account == id || i.Email != "" && strings.EqualFold(i.Email, s.Org.Accounts[key].Email) {
			return key
		}
	}
	return ""
}

const invitationNotice = 3 * 24 * time.Hour // of the 15 days an invitation lasts (AWS: inviting an account)

func (s *Sight) endingInvitations(found func(engine.Address, string)) {
	for _, i := range s.organization().Invitations {
		if key := s.inviteeOf(i); key != "" && i.Pending() && i.Expires.Sub(s.now()) < invitationNotice {
			found(at(invitation.name, key), "the invitation ends on "+i.Expires.UTC().Format("2006-01-02 15:04 UTC")+" and nobody has accepted it")
		}
	}
}

// livesIn says which accounts are in a unit or below it.
func (s *Sight) livesIn(unit string) string {
	var names []string
	for _, m := range s.organization().Members {
		if m.Unit == unit || strings.HasPrefix(m.Unit, unit+"/") {
			names = append(names, m.Name)
		}
	}
	slices.Sort(names)
	if len(names) == 0 {
		return "no account is in it"
	}
	return strings.Join(names, ", ") + " is in it"
}

func (s *Sight) accountCalled(id string) string {
	if name, known := s.Names.Name(id); known {
		return name
	}
	return id
}
