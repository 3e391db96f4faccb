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
	sayings map[string]saying   // by guardrail
	targets map[string][]string // by guardrail: units, accounts or root
	units   map[string]string   // where accounts live
}

func readFence(s engine.State) *fence {
	f := &fence{map[string]saying{}, map[string][]string{}, map[string]string{}}
	for _, a := range addresses(s, "guardrail") {
		f.sayings[a.Name] = readGuardrail(a.Name, s[a])
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

// ends are the guardrail and the target of an attachment.
func ends(a engine.Address) (guardrail, target string) {
	i := max(strings.LastIndexByte(a.Name, '@'), 0)
	return a.Name[:i], strings.TrimPrefix(a.Name[i:], "@")
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
