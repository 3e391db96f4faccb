package survey

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/schema"
)

// organization finds the organization's name: the one in the tags of what is
// ours, else one made of the master account's.
func (w *walk) organization() {
	o := &w.Org.Organization
	o.Name = w.owner()
	if o.Name == "" {
		m, _ := w.seen.Organization.Member(cloud.Master)
		for _, name := range []string{slug(w.seen.Snapshots[cloud.Master].Alias), slug(m.Called), "organization"} {
			if o.Name == "" && !schema.Says("account-id", name) && name != cloud.Master {
				o.Name = name[:min(len(name), 50)]
			}
		}
		w.say("organization/name", review+"tags and session names carry it")
	}
	w.say("organization/home_region", review+"the Region of these credentials")
	if !schema.Says("region", o.HomeRegion) {
		o.HomeRegion = "us-east-1"
	}
}

// owner is the name that most tags of ours carry, "" without any.
func (w *walk) owner() string {
	votes := map[string]int{}
	for _, u := range w.seen.Organization.Units {
		votes[u.Tags[cloud.OwnerTag]]++
	}
	for _, g := range w.seen.Organization.Guardrails {
		votes[g.Tags[cloud.OwnerTag]]++
	}
	for _, s := range w.seen.Snapshots {
		for _, r := range s.Roles {
			if aws.ToString(r.Path) == w.Path {
				votes[tagged(r.Tags, cloud.OwnerTag)]++
			}
		}
		for _, u := range s.Users {
			if aws.ToString(u.Path) == w.Path {
				votes[tagged(u.Tags, cloud.OwnerTag)]++
			}
		}
	}
	best := ""
	for _, name := range slices.Sorted(maps.Keys(votes)) {
		if schema.Says("organization", name) && votes[name] > votes[best] || best == "" && schema.Says("organization", name) {
			best = name
		}
	}
	return best
}

// master describes the master account.
func (w *walk) master() {
	m, _ := w.seen.Organization.Member(cloud.Master)
	s := w.seen.Snapshots[cloud.Master]
	w.Org.Master = schema.Master{ID: w.cloud.MasterID, Email: m.Email, Alias: s.Alias}
	if !schema.Says("account-email", m.Email) {
		w.Org.Master.Email = "master@acme.example"
		w.say("master/email", review+"what AWS has cannot be written: "+m.Email)
	}
	if s.Alias != "" && (!schema.Says("alias", s.Alias) || schema.Says("account-id", s.Alias)) {
		w.Org.Master.Alias = ""
		w.left("master/alias/sign-in", "the alias %s cannot be written", s.Alias)
	}
	w.above("master/id", review+"who keeps the root user's password, and who its one-time codes? AWS does not say.",
		"root: {password: NAME, mfa: ANOTHER}")
	w.passwords(s)
}

func (w *walk) passwords(s *cloud.Snapshot) {
	p := s.PasswordPolicy
	if p == nil {
		return
	}
	q := &schema.PasswordPolicy{
		MinLength: int(aws.ToInt32(p.MinimumPasswordLength)), Reuse: int(aws.ToInt32(p.PasswordReusePrevention)), MaxAgeDays: int(aws.ToInt32(p.MaxPasswordAge)),
	}
	for _, r := range []struct {
		on   bool
		word string
	}{
		{p.RequireLowercaseCharacters, "lowercase"}, {p.RequireUppercaseCharacters, "uppercase"}, {p.RequireNumbers, "numbers"}, {p.RequireSymbols, "symbols"},
	} {
		if r.on {
			q.Require = append(q.Require, r.word)
		}
	}
	if q.MinLength < 6 || q.MinLength > 128 || q.Reuse > 24 || q.MaxAgeDays > 1095 {
		w.left("master/passwordpolicy/people", "its lengths cannot be written: %d characters, %d former passwords, %d days", q.MinLength, q.Reuse, q.MaxAgeDays)
		return
	}
	w.Org.Master.PasswordPolicy = q
	if aws.ToBool(p.HardExpiry) || !p.AllowUsersToChangePassword {
		w.left("master/passwordpolicy/people", "hard expiry %v, people change their own password %v: a change of the policy would set false, true", aws.ToBool(p.HardExpiry), p.AllowUsersToChangePassword)
	}
}

// contacts writes the alternate contacts that are the same in every account.
func (w *walk) contacts() {
	all := w.snapshots()
	may := slices.Contains(w.seen.Organization.Services, "account.amazonaws.com")
	for _, sort := range []string{"security", "billing", "operations"} {
		first, have := all[0].Contacts[sort], 0
		for _, s := range all {
			if c, ok := s.Contacts[sort]; ok {
				have++
				if first.EmailAddress == nil {
					first = c
				}
			}
		}
		one := &schema.Contact{Name: aws.ToString(first.Name), Title: aws.ToString(first.Title), Email: aws.ToString(first.EmailAddress), Phone: aws.ToString(first.PhoneNumber)}
		same := have == len(all) && !slices.ContainsFunc(all, func(s *cloud.Snapshot) bool {
			c := s.Contacts[sort]
			return *one != schema.Contact{Name: aws.ToString(c.Name), Title: aws.ToString(c.Title), Email: aws.ToString(c.EmailAddress), Phone: aws.ToString(c.PhoneNumber)}
		})
		said := schema.Says("contact-name", one.Name) && schema.Says("contact-title", one.Title) && schema.Says("email", one.Email) && schema.Says("phone", one.Phone)
		switch {
		case have == 0:
		case same && said && may:
			if w.Org.Organization.Contacts == nil {
				w.Org.Organization.Contacts = map[string]*schema.Contact{}
			}
			w.Org.Organization.Contacts[sort] = one
		default:
			w.left("master/contact/"+sort, "%d of %d accounts have this alternate contact (%s); the language has one for all of them, with trusted access for Account Management", have, len(all), one.Email)
		}
	}
}

// beside tells what an organization has beside accounts and their guardrails.
func (w *walk) beside() {
	o := w.seen.Organization
	for _, t := range o.Types {
		w.left("master/policytype/"+t, "a type of organization policy that the language does not have")
	}
	central := slices.Contains(o.Services, "iam.amazonaws.com") && len(o.RootFeatures) == 2
	if central {
		w.Org.Organization.RootAccess = "central"
	} else if len(o.RootFeatures) > 0 {
		w.left("master/rootaccess/"+strings.Join(o.RootFeatures, "+"), "central root access is half on; the language has it on as a whole")
	}
	for _, s := range o.Services {
		if s != "account.amazonaws.com" && (s != "iam.amazonaws.com" || !central) {
			w.left("master/service/"+s, "trusted access, which the language does not speak of")
		}
	}
	for _, id := range o.Delegates {
		name, _ := w.cloud.Name(id)
		w.left("master/delegate/"+w.name(name), "it administers a service for the organization")
	}
	for _, what := range slices.Sorted(maps.Keys(w.seen.Lacking)) {
		w.left("master/organization/"+w.Org.Organization.Name, "this endpoint cannot list %s", what)
	}
	for _, s := range w.snapshots() {
		for _, arn := range s.Providers {
			_, name, _ := strings.Cut(arn, "-provider/")
			if !w.provider || s.Account != cloud.Master || name != cloud.GitHub {
				w.left(w.keys[s.Account]+"/identityprovider/"+name, "an identity provider")
			}
		}
	}
}

// head is what the document begins with.
func (w *walk) head() {
	o := &w.Org.Organization
	adopts := slices.ContainsFunc(slices.Collect(maps.Values(w.Org.Classifications)), func(c schema.Classification) bool { return c.Adopt }) ||
		slices.ContainsFunc(slices.Collect(maps.Values(w.Org.Guardrails)), func(g schema.Guardrail) bool { return g.Adopt }) ||
		slices.ContainsFunc(slices.Collect(maps.Values(w.Org.Functions)), func(f schema.Function) bool { return f.Adopt }) ||
		slices.ContainsFunc(slices.Collect(maps.Values(w.Org.Users)), func(u schema.User) bool { return u.Adopt })
	w.above("", fmt.Sprintf("The organization %s as it was on %s, written by orgwright import.", w.seen.Organization.ID, w.Today),
		"Planning this file changes nothing. Lines marked REVIEW were guessed: look at them first.")
	if adopts {
		o.Adopt = "later"
		w.above("organization/adopt", "What has adopt: true below was not made by orgwright and is left as it is.",
			"Take this line away, and the next plan shows what taking it over would change.")
	}
}
