package access_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/policy"
)

// chance makes the same choices every time.
type chance struct{ *rand.Rand }

func luck(seed uint64) chance { return chance{rand.New(rand.NewPCG(seed, 1))} }

func pick[T any](c chance, from ...T) T { return from[c.IntN(len(from))] }

// company is a small state in which links of the chain are missing now and
// then.
func (c chance) company() engine.State {
	s := engine.State{}
	for _, group := range []string{"ops", "dev"} {
		for _, user := range []string{"ada", "bob", "cas"} {
			if c.IntN(2) == 0 {
				s[at("master/member/"+group+"/"+user)] = "{}"
			}
		}
		body := pick(c, may("{a}:role/orgwright/"+group), may("{a}:role/orgwright/ops", "{b}:role/orgwright/dev"), may("*:role/orgwright/"+group), denied, own)
		if c.IntN(4) > 0 {
			s[at("master/assume/"+group)] = engine.Body(body)
		}
		for _, account := range []string{"a", "b", "dev"} {
			if c.IntN(4) > 0 {
				s[at(account+"/role/"+group)] = engine.Body(pick(c, mfa, noMFA, others, byName))
			}
		}
	}
	return s
}

// TestPeopleLaws holds that what is gained and lost is the difference of who
// can become what, whoever shares a group with whom, and that nothing changes
// when nothing does.
func TestPeopleLaws(t *testing.T) {
	for seed := range uint64(150) {
		c := luck(seed)
		have, want := c.company(), c.company()
		got := access.Compare(have, engine.Diff(have, want), "")
		before, after := access.Of(have, ""), access.Of(want, "")
		gained := slices.DeleteFunc(slices.Clone(after), func(b engine.Becoming) bool { return slices.Contains(before, b) })
		lost := slices.DeleteFunc(slices.Clone(before), func(b engine.Becoming) bool { return slices.Contains(after, b) })
		if !slices.Equal(got.Gained, gained) || !slices.Equal(got.Lost, lost) {
			t.Fatalf("%d: gained %q, lost %q\nwant %q and %q", seed, says(got.Gained), says(got.Lost), says(gained), says(lost))
		}
		if again := access.Compare(maps.Clone(have), engine.Diff(maps.Clone(have), want), ""); fmt.Sprint(again) != fmt.Sprint(got) {
			t.Fatalf("%d: twice asked, two answers", seed)
		}
		if same := access.Compare(have, engine.Diff(have, have), ""); len(same.Gained)+len(same.Lost)+len(same.Powers) > 0 {
			t.Fatalf("%d: nothing changes, yet %+v", seed, same)
		}
	}
}

// TestOnePersonTakenOver holds that taking over a person, at whatever path and
// by whatever name, changes nothing of what others gain and lose.
func TestOnePersonTakenOver(t *testing.T) {
	of := func(all []engine.Becoming, who string) string {
		return says(slices.DeleteFunc(slices.Clone(all), func(b engine.Becoming) bool { return b.User == who }))
	}
	for seed := range uint64(150) {
		c := luck(seed)
		have, want := c.company(), c.company()
		for _, user := range []string{"ada", "bob", "cas"} {
			for _, s := range []engine.State{have, want} {
				s[at("master/user/"+user)] = `{"path":"/orgwright/"}`
			}
		}
		alone := access.Compare(have, engine.Diff(have, want), "")
		who := pick(c, "aaa", "box", "zed")
		have[at("master/user/"+who)] = engine.Body(fmt.Sprintf(`{"path":%q}`, pick(c, "/", "/x/", "/x/y/", "/orgwright/x/")))
		want[at("master/user/"+who)] = `{"path":"/orgwright/"}`
		want[at("master/member/ops/"+who)] = "{}"
		got := access.Compare(have, engine.Diff(have, want), "")
		if of(got.Gained, who) != says(alone.Gained) || of(got.Lost, who) != says(alone.Lost) {
			t.Fatalf("%d: with %s taken over, gained %q, lost %q\nalone %q and %q", seed, who, says(got.Gained), says(got.Lost), says(alone.Gained), says(alone.Lost))
		}
	}
}

var (
	objects = []string{"arn:aws:s3:::a/x", "arn:aws:s3:::a/y", "arn:aws:s3:::b/x", "arn:aws:s3:::b/y/z"}
	acts    = []string{"s3:GetObject", "s3:PutObject", "s3:PutObjectAcl", "s3:DeleteObject"}
)

// grants are some statements about objects.
func (c chance) grants() string {
	var all []string
	for range 1 + c.IntN(3) {
		effect := pick(c, "Allow", "Allow", "Deny")
		actions := pick(c, "s3:PutObject", "s3:Put*", "s3:*Object", "*", "!s3:Get*", "!s3:*", "s3:GetObject,s3:DeleteObject")
		on := pick(c, "*", "arn:aws:s3:::a/*", "arn:aws:s3:::b/*", "arn:aws:s3:::?/x", "arn:aws:s3:::a/x,arn:aws:s3:::b/*", "!arn:aws:s3:::a/*", "!arn:aws:s3:::*/x")
		all = append(all, effect+" "+actions+" "+on+pick(c, "", "", "", " aws:RequestedRegion=eu"))
	}
	return document(all...)
}

// TestPowersHoldWhatTheEvaluatorSees has the evaluator find single requests
// that a change lets through or stops. Each is among the powers of the change,
// on a pattern that covers it, and a change undone loses what it gained.
func TestPowersHoldWhatTheEvaluatorSees(t *testing.T) {
	found := 0
	for seed := range uint64(50) {
		c := luck(seed)
		a, b := c.grants(), c.grants()
		there := powersOf(a, b)
		back := powersOf(b, a)
		for _, action := range acts {
			for _, object := range objects {
				was, is := lets(t, a, action, object), lets(t, b, action, object)
				if was == is {
					continue
				}
				found++
				for _, powers := range [][]engine.Powers{there, back} {
					gains := is == (&powers[0] == &there[0])
					if !listed(powers, gains, action, object) {
						t.Fatalf("%d: %s on %s, gained %t, is not in\n%s%s\n%s", seed, action, object, gains, draw(powers), a, b)
					}
				}
			}
		}
	}
	if found < 70 {
		t.Errorf("only %d requests went another way", found)
	}
}

func powersOf(before, after string) []engine.Powers {
	grant := func(d string) string { return "prod/grant/ops/inline {\"document\":" + d + "}" }
	return compare(team+members+grant(before), team+members+grant(after)).Powers
}

// lets asks the evaluator, in a Region where every condition holds.
func lets(t *testing.T, text, action, object string) bool {
	d, err := policy.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return policy.Decide(policy.Request{
		Action: action, Resource: object, Context: map[string][]string{"aws:RequestedRegion": {"eu"}},
		Caller: policy.Caller{Account: "{prod}", Role: "arn:aws:iam::{prod}:role/orgwright/ops", ARN: "arn:aws:sts::{prod}:assumed-role/ops/ada"},
	}, policy.Policies{Identity: []policy.Named{{Document: d}}}).Allowed()
}

// listed reports whether powers name an action, or its service, on a resource.
func listed(powers []engine.Powers, gained bool, action, object string) bool {
	for _, p := range powers {
		list := p.Lost
		if gained {
			list = p.Gained
		}
		on := slices.ContainsFunc(p.Resources, func(r string) bool { return on(r, object) })
		if on && slices.ContainsFunc(list, func(g engine.Power) bool { return g.Name == action || g.Name == "s3:*" || g.Name == "*" }) {
			return true
		}
	}
	return false
}

// on reads what powers say they are on: a pattern, its holes left out of
// account, as what they are under conditions is.
func on(resource, object string) bool {
	pattern := strings.Fields(resource)[0]
	d := policy.Document{Version: policy.Version, Statement: []policy.Statement{{Effect: policy.Allow, Action: policy.List{"*"}, Resource: policy.List{pattern}}}}
	return policy.Decide(policy.Request{Action: "s3:GetObject", Resource: object, Caller: policy.Caller{Account: "{prod}", ARN: "arn:aws:iam::{prod}:user/x"}},
		policy.Policies{Identity: []policy.Named{{Document: d}}}).Allowed()
}
