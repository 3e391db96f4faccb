package policy_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/orgwright/orgwright/engine/policy"
)

var (
	actions  = []string{"s3:GetObject", "s3:*", "*", "iam:Create?ser", "sts:AssumeRole", "zz:Frob2Xyz", "kms:ReEncryptFrom"}
	anything = rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"*", "a", "b%2Fc", "a+b", "<&>", "${aws:username}", "{production}", "111111111111", "é\t\n"}))
	keys     = []string{"aws:PrincipalArn", "aws:PrincipalTag/team", "s3:prefix", "zz:some-key", "saml:aud"}
	ops      = []string{"StringEquals", "BoolIfExists", "ForAnyValue:ArnLike", "Null", "zz-new"}
)

func drawList(t *rapid.T, g *rapid.Generator[string]) policy.List {
	return rapid.SliceOfN(g, 1, 4).Draw(t, "list")
}

func drawPrincipal(t *rapid.T) policy.Principal {
	return rapid.MapOfN(rapid.SampledFrom([]string{"AWS", "Service", "Federated", "CanonicalUser"}),
		rapid.Custom(func(t *rapid.T) policy.List { return drawList(t, anything) }), 1, 3).Draw(t, "principal")
}

func drawConditions(t *rapid.T) policy.Conditions {
	values := rapid.Custom(func(t *rapid.T) policy.List { return rapid.SliceOfN(anything, 0, 3).Draw(t, "values") })
	return rapid.MapOfN(rapid.SampledFrom(ops), rapid.MapOfN(rapid.SampledFrom(keys), values, 0, 3), 0, 3).Draw(t, "condition")
}

func drawStatement(t *rapid.T) policy.Statement {
	s := policy.Statement{
		Sid:    rapid.SampledFrom([]string{"", "", "A", "b"}).Draw(t, "sid"),
		Effect: rapid.SampledFrom([]string{"Allow", "Deny"}).Draw(t, "effect"),
	}
	s.Action = drawList(t, rapid.SampledFrom(actions))
	if rapid.Bool().Draw(t, "not") {
		s.Action, s.NotAction = nil, s.Action
	}
	if rapid.Bool().Draw(t, "trust") {
		s.Principal = drawPrincipal(t)
	} else {
		s.Resource = drawList(t, anything)
	}
	s.Condition = drawConditions(t)
	return s
}

func drawDocument(t *rapid.T) policy.Document {
	return policy.Document{
		Version:   rapid.SampledFrom([]string{"", policy.OldVersion, policy.Version}).Draw(t, "version"),
		Statement: rapid.SliceOfN(rapid.Custom(drawStatement), 0, 4).Draw(t, "statements"),
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDocument(t)
		back, err := policy.Parse(d.String())
		if err != nil {
			t.Fatalf("%s: %v", d, err)
		}
		if !reflect.DeepEqual(back, d.Canonical()) || back.String() != d.String() {
			t.Fatalf("wrote %s\n read %s", d, back)
		}
		if !reflect.DeepEqual(back.Canonical(), back) {
			t.Fatalf("twice canonical is something else:\n%#v\n%#v", back, back.Canonical())
		}
	})
}

func TestEncodingChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDocument(t)
		every := rapid.Bool().Draw(t, "every")
		back, err := policy.Parse(encode(d.String(), every))
		if err != nil || !policy.Equal(back, d) {
			t.Fatalf("wrote %s\n read %s, %v", d, back, err)
		}
	})
}

// encode percent-encodes as RFC 3986 says: all but the unreserved characters,
// or every byte.
func encode(s string, every bool) string {
	const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
	var out strings.Builder
	for i := range len(s) {
		if !every && strings.IndexByte(unreserved, s[i]) >= 0 {
			out.WriteByte(s[i])
		} else {
			fmt.Fprintf(&out, "%%%02X", s[i])
		}
	}
	return out.String()
}

func TestOrderAndRepetitionChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDocument(t)
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		if other := shuffled(d, random); !policy.Equal(d, other) {
			t.Fatalf("%s\n%s", d, other)
		}
	})
}

// shuffled is the document with everything in another order, some of it twice
// and letters in another case where case has no meaning.
func shuffled(d policy.Document, r *rand.Rand) policy.Document {
	out := policy.Document{Version: d.Version}
	for _, s := range mixed(d.Statement, r) {
		s.Effect = otherCase(s.Effect, r)
		s.Action, s.NotAction = recased(s.Action, r), recased(s.NotAction, r)
		s.Resource, s.NotResource = mixed(s.Resource, r), mixed(s.NotResource, r)
		principal := policy.Principal{}
		for kind, names := range s.Principal {
			principal[kind] = mixed(names, r)
		}
		condition := policy.Conditions{}
		for operator, keys := range s.Condition {
			again := map[string]policy.List{}
			for key, values := range keys {
				again[otherCase(key, r)] = mixed(values, r)
			}
			condition[otherCase(operator, r)] = again
		}
		s.Principal, s.Condition = principal, condition
		out.Statement = append(out.Statement, s)
	}
	return out
}

func recased(l policy.List, r *rand.Rand) policy.List {
	out := mixed(l, r)
	for i := range out {
		out[i] = otherCase(out[i], r)
	}
	return out
}

func mixed[S ~[]E, E any](in S, r *rand.Rand) S {
	out := slices.Clone(in)
	if len(out) > 0 {
		out = append(out, out[r.IntN(len(out))])
	}
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func otherCase(s string, r *rand.Rand) string {
	switch r.IntN(3) {
	case 0:
		return strings.ToLower(s)
	case 1:
		return strings.ToUpper(s)
	}
	return s
}

func FuzzParse(f *testing.F) {
	for _, p := range append(slices.Clone(equal), unequal...) {
		f.Add(whole(p.a))
		f.Add(whole(p.b))
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := policy.Parse(text)
		if err != nil {
			return
		}
		back, err := policy.Parse(d.String())
		if err != nil || !reflect.DeepEqual(d, back) {
			t.Errorf("wrote %s\nread %s, %v", d, back, err)
		}
		_ = policy.CheckTrust(d)
		_ = policy.CheckGuardrail(d)
	})
}
