package policy

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// document is statements in today's version, canonical.
func document(statements ...Statement) Document {
	return Document{Version, statements}.Canonical()
}

const mfaKey = "aws:MultiFactorAuthPresent"

// mfa is the condition of a session that was opened with MFA. It is Bool: with
// BoolIfExists an Allow would let plain access keys through, which do not
// carry the key at all (AWS: IAM global condition keys).
func mfa() Conditions {
	return Conditions{"Bool": {mfaKey: {"true"}}}
}

// TrustWithMFA trusts everybody in an account who signed in with MFA. The
// account is twelve digits or {name}.
func TrustWithMFA(account string) Document {
	trust := TrustAccount(account)
	trust.Statement[0].Condition = mfa()
	return trust
}

// TrustAccount trusts everybody in an account, with MFA or without: what the
// access role of an invited account needs, as runs from CI carry no MFA. The
// account is twelve digits or {name}.
func TrustAccount(account string) Document {
	return document(Statement{
		Effect:    Allow,
		Principal: Principal{"AWS": {"arn:aws:iam::" + account + ":root"}},
		Action:    List{"sts:AssumeRole"},
	})
}

// OnlyPeopleOf reports whether a trust policy lets in people of an account,
// given as its twelve digits, and nobody else: its users, or all whom it lets
// out, by name.
func OnlyPeopleOf(id string, trust Document) bool {
	some := false
	for _, s := range trust.Statement {
		if s.Effect != Allow {
			continue
		}
		if some = true; !s.onlyPeopleOf(id) {
			return false
		}
	}
	return some
}

func (s Statement) onlyPeopleOf(id string) bool {
	who := s.Principal["AWS"]
	return len(s.Principal) == 1 && len(who) > 0 &&
		!slices.ContainsFunc(who, func(arn string) bool {
			_, rest, found := strings.Cut(arn, "iam::"+id+":")
			return !found || rest != "root" && !strings.HasPrefix(rest, "user/")
		}) &&
		!slices.ContainsFunc(s.Action, func(a string) bool {
			return !slices.Contains([]string{"sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"}, a)
		})
}

// Narrowing lists what a trust policy keeps people of an account out by, beside
// MFA: keys of conditions, the users that it names in place of all, denials. It
// is empty where a statement lets all of them in. The account is twelve digits
// or {name}.
func Narrowing(id string, trust Document) []string {
	var all []string
	open, denies := false, false
	for _, s := range trust.Statement {
		if s.Effect != Allow {
			denies = true
			continue
		}
		words := s.narrowing(id)
		open = open || len(words) == 0 && slices.Contains(s.Action, "sts:AssumeRole")
		all = append(all, words...)
	}
	switch {
	case open && !denies:
		return nil
	case denies:
		all = append(all, "a denial")
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (s Statement) narrowing(id string) (words []string) {
	for operator, keys := range s.Condition {
		for key, values := range keys {
			if asks := operator == "Bool" || operator == "BoolIfExists"; !asks || key != mfaKey || !slices.Equal(values, List{"true"}) {
				words = append(words, key)
			}
		}
	}
	for _, arn := range s.Principal["AWS"] {
		if _, who, found := strings.Cut(arn, "iam::"+id+":"); found && who != "root" {
			words = append(words, who+" alone")
		}
	}
	return words
}

// AsksForMFA reports whether each statement of a trust policy that lets anybody
// in does so with MFA alone.
func AsksForMFA(trust Document) bool {
	return !slices.ContainsFunc(trust.Statement, func(s Statement) bool {
		return s.Effect == Allow && !slices.Equal(s.Condition["Bool"][mfaKey], List{"true"})
	})
}

// MayAssume lets its bearer become any of the roles, given by ARN. Without
// roles the document has no statement.
func MayAssume(roles []string) Document {
	if len(roles) == 0 {
		return document()
	}
	return document(Statement{Effect: Allow, Action: List{"sts:AssumeRole"}, Resource: roles})
}

// SplitMayAssume divides what MayAssume says so that it fits IAM's quotas: one
// inline document when it has at most inlineLimit characters by Size, else
// managed ones of at most Managed each, AssumeParts at most, and where these do
// not hold all of them an inline one beside them. The same roles are always
// divided in the same way, and one role more or less changes one managed
// document, unless their number changes.
func SplitMayAssume(roles []string, inlineLimit int) (inline *Document, managed []Document, err error) {
	roles = List(roles).set()
	if len(roles) == 0 {
		return nil, nil, nil
	}
	size := AssumeSize(roles)
	if size <= inlineLimit {
		all := MayAssume(roles)
		return &all, nil, nil
	}
	for n := (size + Managed - 1) / Managed; n <= AssumeParts; n++ {
		if parts := scatter(roles, n); fit(parts) {
			return nil, each(parts), nil
		}
	}
	if parts := pack(roles, Managed); len(parts) <= AssumeParts && fit(parts) {
		return nil, each(parts), nil
	}
	inside := pack(roles, inlineLimit)[0]
	first := MayAssume(inside)
	if parts := pack(roles[len(inside):], Managed); len(parts) <= AssumeParts && fit(parts) && AssumeSize(inside) <= inlineLimit {
		return &first, each(parts), nil
	}
	return nil, nil, fmt.Errorf("%d roles to assume do not fit a group's %d characters and %d managed policies of %d (AWS: IAM quotas)",
		len(roles), inlineLimit, AssumeParts, Managed)
}

// scatter divides the roles into n parts. A role's part depends on the role
// alone, and with n+1 parts it is the same one or the new one (rendezvous
// hashing), so that few documents change when a role is added.
func scatter(roles []string, n int) [][]string {
	parts := make([][]string, n)
	var label []byte
	for _, role := range roles {
		best, highest := 0, [sha256.Size]byte{}
		for i := range n {
			label = append(append(strconv.AppendInt(label[:0], int64(i), 10), ' '), role...)
			if sum := sha256.Sum256(label); bytes.Compare(sum[:], highest[:]) > 0 {
				best, highest = i, sum
			}
		}
		parts[best] = append(parts[best], role)
	}
	return parts
}

// pack divides the roles into as few parts of at most limit characters as their
// order allows: for the last few that scatter has no room for.
func pack(roles []string, limit int) [][]string {
	var parts [][]string
	free := 0
	for _, role := range roles {
		size := assumeShare(role)
		if size > free {
			parts, free = append(parts, nil), limit-assumeFrame()
		}
		last := len(parts) - 1
		parts[last], free = append(parts[last], role), free-size
	}
	return parts
}

// fit reports whether each part has roles and makes a managed policy.
func fit(parts [][]string) bool {
	return !slices.ContainsFunc(parts, func(roles []string) bool {
		return len(roles) == 0 || AssumeSize(roles) > Managed
	})
}

// AssumeSize is the Size of what MayAssume says of one role or more, each once.
func AssumeSize(roles []string) int {
	size := assumeFrame()
	for _, role := range List(roles).set() {
		size += assumeShare(role)
	}
	return size
}

// assumeFrame is how much of MayAssume's document is there for any roles, less
// the comma that the last of them does not have.
var assumeFrame = sync.OnceValue(func() int {
	return Size(MayAssume([]string{""}).String()) - len(`"",`)
})

// assumeShare is how much of it one role takes, with a comma.
func assumeShare(role string) int {
	if strings.ContainsFunc(role, func(r rune) bool { return r < ' ' || r > '~' || r == '"' || r == '\\' }) {
		return Size(string(text(role))) + len(",") // some of it is escaped
	}
	return Size(role) + len(`"",`)
}

func each(parts [][]string) []Document {
	out := make([]Document, len(parts))
	for i, roles := range parts {
		out[i] = MayAssume(roles)
	}
	return out
}

// Becoming is what a document allows of becoming roles, and of nothing else. What
// it allows with all resources but some counts as allowed with all.
func Becoming(d Document) Document {
	out := Document{Version: d.Version}
	means := func(pattern string) bool { return globFold(pattern, "sts:AssumeRole") }
	for _, s := range d.Statement {
		if s.Effect != Allow || !slices.ContainsFunc(s.Action, means) && (len(s.NotAction) == 0 || slices.ContainsFunc(s.NotAction, means)) {
			continue
		}
		s.Sid, s.Action, s.NotAction = "", List{"sts:AssumeRole"}, nil
		if len(s.NotResource) > 0 {
			s.Resource, s.NotResource = List{"*"}, nil
		}
		out.Statement = append(out.Statement, s)
	}
	return out
}

// Within reports whether a document that lets roles be assumed allows nothing
// that another one does not: under no condition, and with no denial.
func Within(d, other Document) bool {
	return !slices.ContainsFunc(other.Statement, func(s Statement) bool { return s.Effect != Allow }) &&
		!slices.ContainsFunc(d.Statement, func(s Statement) bool {
			return slices.ContainsFunc(s.Resource, func(arn string) bool {
				return !slices.ContainsFunc(other.Statement, func(o Statement) bool {
					return len(o.Condition) == 0 && slices.Contains(o.Action, "sts:AssumeRole") &&
						slices.ContainsFunc(o.Resource, func(pattern string) bool { return glob(pattern, arn) })
				})
			})
		})
}

// Merge is the reverse of SplitMayAssume: one document that says what the
// given ones say together. Statements that only let roles be assumed become
// one; all others stay as they are. The version is the oldest of them.
func Merge(docs ...Document) Document {
	out := Document{Version: Version}
	var roles []string
	for _, d := range docs {
		d = d.Canonical()
		out.Version = min(out.Version, d.Version)
		for _, s := range d.Statement {
			if only := MayAssume(s.Resource); Equal(only, Document{Version, []Statement{s}}) {
				roles = append(roles, s.Resource...)
			} else {
				out.Statement = append(out.Statement, s)
			}
		}
	}
	out.Statement = append(out.Statement, MayAssume(roles).Statement...)
	return out.Canonical()
}

// roleARN is the pattern of a role's ARN in any partition and account.
func roleARN(pathAndName string) string {
	return "arn:*:iam::*:role/" + strings.TrimPrefix(pathAndName, "/")
}
