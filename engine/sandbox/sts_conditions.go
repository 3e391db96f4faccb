package sandbox

import (
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// circumstances are the values of condition keys, by key in lower case. A key
// without values is not there.
type circumstances map[string][]string

// tell adds what the request itself says.
func (now circumstances) tell(in *sts.AssumeRoleInput) {
	if in.ExternalId != nil {
		now["sts:externalid"] = []string{*in.ExternalId}
	}
	if in.SourceIdentity != nil {
		now["sts:sourceidentity"] = []string{*in.SourceIdentity}
	}
	tags := map[string]string{}
	for _, tag := range in.Tags {
		tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
		now["aws:tagkeys"] = append(now["aws:tagkeys"], aws.ToString(tag.Key))
	}
	now.tellTags("aws:requesttag/", tags)
}

func (now circumstances) tellTags(prefix string, tags map[string]string) {
	for key, value := range tags {
		now[prefix+strings.ToLower(key)] = []string{value}
	}
}

// tellMFA adds the MFA keys. They are there for temporary credentials and for a
// request that brings a code; with a plain access key they are absent; a role's
// session never has MFA. AWS: global condition keys
func (now circumstances) tellMFA(session *Session, proved *time.Time, at time.Time) {
	if session != nil {
		now["aws:multifactorauthpresent"] = []string{"false"}
		now["aws:tokenissuetime"] = []string{session.Created.Format(time.RFC3339)}
		if proved == nil {
			proved = session.MFA
		}
	}
	if proved != nil {
		now["aws:multifactorauthpresent"] = []string{"true"}
		now["aws:multifactorauthage"] = []string{strconv.Itoa(int(at.Sub(*proved).Seconds()))}
	}
}

// meet says whether all conditions hold.
func (now circumstances) meet(all []condition) bool {
	return !slices.ContainsFunc(all, func(c condition) bool { return !now.holds(c) })
}

// holds says whether one condition does.
func (now circumstances) holds(c condition) bool {
	operator, each := strings.CutPrefix(c.Operator, "ForAllValues:")
	operator, _ = strings.CutPrefix(operator, "ForAnyValue:")
	operator, ifExists := strings.CutSuffix(operator, "IfExists")
	have := now[strings.ToLower(c.Key)]
	if operator == "Null" {
		return slices.Contains(c.Values, strconv.FormatBool(len(have) == 0))
	}
	base, negated := strings.CutPrefix(operator, "Not")
	if !negated {
		base, negated = cutNot(operator)
	}
	if len(have) == 0 {
		return ifExists || negated || each
	}
	right := func(value string) bool {
		found := slices.ContainsFunc(c.Values, func(want string) bool { return compared(base, value, now.filled(want)) })
		return found != negated
	}
	if each {
		return !slices.ContainsFunc(have, func(value string) bool { return !right(value) })
	}
	return slices.ContainsFunc(have, right)
}

// cutNot takes the Not out of StringNotEquals and its like.
func cutNot(operator string) (string, bool) {
	base := strings.Replace(operator, "Not", "", 1)
	return base, base != operator
}

var variable = regexp.MustCompile(`\$\{[^}]+\}`)

// filled is a value with its policy variables, such as ${aws:username}, filled in.
func (now circumstances) filled(value string) string {
	return variable.ReplaceAllStringFunc(value, func(v string) string {
		if have := now[strings.ToLower(v[2:len(v)-1])]; len(have) == 1 {
			return have[0]
		}
		return v
	})
}

// compared is one value against one that is wanted.
func compared(operator, have, want string) bool {
	switch operator {
	case "StringEquals", "BinaryEquals":
		return have == want
	case "StringEqualsIgnoreCase", "Bool":
		return strings.EqualFold(have, want)
	case "StringLike":
		return like(want, have)
	case "ArnLike", "ArnEquals":
		return likeARN(want, have)
	case "IpAddress":
		return within(have, want)
	}
	if relation, ok := strings.CutPrefix(operator, "Numeric"); ok {
		a, errA := strconv.ParseFloat(have, 64)
		b, errB := strconv.ParseFloat(want, 64)
		return errA == nil && errB == nil && related(relation, a, b)
	}
	relation, _ := strings.CutPrefix(operator, "Date")
	a, errA := time.Parse(time.RFC3339, have)
	b, errB := time.Parse(time.RFC3339, want)
	return errA == nil && errB == nil && related(relation, float64(a.Unix()), float64(b.Unix()))
}

func related(relation string, a, b float64) bool {
	switch relation {
	case "Equals":
		return a == b
	case "LessThan":
		return a < b
	case "LessThanEquals":
		return a <= b
	case "GreaterThan":
		return a > b
	}
	return a >= b // GreaterThanEquals
}

func within(address, network string) bool {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return false
	}
	if n, err := netip.ParsePrefix(network); err == nil {
		return n.Contains(a)
	}
	return address == network
}

// likeARN compares the six parts of two ARNs one by one.
func likeARN(pattern, arn string) bool {
	want, have := strings.SplitN(pattern, ":", 6), strings.SplitN(arn, ":", 6)
	if len(want) != len(have) {
		return pattern == "*"
	}
	for i := range want {
		if !like(want[i], have[i]) {
			return false
		}
	}
	return true
}

// like says whether a text matches a pattern with * and ?.
func like(pattern, text string) bool {
	p, t, star, back := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, back = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p, t = p+1, t+1
		case star >= 0:
			back++
			p, t = star+1, back
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
