package kind

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// A search is for the deed behind something that differs.
type search struct {
	cloud.Inquiry          // with Key EventName and no Value, all of calls are asked for
	calls         []string // the operations that may have done it
	marks         []anyOf  // what the record of the deed must speak of, all of it
}

// An anyOf is words of which one is enough.
type anyOf []string

// Witness asks AWS's log by whom what differs was done, and when; d.Since says how
// far to look back. Where the log cannot be read it stays unknown, with a note and
// the policy that would help.
func Witness(ctx context.Context, c *cloud.Cloud, p *cloud.Picture, d *engine.Drift) error {
	w := &witness{Cloud: c, picture: p, since: *d.Since, known: map[cloud.Inquiry][]cloud.Deed{}, dark: map[string]error{}}
	for i := range d.Changes {
		x := &d.Changes[i]
		if err := w.see(ctx, w.search(x.Address), x.Class(), &x.Seen); err != nil {
			return err
		}
	}
	for i := range d.Findings {
		f := &d.Findings[i]
		if f.Severity == engine.Warning {
			continue // nobody did that: time passed
		}
		if err := w.see(ctx, w.search(f.Address).by(f.Rule), f.Class, &f.Seen); err != nil {
			return err
		}
	}
	for _, account := range sortedKeys(w.dark) {
		d.Notes = append(d.Notes, fmt.Sprintf("who did what in %s is not known: %v; %s", account, w.dark[account], wayToRead(c, account, w.dark[account])))
	}
	return nil
}

type witness struct {
	*cloud.Cloud
	picture *cloud.Picture
	since   time.Time
	known   map[cloud.Inquiry][]cloud.Deed
	dark    map[string]error // accounts whose log cannot be read, and why
}

// see finds the newest deed that a search is for.
func (w *witness) see(ctx context.Context, s search, class engine.Class, seen **engine.Event) error {
	values := []string{s.Value}
	if s.Key == "EventName" {
		values = s.calls
	}
	for _, value := range values {
		deeds, err := w.deeds(ctx, cloud.Inquiry{Account: s.Account, Key: s.Key, Value: value})
		if err != nil {
			return err
		}
		for _, d := range deeds {
			if !s.is(d, class) {
				continue
			}
			if d, err = w.asked(ctx, d); err != nil {
				return err
			}
			if *seen == nil || d.At.After((*seen).At) {
				*seen = &engine.Event{At: d.At, By: unbraced.Replace(w.Speak(d.By)), Call: d.Call}
			}
		}
	}
	return nil
}

// deeds asks once for each inquiry, and an account that refuses no more.
func (w *witness) deeds(ctx context.Context, q cloud.Inquiry) ([]cloud.Deed, error) {
	if _, asked := w.known[q]; asked || w.dark[q.Account] != nil || q.Key == "" {
		return w.known[q], nil
	}
	deeds, err := w.Deeds(ctx, q, w.since)
	if err != nil && ctx.Err() != nil {
		return nil, err
	}
	if err != nil {
		w.dark[q.Account] = err
	}
	w.known[q] = deeds
	return deeds, nil
}

// asked is the call behind what AWS itself says of an account that was made: who
// asked for it stands there, and which account it became stands here.
func (w *witness) asked(ctx context.Context, d cloud.Deed) (cloud.Deed, error) {
	if d.Call != "CreateAccountResult" {
		return d, nil
	}
	calls, err := w.deeds(ctx, cloud.Inquiry{Account: cloud.Master, Key: "EventName", Value: "CreateAccount"})
	for _, call := range calls {
		if call.Creation != "" && call.Creation == d.Creation {
			return call, nil
		}
	}
	d.By = "somebody before that" // who asked earlier than was looked back
	return d, err
}

// undoing are the first words of operations that take something away.
var undoing = []string{"Delete", "Detach", "Remove", "Disable", "Deactivate"}

// is reports whether a deed may be the one: what is missing was taken away, what
// is extra was not.
func (s search) is(d cloud.Deed, class engine.Class) bool {
	undone := slices.ContainsFunc(undoing, func(verb string) bool { return strings.HasPrefix(d.Call, verb) })
	switch {
	case !slices.Contains(s.calls, d.Call), class == engine.Missing && !undone && !slices.Contains(s.calls, "CreateLoginProfile"), class == engine.Extra && undone:
		return false
	}
	said := func(word string) bool { return strings.Contains(d.Record, word) }
	return !slices.ContainsFunc(s.marks, func(mark anyOf) bool { return !slices.ContainsFunc(mark, said) })
}

// byRule are the operations that break a rule, where more may be done to a thing
// of the sort.
var byRule = map[string]string{
	"user-in-leaf": "CreateUser", "user-not-declared": "CreateUser", "direct-permission": "AttachUserPolicy PutUserPolicy AddUserToGroup",
	"foreign-trust": "CreateRole UpdateAssumeRolePolicy", "admin-outside-function": "AttachRolePolicy PutRolePolicy AttachGroupPolicy PutGroupPolicy",
	"access-role": "AttachRolePolicy DetachRolePolicy PutRolePolicy DeleteRolePolicy PutRolePermissionsBoundary UpdateAssumeRolePolicy DeleteRole",
}

// by is a search for what breaks a rule alone.
func (s search) by(rule string) search {
	if calls := byRule[rule]; calls != "" {
		s.calls = strings.Fields(calls)
	}
	return s
}

var unbraced = strings.NewReplacer("{", "", "}", "")

// search says where the deed behind a difference would be.
func (w *witness) search(a engine.Address) search {
	if s, ok := w.inIAM(a); ok {
		return s
	}
	calls := callsOf[a.Kind]
	s := search{Inquiry: cloud.Inquiry{Account: cloud.Master, Key: "EventName"}, calls: strings.Fields(calls)}
	switch a.Kind {
	case guardrail.name:
		s.marks = []anyOf{w.policyID(a.Name)}
	case attachment.name:
		name, target, _ := strings.Cut(a.Name, "@")
		s.marks = []anyOf{w.policyID(name), {w.targetID(target)}}
	case unit.name:
		s.marks = []anyOf{{path.Base(a.Name)}}
	case placement.name, "delegate", account.name, invitation.name:
		s.marks = []anyOf{{w.idOf(a.Name)}}
	case service.name:
		s.marks = []anyOf{{a.Name}}
	case contact.name:
		s.marks = []anyOf{{strings.ToUpper(a.Name)}}
		if a.Account != cloud.Master {
			s.marks = append(s.marks, anyOf{w.idOf(a.Account)})
		}
	case passwordpolicy.name, alias.name:
		s.Account = a.Account
	case identityprovider.name:
		s.Account, s.marks = a.Account, []anyOf{{a.Name}}
	}
	return s
}

// callsOf are the operations by which facts of the organization, and settings of
// accounts, come to differ, by kind.
var callsOf = map[string]string{
	"guardrail": "CreatePolicy UpdatePolicy DeletePolicy", "attachment": "AttachPolicy DetachPolicy",
	"unit": "CreateOrganizationalUnit UpdateOrganizationalUnit DeleteOrganizationalUnit", "placement": "MoveAccount",
	"account": "CreateAccountResult CloseAccount AcceptHandshake InviteAccountToOrganization", "invitation": "InviteAccountToOrganization",
	"delegate": "RegisterDelegatedAdministrator", "policytype": "DisablePolicyType", "service": "DisableAWSServiceAccess",
	"contact": "PutAlternateContact DeleteAlternateContact", "passwordpolicy": "UpdateAccountPasswordPolicy DeleteAccountPasswordPolicy",
	"alias": "CreateAccountAlias DeleteAccountAlias", "identityprovider": "CreateOpenIDConnectProvider CreateSAMLProvider AddClientIDToOpenIDConnectProvider DeleteOpenIDConnectProvider",
}

// inIAM is a search by the name of what was done to; false where the address is
// of nothing in IAM that has one.
func (w *witness) inIAM(a engine.Address) (search, bool) {
	name, rest, _ := strings.Cut(a.Name, "/")
	calls, marks := "", []anyOf(nil)
	switch a.Kind {
	case role.name:
		calls = "CreateRole UpdateAssumeRolePolicy UpdateRole TagRole UntagRole DeleteRole PutRolePermissionsBoundary DeleteRolePermissionsBoundary"
	case cirole.name:
		calls = "CreateRole UpdateAssumeRolePolicy UpdateRole AttachRolePolicy PutRolePolicy DetachRolePolicy DeleteRolePolicy DeleteRole " +
			"PutRolePermissionsBoundary DeleteRolePermissionsBoundary"
	case grant.name:
		calls, marks = "AttachRolePolicy PutRolePolicy DetachRolePolicy DeleteRolePolicy", []anyOf{{path.Base(rest)}}
	case user.name:
		calls = "CreateUser UpdateUser TagUser UntagUser DeleteUser PutUserPermissionsBoundary DeleteUserPermissionsBoundary"
	case "key":
		calls = "CreateAccessKey UpdateAccessKey"
	case "login":
		calls = "CreateLoginProfile UpdateLoginProfile"
	case mfa.name:
		calls = "DeactivateMFADevice CreateLoginProfile CreateAccessKey"
	case member.name:
		calls, name, marks = "AddUserToGroup RemoveUserFromGroup", rest, []anyOf{{name}}
	case group.name:
		calls = "CreateGroup UpdateGroup DeleteGroup"
	case assume.name:
		calls = "PutGroupPolicy AttachGroupPolicy DetachGroupPolicy DeleteGroupPolicy"
	case selfservice.name:
		return w.ofSelfservice(a.Name), true
	default:
		return search{}, false
	}
	return search{cloud.Inquiry{Account: a.Account, Key: "ResourceName", Value: name}, strings.Fields(calls), marks}, true
}

func (w *witness) ofSelfservice(name string) search {
	if _, group, attached := strings.Cut(name, "@"); attached {
		return search{cloud.Inquiry{Account: cloud.Master, Key: "ResourceName", Value: group}, []string{"AttachGroupPolicy", "DetachGroupPolicy"}, []anyOf{{selfserviceName}}}
	}
	in, _ := w.Account(cloud.Master)
	return search{
		cloud.Inquiry{Account: cloud.Master, Key: "ResourceName", Value: managedARN(in, name)},
		[]string{"CreatePolicyVersion", "SetDefaultPolicyVersion", "DeletePolicy"},
		nil,
	}
}

// idOf is an account's id, or what stands in its place.
func (w *witness) idOf(account string) string {
	if id, known := w.ID(account); known {
		return id
	}
	return account
}

// policyID is the id of a guardrail, and its name, by which it was made.
func (w *witness) policyID(name string) anyOf {
	if w.picture.Organization != nil {
		for _, g := range w.picture.Organization.Guardrails {
			if g.Name == name {
				return anyOf{g.ID, `"` + name + `"`}
			}
		}
	}
	return anyOf{`"` + name + `"`}
}

// targetID is the id of what an attachment is at.
func (w *witness) targetID(target string) string {
	if id, known := w.ID(target); known {
		return id
	}
	if o := w.picture.Organization; o != nil {
		unit := strings.TrimPrefix(target, "/")
		if target == root {
			unit = ""
		}
		if id, known := o.Place(unit); known {
			return id
		}
	}
	return target
}
