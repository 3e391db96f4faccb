package access

import (
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/policy"
)

// Step makes the Realm what it is after a change. The bodies of the change
// speak as the Realm's texts do. A change that has no say changes nothing.
func (r *Realm) Step(c engine.Change) {
	step, known := map[string]func(*Realm, engine.Change){
		"policytype": (*Realm).policytype, "guardrail": (*Realm).guardrail, "attachment": (*Realm).attachment,
		"unit": (*Realm).unit, "account": (*Realm).account, "placement": (*Realm).placement,
		"role": (*Realm).role, "cirole": (*Realm).role, "grant": (*Realm).grant,
		"user": (*Realm).user, "group": (*Realm).group, "member": (*Realm).member, "suspension": (*Realm).suspension,
		"assume": (*Realm).assume, "selfservice": (*Realm).selfservice,
	}[c.Kind]
	if known && (c.Kind == "account" || r.Accounts[c.Account] != nil) {
		step(r, c)
	}
}

func (r *Realm) policytype(c engine.Change) { r.Fenced = c.After != "" }

func (r *Realm) guardrail(c engine.Change) {
	var b struct {
		Policy     policy.Document
		Unreadable string
	}
	switch {
	case c.After == "":
		delete(r.Guardrails, c.Name)
	case c.After.Read(&b) != nil:
		r.Guardrails[c.Name] = "?"
	case b.Unreadable != "":
		r.Guardrails[c.Name] = b.Unreadable
	default:
		r.Guardrails[c.Name] = b.Policy.String()
	}
}

func (r *Realm) attachment(c engine.Change) {
	name, target := ends(c.Address)
	r.Targets[name] = slices.DeleteFunc(slices.Clone(r.Targets[name]), func(t string) bool { return t == target })
	if c.After != "" {
		r.Targets[name] = append(r.Targets[name], target)
	}
}

// unit has AWS's own guardrail from the beginning, where that was read, and keeps
// what it has when it is renamed.
func (r *Realm) unit(c engine.Change) {
	if c.Action() == engine.Update {
		return
	}
	target := "/" + c.Name
	for name, targets := range r.Targets {
		r.Targets[name] = slices.DeleteFunc(slices.Clone(targets), func(t string) bool { return t == target || t == c.Name && r.Accounts[t] == nil })
	}
	if c.After != "" {
		r.free(target)
	}
}

// free attaches AWS's own guardrail to what is new, as AWS does.
func (r *Realm) free(target string) {
	if r.Guardrails[fullAccess] != "" {
		r.Targets[fullAccess] = append(slices.Clone(r.Targets[fullAccess]), target)
	}
}

// account makes an account as AWS does: in the root, with the access role.
func (r *Realm) account(c engine.Change) {
	switch {
	case c.After == "":
		delete(r.Accounts, c.Name)
		delete(r.Units, c.Name)
	case c.Before == "" && r.Accounts[c.Name] == nil:
		h := NewHolding("{" + c.Name + "}")
		h.Roles[r.Setting.AccessRole] = &Identity{
			Path: "/", Attached: []string{"arn:aws:iam::aws:policy/AdministratorAccess"},
			Trust: policy.TrustAccount(r.Accounts[master].ID).String(),
		}
		r.Accounts[c.Name], r.Units[c.Name] = h, ""
		r.free(c.Name)
	}
}

func (r *Realm) placement(c engine.Change) {
	var b struct{ Unit string }
	if c.After != "" && c.After.Read(&b) == nil {
		r.Units[c.Name] = b.Unit
	}
}

// role is a function's role, or one of CI's, which says all that it may do.
func (r *Realm) role(c engine.Change) {
	var b struct {
		Trust            policy.Document
		Unreadable, Path string
		Tags             map[string]string
		Policies         map[string]given
	}
	roles := r.Accounts[c.Account].Roles
	if c.After == "" {
		delete(roles, c.Name)
		return
	}
	next := &Identity{Path: r.Setting.Path, Inline: map[string]string{}}
	if was := roles[c.Name]; was != nil {
		*next = *was
	}
	roles[c.Name] = next
	if c.After.Read(&b) != nil || b.Unreadable != "" {
		next.Trust = "?"
		return
	}
	next.Trust, next.Tags = b.Trust.String(), b.Tags
	if b.Path != "" {
		next.Path = b.Path
	}
	if c.Kind == "cirole" {
		next.Inline, next.Attached = map[string]string{}, nil
		for name, g := range b.Policies {
			g.put(next, name)
		}
	}
}

// given is the body of a grant.
type given struct {
	Policy     string
	Document   *policy.Document
	Unreadable string
}

func (g given) put(to *Identity, name string) {
	switch {
	case g.Policy != "":
		to.Attached = append(slices.Clone(to.Attached), g.Policy)
		slices.Sort(to.Attached)
		return
	case g.Document != nil:
		g.Unreadable = g.Document.String()
	}
	to.Inline = with1(to.Inline, name, g.Unreadable)
}

func (g given) take(from *Identity, name string) {
	if g.Policy != "" {
		from.Attached = slices.DeleteFunc(slices.Clone(from.Attached), func(arn string) bool { return arn == g.Policy })
		return
	}
	from.Inline = without1(from.Inline, name)
}

func (r *Realm) grant(c engine.Change) {
	function, name, _ := strings.Cut(c.Name, "/")
	name = strings.TrimPrefix(name, "inline/") // beside a managed policy of the same name
	of := r.Accounts[c.Account].Roles[function]
	if of == nil {
		return
	}
	next := *of
	var before, after given
	if c.Before != "" && c.Before.Read(&before) == nil {
		before.take(&next, name)
	}
	if c.After != "" && c.After.Read(&after) == nil {
		after.put(&next, name)
	}
	r.Accounts[c.Account].Roles[function] = &next
}

// assume replaces all that a group may do, but for self-service, by what its
// members may assume.
func (r *Realm) assume(c engine.Change) {
	of := r.Accounts[c.Account].Groups[c.Name]
	if of == nil {
		return
	}
	var b struct {
		May    policy.Document
		Others []string
	}
	next := *of
	next.Inline = nil
	next.Attached = slices.DeleteFunc(slices.Clone(of.Attached), func(arn string) bool { return arn != r.selfserviceARN(c.Account) })
	if c.After != "" && c.After.Read(&b) == nil {
		if len(b.May.Statement) > 0 {
			next.Inline = map[string]string{"assume": b.May.String()}
		}
		for _, other := range b.Others {
			if name, inline := strings.CutPrefix(other, "inline "); inline {
				next.Inline = with1(next.Inline, name, of.Inline[name])
			} else {
				next.Attached = append(next.Attached, other)
			}
		}
	}
	r.Accounts[c.Account].Groups[c.Name] = &next
}

const selfserviceName = "self-service"

func (r *Realm) selfserviceARN(account string) string {
	return r.arn(account, "policy"+r.Setting.Path+selfserviceName)
}

// selfservice is a managed policy, or its attachment to a group.
func (r *Realm) selfservice(c engine.Change) {
	h, arn := r.Accounts[c.Account], r.selfserviceARN(c.Account)
	_, group, attached := strings.Cut(c.Name, "@")
	if !attached {
		var b struct{ Policy *policy.Document }
		switch {
		case c.After == "":
			delete(h.Policies, arn)
		case c.After.Read(&b) == nil && b.Policy != nil:
			h.Policies[arn] = b.Policy.String()
		}
		return
	}
	of := h.Groups[group]
	if of == nil {
		return
	}
	next := *of
	next.Attached = slices.DeleteFunc(slices.Clone(of.Attached), func(a string) bool { return a == arn })
	if c.After != "" {
		next.Attached = append(next.Attached, arn)
	}
	h.Groups[group] = &next
}

// with1 and without1 leave the map they are given as it is: others may share
// it.
func with1(m map[string]string, key, value string) map[string]string {
	m = maps.Clone(m)
	if m == nil {
		m = map[string]string{}
	}
	m[key] = value
	return m
}

func without1(m map[string]string, key string) map[string]string {
	m = maps.Clone(m)
	delete(m, key)
	return m
}
