package handout_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/handout"
	"github.com/orgwright/orgwright/schema"
)

const document = `version: 1
organization: {name: acme, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@acme.example}
classifications: {production: {description: Real}, live-2: {}, a: {}, b: {}, c: {}, d: {}, e: {}}
accounts:
  x: {email: aws+x@acme.example, classification: production}
  x-y: {email: aws+xy@acme.example, classification: a}
  gone: {email: aws+gone@acme.example, classification: a, state: closed}
functions:
  y-z: {session: 4h, grants: [{to: "*", managed: [ReadOnlyAccess]}]}
  z: {description: "Does z", grants: [{to: [x-y, master], managed: [ReadOnlyAccess]}]}
  idle: {grants: []}
users:
  alice: {email: alice@acme.example, functions: [z, y-z, idle]}
  bob: {email: bob@acme.example, functions: [{function: z, until: 2026-11-21}, {function: y-z, until: 2026-11-22}]}
  carol: {email: carol@acme.example, functions: [z], until: 2026-11-21}
  dave: {email: dave@acme.example, functions: [z], state: suspended}
`

const today = schema.Date("2026-11-22")

func load(t *testing.T) *schema.Org {
	t.Helper()
	path := filepath.Join(t.TempDir(), "org.yaml")
	if err := os.WriteFile(path, []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	org, err := schema.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return org
}

// person is somebody with every way spelled.
func person(t *testing.T, name string) handout.Person {
	t.Helper()
	p := handout.Person{Name: name, Organization: "acme", Region: "eu-west-1", Master: "111111111111", Ways: handout.Ways(load(t), name, today)}
	for i := range p.Ways {
		p.Ways[i].Role = strings.NewReplacer("{x}", "222222222222", "{x-y}", "333333333333", "{master}", p.Master).Replace(p.Ways[i].Role)
	}
	return p
}

func TestWays(t *testing.T) {
	for name, want := range map[string]string{
		"alice": "x/y-z x-y/y-z x-y/z master/z", "bob": "x/y-z x-y/y-z", "carol": "", "dave": "", "nobody": "",
	} {
		var got []string
		for _, w := range handout.Ways(load(t), name, today) {
			got = append(got, w.Account+"/"+w.Function)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	w := person(t, "alice").Ways[0]
	want := handout.Way{
		Account: "x", Function: "y-z", Classification: "production", Data: "Real", Session: 14400,
		Color: handout.Color{Name: "red", Hex: "F2B0A9"}, Role: "arn:aws:iam::222222222222:role/orgwright/y-z",
	}
	if w != want {
		t.Errorf("got %+v, want %+v", w, want)
	}
	if got := w.Partition() + " " + w.ID() + " " + w.Path(); got != "aws 222222222222 orgwright/y-z" {
		t.Error(got)
	}
	if got := (handout.Way{Role: "odd"}).ID(); got != "" {
		t.Error(got)
	}
}

func TestLinks(t *testing.T) {
	p := person(t, "alice")
	p.Alias = "acme-people"
	links, err := p.Links()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := links[2].URL, "https://signin.aws.amazon.com/switchrole?account=333333333333&roleName=orgwright%2Fz&displayName=x-y%20z&color=B7CA9D"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := links[3].URL, "https://signin.aws.amazon.com/switchrole?account=acme-people&roleName=orgwright%2Fz&displayName=master%20z"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for partition, host := range map[string]string{"aws": "signin.aws.amazon.com", "aws-cn": "signin.amazonaws.cn", "aws-us-gov": "signin.amazonaws-us-gov.com"} {
		p.Ways[0].Role = "arn:" + partition + ":iam::222222222222:role/orgwright/y-z"
		links, err := p.Links()
		if err != nil || !strings.HasPrefix(links[0].URL, "https://"+host+"/switchrole?") || p.SignIn() != "https://acme-people."+host+"/console" {
			t.Errorf("%s: %s, %s (%v)", partition, links[0].URL, p.SignIn(), err)
		}
	}
	p.Alias, p.Ways = "", nil
	if got, want := p.SignIn(), "https://111111111111.signin.aws.amazon.com/console"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// The console takes 64 characters of path and name, and shows as many.
func TestLinksAreShort(t *testing.T) {
	p := person(t, "alice")
	p.Ways = p.Ways[:1]
	function := strings.Repeat("f", handout.MaxLinked-len("orgwright/"))
	p.Ways[0].Function, p.Ways[0].Role = function, "arn:aws:iam::222222222222:role/orgwright/"+function
	p.Ways[0].Account = strings.Repeat("a", 50)
	links, err := p.Links()
	if err != nil || len(links[0].Label) != 64 {
		t.Errorf("%q (%v)", links[0].Label, err)
	}
	p.Ways[0].Role += "f"
	if _, err := p.Links(); err == nil || !strings.Contains(err.Error(), "at most 64 characters together, orgwright/"+function+"f has 65") {
		t.Error(err)
	}
}

// Production is red and nothing else is; five others share four colours.
func TestColors(t *testing.T) {
	org := load(t)
	seen := map[string]string{}
	for _, class := range []string{"production", "live-2", "a", "b", "c", "d", "e"} {
		account := org.Accounts["x"]
		account.Classification = class
		org.Accounts["x"] = account
		seen[class] = handout.Ways(org, "alice", today)[0].Color.Name
	}
	want := map[string]string{"production": "red", "live-2": "red", "a": "green", "b": "blue", "c": "yellow", "d": "orange", "e": "green"}
	for class, color := range want {
		if seen[class] != color {
			t.Errorf("%s is %q, want %s", class, seen[class], color)
		}
	}
}
