package view

import (
	"cmp"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// function is the function an address is part of; empty where it is part of
// none.
func function(a engine.Address) string {
	switch a.Kind {
	case "role", "group", "assume":
		return a.Name
	case "grant":
		name, _, _ := strings.Cut(a.Name, "/")
		return name
	default:
		return ""
	}
}

// byFunction puts the rows of each function together, in the order of doing
// them: a reviewer asks where a function goes and with what.
func byFunction(rows []row) []row {
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.of, b.of) })
	return rows
}

// A reach is the roles that a plan makes, with what is granted to each.
type reach struct {
	grants   map[engine.Address][]engine.Change // of each new role
	waits    map[string]bool                    // accounts where one of them waits
	accounts []string
	names    []string // of the functions
}

func newReach(changes []engine.Change) reach {
	r := reach{grants: map[engine.Address][]engine.Change{}, waits: map[string]bool{}}
	for _, c := range changes {
		if c.Kind == "role" && c.Action() == engine.Create {
			r.grants[c.Address] = nil
			r.waits[c.Account] = r.waits[c.Account] || c.Waits != nil
			r.accounts = append(r.accounts, c.Account)
			r.names = append(r.names, c.Name)
		}
	}
	for _, c := range changes {
		role := engine.Address{Account: c.Account, Kind: "role", Name: function(c.Address)}
		if _, made := r.grants[role]; made && c.Kind == "grant" {
			r.grants[role] = append(r.grants[role], c)
			r.waits[c.Account] = r.waits[c.Account] || c.Waits != nil
		}
	}
	r.accounts, r.names = distinct(r.accounts), distinct(r.names)
	return r
}

func (r reach) someWait() bool {
	return slices.ContainsFunc(r.accounts, func(a string) bool { return r.waits[a] })
}

func distinct(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// cell says in a word what a new role may do. What is not known to be less is
// not called so: only when all it is granted reads, it reads.
func (r reach) cell(name, account string) span {
	grants, made := r.grants[engine.Address{Account: account, Kind: "role", Name: name}]
	reading := 0
	for _, g := range grants {
		switch policy := managed(g.After); {
		case policy == "AdministratorAccess":
			return span{yellow, "ADMIN"}
		case reads(policy):
			reading++
		}
	}
	switch {
	case !made:
		return span{faint, "-"}
	case len(grants) == 0:
		return text("nothing")
	case reading == len(grants):
		return text("read")
	case len(grants) == 1:
		return text("1 policy")
	default:
		return text(thousands(len(grants)) + " policies")
	}
}

// managed is the name of a grant's policy when it is one of AWS's own, in any
// partition; anybody may give a policy such a name elsewhere.
func managed(b engine.Body) string {
	var grant struct{ Policy string }
	if b.Read(&grant) != nil {
		return ""
	}
	arn := strings.SplitN(grant.Policy, ":", 6)
	if len(arn) != 6 || arn[2] != "iam" || arn[4] != "aws" {
		return ""
	}
	return arn[5][strings.LastIndex(arn[5], "/")+1:]
}

// reads reports whether an AWS managed policy reads and no more (AWS: managed
// policy reference).
func reads(policy string) bool {
	return policy == "SecurityAudit" || policy == "ViewOnlyAccess" || strings.HasSuffix(policy, "ReadOnlyAccess")
}
