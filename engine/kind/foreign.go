package kind

import (
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// foreigners says whom a role lets in who should not come in: everybody, other
// organizations, identities from anywhere, and people of the master account
// without MFA, also where a condition names these. The access role is for the
// master account alone: not for its own account either, nor for a service.
func (s *Sight) foreigners(r types.RoleDetail) []string {
	d, err := policy.Parse(aws.ToString(r.AssumeRolePolicyDocument))
	if err != nil {
		return []string{"nobody knows whom, since it cannot be read"}
	}
	var who []string
	for _, st := range d.Statement {
		if st.Effect == policy.Allow {
			who = append(who, s.letIn(st, s.isAccess(r) || s.isControlTower(r))...)
		}
	}
	slices.Sort(who)
	return slices.Compact(who)
}

func (s *Sight) letIn(st policy.Statement, access bool) (who []string) {
	if len(st.NotPrincipal) > 0 {
		who = append(who, "everybody but a few")
	}
	for _, p := range st.Principal["AWS"] {
		if s.foreign(p, st, access) {
			who = append(who, s.called(p, st))
		}
	}
	told := s.toldProviders()
	for _, p := range st.Principal["Federated"] {
		if access || !slices.Contains(told, p) {
			who = append(who, "identities of "+s.Names.Speak(p))
		}
	}
	if access {
		for _, service := range st.Principal["Service"] {
			who = append(who, "the service "+service)
		}
	}
	return who
}

// toldProviders are the strange providers that are found by themselves, with the
// roles that trust them. Of one that is ignored, the roles are found one by one:
// who lets a provider be has not said so of whatever may come to trust it.
func (s *Sight) toldProviders() []string {
	return slices.DeleteFunc(s.strangeProviders(), func(arn string) bool {
		return s.quieten().ignores(s.in(identityprovider.name, "%s", providerName(arn)))
	})
}

var accountInARN = regexp.MustCompile(`^(?:arn:[a-z-]+:(?:iam|sts)::)?([0-9]{12})(?::(.*))?$`)

// foreign reports whether a principal of AWS should not come in. One that was
// deleted, of which AWS shows the id alone, never comes again.
func (s *Sight) foreign(principal string, st policy.Statement, access bool) bool {
	if strings.Contains(principal, "*") {
		return access || !s.within(st.Condition) || s.Account != cloud.Master && s.namesPeople(st.Condition) && !withMFA(st.Condition)
	}
	m := accountInARN.FindStringSubmatch(principal)
	if m == nil {
		return false
	}
	account, known := s.Names.Name(m[1])
	switch {
	case !known:
		return access || !s.within(st.Condition)
	case access:
		return account != cloud.Master
	default:
		return account == cloud.Master && s.Account != cloud.Master && person(m[2]) && !withMFA(st.Condition) && !s.namesNobody(st.Condition)
	}
}

// positive reports whether by an operator a condition names whom it is for. Of
// several values that a request has for a key one is enough (AWS: multivalued
// context keys); for all of them to be named, there may be none.
func positive(operator string) bool {
	return slices.Contains([]string{"StringEquals", "StringLike", "ArnEquals", "ArnLike"}, strings.TrimPrefix(operator, "ForAnyValue:"))
}

// person reports whether what an ARN names in an account can be a person: the
// account as a whole, users, a pattern; not a role.
func person(rest string) bool {
	sort, _, _ := strings.Cut(rest, "/")
	return rest == "" || sort == "root" || sort == "user" || strings.ContainsAny(sort, "*?$")
}

// namesPeople reports whether conditions hold for people of the master account,
// by its id, by their ARNs, or by what only users have: leaf accounts have none.
func (s *Sight) namesPeople(c policy.Conditions) bool {
	named := false
	for operator, keys := range c {
		for key, values := range keys {
			means := s.ofPeople(strings.ToLower(key))
			if means == nil || !positive(operator) {
				continue
			}
			if named = slices.ContainsFunc(values, means); !named {
				return false
			}
		}
	}
	return named
}

// ofPeople is which values of a condition's key people of the master account have
// (AWS: global condition context keys, and the table of aws:userid by principal);
// nil for keys that tell nothing of it.
func (s *Sight) ofPeople(key string) func(string) bool {
	switch key {
	case "aws:principalaccount", "aws:principalarn":
		return s.meansPeople
	case "aws:username":
		return func(string) bool { return true }
	case "aws:userid": // of a role AROA...:SESSION
		return func(v string) bool { return !strings.Contains(v, ":") && !strings.HasPrefix(v, "AROA") }
	case "aws:principaltype":
		return func(v string) bool { return v != "AssumedRole" }
	}
	return nil
}

// namesNobody reports whether conditions name, by ARN, roles alone.
func (s *Sight) namesNobody(c policy.Conditions) bool {
	for operator, keys := range c {
		for key, values := range keys {
			if positive(operator) && strings.EqualFold(key, "aws:PrincipalArn") && len(values) > 0 && !slices.ContainsFunc(values, s.meansPeople) {
				return true
			}
		}
	}
	return false
}

// meansPeople reports whether a condition's value is for people of the master
// account: one that leaves the account open is for these too, unless it is for
// roles.
func (s *Sight) meansPeople(v string) bool {
	return s.isPeople(v) || !accountInARN.MatchString(v) && !ofAnyAccount.MatchString(v)
}

// ofAnyAccount is a pattern of ARNs of roles, whatever their account.
var ofAnyAccount = regexp.MustCompile(`^arn:[a-z*-]+:(?:iam|sts|\*):[^/]*:(?:role|assumed-role)/`)

// isPeople reports whether an ARN, or an account, is of people of the master account.
func (s *Sight) isPeople(v string) bool {
	m := accountInARN.FindStringSubmatch(v)
	if m == nil {
		return false
	}
	account, _ := s.Names.Name(m[1])
	return account == cloud.Master && person(m[2])
}

// called is what a principal is called in a finding.
func (s *Sight) called(principal string, st policy.Statement) string {
	m := accountInARN.FindStringSubmatch(principal)
	if m == nil {
		if s.within(st.Condition) && s.namesPeople(st.Condition) && !withMFA(st.Condition) {
			return "people of " + cloud.Master + " without MFA"
		}
		return "everybody"
	}
	if account, _ := s.Names.Name(m[1]); account == cloud.Master && !withMFA(st.Condition) {
		return s.Names.Speak(principal) + " without MFA"
	}
	return s.Names.Speak(principal)
}

// withoutMFA lists the principals of some sort that a role of the master account
// lets in without MFA; none for the roles of other accounts, of which such a trust
// is a finding by itself.
func (s *Sight) withoutMFA(r types.RoleDetail, sort func(string) bool) (who []string) {
	d, err := s.memo.parse(aws.ToString(r.AssumeRolePolicyDocument))
	if s.Account != cloud.Master || err != nil {
		return nil
	}
	for _, st := range d.Statement {
		if st.Effect != policy.Allow || withMFA(st.Condition) {
			continue
		}
		for _, p := range st.Principal["AWS"] {
			if sort(p) {
				who = append(who, s.called(p, st))
			}
		}
	}
	slices.Sort(who)
	return slices.Compact(who)
}

// isAnybody reports whether a principal is people of the master account, or all.
func (s *Sight) isAnybody(principal string) bool {
	return s.isPeople(principal) || strings.Contains(principal, "*")
}

// isUser reports whether a principal is one user of the master account: a trust
// policy of the same account that names one needs no permission beside it, while
// one that names the account leaves it to the permissions of its people.
func (s *Sight) isUser(principal string) bool {
	m := accountInARN.FindStringSubmatch(principal)
	return m != nil && strings.HasPrefix(m[2], "user/") && s.isPeople(principal)
}

// alsoLetsIn says in words who comes into a role besides; "" for nobody.
func alsoLetsIn(who []string) string {
	if len(who) == 0 {
		return ""
	}
	return ", and lets in " + strings.Join(who, ", ")
}

// federated are the providers that a role trusts.
func (s *Sight) federated(r types.RoleDetail) (arns []string) {
	d, err := policy.Parse(aws.ToString(r.AssumeRolePolicyDocument))
	if err != nil {
		return nil
	}
	for _, st := range d.Statement {
		if st.Effect == policy.Allow {
			arns = append(arns, st.Principal["Federated"]...)
		}
	}
	return arns
}
