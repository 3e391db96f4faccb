package access

import (
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/policy"
)

// everything is what somebody may do whom nothing holds back.
var everything = policy.Statement{Effect: policy.Allow, Action: policy.List{"*"}, Resource: policy.List{"*"}}

// A fence is what the guardrails of a State say, and where.
type fence struct {
	allows  map[string][]policy.Statement // by guardrail, where all of them are known
	sayings map[string]saying             // by guardrail
	targets map[string][]string           // by guardrail: units, accounts or root
	units   map[string]string             // where accounts live
}

func readFence(s engine.State) *fence {
	f := &fence{nil, map[string]saying{}, map[string][]string{}, map[string]string{}}
	for _, a := range addresses(s, "guardrail") {
		f.sayings[a.Name] = readGuardrail(a.Name, s[a])
	}
	if s[engine.Address{Account: master, Kind: "guardrail", Name: fullAccess}] != "" {
		f.readAllows(s)
	}
	for _, a := range addresses(s, "attachment") {
		name, target := ends(a)
		f.targets[name] = append(f.targets[name], target)
	}
	for _, a := range addresses(s, "placement") {
		var b struct{ Unit string }
		if s[a].Read(&b) == nil {
			f.units[a.Name] = b.Unit
		}
	}
	return f
}

// readGuardrail keeps what a guardrail denies. AWS's own FullAWSAccess is taken
// to be everywhere beside it, so that what one allows adds nothing.
func readGuardrail(name string, b engine.Body) saying {
	var body struct {
		Policy     policy.Document
		Unreadable string
	}
	if b.Read(&body) != nil || body.Unreadable != "" {
		return saying{named: &engine.Power{Name: name, Level: unknown}, body: b}
	}
	denies := slices.DeleteFunc(body.Policy.Statement, func(st policy.Statement) bool { return st.Effect != policy.Deny })
	return saying{statements: denies, body: b}
}

// ends are the guardrail and the target of an attachment. A guardrail's name
// has no @, a unit's may.
func ends(a engine.Address) (guardrail, target string) {
	guardrail, target, _ = strings.Cut(a.Name, "@")
	return guardrail, target
}

// over reports whether a target has an account under it. A unit that is called
// like an account has a slash before it.
func (f *fence) over(target, account string) bool {
	unit, placed := f.units[account]
	_, isAccount := f.units[target]
	switch {
	case target == account || target == "root":
		return true
	case isAccount || !placed:
		return false
	}
	target = strings.TrimPrefix(target, "/")
	return unit == target || strings.HasPrefix(unit, target+"/")
}

// holds reports whether a guardrail is in force in an account.
func (f *fence) holds(name, account string) bool {
	return slices.ContainsFunc(f.targets[name], func(target string) bool { return f.over(target, account) })
}

// in is what a guardrail says in an account: nothing where it is not in force.
// One whose document is not in the State is known by name alone.
func (f *fence) in(name, account string) saying {
	switch say, known := f.sayings[name]; {
	case !f.holds(name, account):
		return saying{}
	case known:
		return say
	default:
		return saying{named: &engine.Power{Name: name, Level: unknown}, body: "?"}
	}
}

// fullAccess is AWS's own guardrail that allows everything, and is attached
// everywhere until somebody takes it away.
const fullAccess = "FullAWSAccess"

// readAllows keeps what each guardrail allows: in a State that has AWS's own.
func (f *fence) readAllows(s engine.State) {
	f.allows = map[string][]policy.Statement{}
	for _, a := range addresses(s, "guardrail") {
		var body struct{ Policy policy.Document }
		if s[a].Read(&body) != nil {
			continue
		}
		for _, st := range body.Policy.Statement {
			if st.Effect == policy.Allow {
				f.allows[a.Name] = append(f.allows[a.Name], st)
			}
		}
	}
}

// shut is what the levels over an account do not allow, as statements that deny
// it: each of them, root, units and the account itself, must allow (AWS:
// Organizations user guide, service control policies).
func (f *fence) shut(account string) []policy.Statement {
	if f.allows == nil {
		return nil
	}
	levels := []string{"root"}
	path := ""
	for part := range strings.SplitSeq(f.units[account], "/") {
		if path = strings.TrimPrefix(path+"/"+part, "/"); path != "" {
			levels = append(levels, path)
		}
	}
	var all []policy.Statement
	for _, level := range append(levels, account) {
		if st, open := f.only(level, level == account); !open {
			all = append(all, st)
		}
	}
	return all
}

// only is a level as a statement that denies all that it does not allow. Which
// resources it allows that on is left open.
func (f *fence) only(level string, isAccount bool) (deny policy.Statement, open bool) {
	deny = policy.Statement{Effect: policy.Deny, Resource: policy.List{"*"}}
	for name, targets := range f.targets {
		if !slices.Contains(targets, level) && (isAccount || !slices.Contains(targets, "/"+level)) {
			continue
		}
		for _, st := range f.allows[name] {
			if len(st.NotAction) > 0 || slices.ContainsFunc(st.Action, everyAction) {
				return deny, true
			}
			deny.NotAction = append(deny.NotAction, st.Action...)
		}
	}
	if len(deny.NotAction) == 0 {
		deny.Action = policy.List{"*"}
	}
	slices.Sort(deny.NotAction)
	return deny, false
}
