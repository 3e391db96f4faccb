package access_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/policy"
)

// at is an address that the test is sure of.
func at(s string) engine.Address {
	a, err := engine.ParseAddress(s)
	if err != nil {
		panic(err)
	}
	return a
}

// state reads lines of ADDRESS BODY; a line without a body is a fact that says
// nothing more.
func state(text string) engine.State {
	s := engine.State{}
	for line := range strings.Lines(text) {
		address, body, _ := strings.Cut(strings.TrimSpace(line), " ")
		if address != "" {
			s[at(address)] = engine.Body(cmpOr(body, "{}"))
		}
	}
	return s
}

func cmpOr(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// may is an assume's body: the roles as they are written after "arn:aws:iam::".
func may(roles ...string) string {
	for i, r := range roles {
		roles[i] = "arn:aws:iam::" + r
	}
	return fmt.Sprintf(`{"may":%s}`, policy.MayAssume(roles))
}

func trusting(d policy.Document) string { return fmt.Sprintf(`{"trust":%s}`, d) }

var (
	mfa    = trusting(policy.TrustWithMFA("{master}"))
	noMFA  = trusting(policy.TrustAccount("{master}"))
	others = trusting(policy.TrustWithMFA("{legacy}"))
)

// says writes who can become what, one a line.
func says(all []engine.Becoming) string {
	var lines []string
	for _, b := range all {
		lines = append(lines, b.User+" "+b.Account+"/"+b.Function)
	}
	return strings.Join(lines, ", ")
}

const denied = `{"may":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"},` +
	`{"Effect":"Deny","Action":"sts:*","Resource":"arn:aws:iam::{dev}:role/*"}]}}`

const byName = `{"trust":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",` +
	`"Principal":{"AWS":"arn:aws:iam::{master}:user/orgwright/ada"}}]}}`

const own = `{"may":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",` +
	`"Resource":"arn:aws:iam::{dev}:role/orgwright/${aws:username}"}]}}`

const fromOffice = `{"trust":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",` +
	`"Principal":{"AWS":"arn:aws:iam::{master}:root"},"Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}}]}}`

// TestOf has every link of the chain there, missing, and stranger than we
// would write it.
func TestOf(t *testing.T) {
	const ada, cas = "master/member/ops/ada\n", "master/member/ops/cas\n"
	assume := func(body string) string { return "master/assume/ops " + body + "\n" }
	role := func(address, body string) string { return address + " " + body + "\n" }
	dev := role("dev/role/ops", mfa)
	one := assume(may("{dev}:role/orgwright/ops"))
	for name, c := range map[string]struct{ facts, want string }{
		"empty":                {"", ""},
		"all links":            {ada + cas + one + dev, "ada dev/ops, cas dev/ops"},
		"nobody in the group":  {one + dev, ""},
		"nothing to assume":    {ada + dev, ""},
		"no role":              {ada + one, ""},
		"role elsewhere":       {ada + one + role("prod/role/ops", mfa), ""},
		"another group's":      {"master/member/dev/ada\n" + one + dev, ""},
		"trust without MFA":    {ada + one + role("dev/role/ops", noMFA), "ada dev/ops"},
		"trust in others":      {ada + one + role("dev/role/ops", others), ""},
		"trust unreadable":     {ada + one + role("dev/role/ops", `{"trust":{"Version":"2012-10-17","Statement":[]},"unreadable":"?"}`), "ada dev/ops"},
		"trust in one person":  {ada + cas + one + role("dev/role/ops", byName), "ada dev/ops"},
		"trust from somewhere": {ada + one + role("dev/role/ops", fromOffice), "ada dev/ops"},
		"in the master":        {ada + assume(may("{master}:role/orgwright/ops")) + role("master/role/ops", mfa), "ada master/ops"},
		"another name":         {ada + assume(may("{dev}:role/orgwright/audit")) + role("dev/role/audit", mfa), "ada dev/audit"},
		"another path":         {ada + assume(may("{dev}:role/other/ops")) + "master/user/ada {\"path\":\"/orgwright/\"}\n" + dev, ""},
		"a path of its own":    {ada + one + strings.Replace(dev, "{", `{"path":"/other/",`, 1), ""},
		"that path named": {
			ada + assume(may("{dev}:role/other/ops")) + strings.Replace(dev, "{", `{"path":"/other/",`, 1),
			"ada dev/ops",
		},
		"wildcard of an account": {
			ada + assume(may("{dev}:role/orgwright/*")) + dev + role("dev/role/audit", mfa) + role("prod/role/ops", mfa),
			"ada dev/audit, ada dev/ops",
		},
		"wildcard of accounts": {ada + assume(may("*:role/orgwright/ops")) + dev + role("prod/role/ops", mfa) + role("prod/role/audit", mfa), "ada dev/ops, ada prod/ops"},
		"wildcard, and a deny": {ada + assume(denied) + dev + role("prod/role/ops", mfa), "ada prod/ops"},
		"one's own name":       {ada + cas + assume(own) + role("dev/role/ada", mfa), "ada dev/ada"},
		"administrators' policy": {
			ada + assume(`{"may":{"Version":"2012-10-17","Statement":[]},"others":["arn:aws:iam::aws:policy/AdministratorAccess"]}`) + dev, "ada dev/ops",
		},
		"a customer's namesake": {
			ada + assume(`{"may":{"Version":"2012-10-17","Statement":[]},"others":["arn:aws:iam::{master}:policy/AdministratorAccess","inline x"]}`) + dev, "",
		},
		"a deny in another group": {
			ada + "master/member/limits/ada\n" + cas + "master/assume/limits " + denied + "\n" + one + dev, "cas dev/ops",
		},
	} {
		if got := says(access.Of(state(c.facts), "")); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestOfAtAPath has the document say what everything is under, and a person who
// is at a path of others.
func TestOfAtAPath(t *testing.T) {
	facts := state("master/member/ops/ada\nmaster/assume/ops " + may("{dev}:role/acme/*") + "\ndev/role/ops " + mfa + "\nmaster/user/ada {\"path\":\"/orgwright/\"}\n")
	if at, other := says(access.Of(facts, "/acme/")), says(access.Of(facts, "")); at != "ada dev/ops" || other != "" {
		t.Errorf("%q and %q", at, other)
	}
}

// TestOfLaws holds that an answer is sorted, has nothing twice, and does not
// depend on the order in which a State was put together.
func TestOfLaws(t *testing.T) {
	s := engine.State{}
	for i := range 4 {
		for j := range 3 {
			s[at(fmt.Sprintf("a%d/role/f%d", i, j))] = engine.Body(mfa)
			s[at(fmt.Sprintf("master/assume/f%d", j))] = engine.Body(may("*:role/orgwright/f" + fmt.Sprint(j)))
			s[at(fmt.Sprintf("master/member/f%d/u%d", j, i%(j+1)))] = "{}"
		}
	}
	all := access.Of(s, "")
	if len(all) != 4*(1+2+3) {
		t.Errorf("%d ways, want 24: %s", len(all), says(all))
	}
	if !slices.IsSorted(strings.Split(says(all), ", ")) || len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Errorf("not a sorted set: %s", says(all))
	}
	for range 5 {
		again := engine.State{}
		for a, b := range maps.Clone(s) {
			again[a] = b
		}
		if !slices.Equal(access.Of(again, ""), all) {
			t.Fatal("another order of facts gives another answer")
		}
	}
}
