package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// ruled has two functions with full control, and something protected.
const ruled = `version: 1
organization: {name: tiny, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@tiny.example}
classifications:
  production: {guardrails: [no-leaving]}
accounts:
  production: {email: aws+prod@tiny.example, classification: production}
  storage:    {email: aws+storage@tiny.example, classification: production, protect: true, guardrails: [no-root-user]}
functions:
  admins: {grants: [{to: [master, "*"], managed: [AdministratorAccess]}]}
  developers: {grants: [{to: production, managed: [PowerUserAccess]}]}
  auditors: {protect: true, grants: [{to: "*", managed: [SecurityAudit]}]}
users:
  alice: {email: alice@tiny.example, functions: [admins]}
  bob:   {email: bob@tiny.example, functions: [admins]}
  carol: {email: carol@tiny.example, functions: [developers]}
  dave:  {email: dave@tiny.example, functions: [developers]}
  erin:  {email: erin@tiny.example, functions: [auditors, developers]}
`

// An accident is an org.yaml that somebody might hand in, by who runs it, and
// the code of the rule that stands in its way.
type accident struct {
	name, who string // who is empty for an administrator
	document  string
	code      string
}

func without(parts ...string) string {
	doc := ruled
	for _, p := range parts {
		doc = strings.Replace(doc, p, "", 1)
	}
	return doc
}

func instead(old, new string) string { return strings.Replace(ruled, old, new, 1) }

const (
	lineOfAlice = "  alice: {email: alice@tiny.example, functions: [admins]}\n"
	lineOfErin  = "  erin:  {email: erin@tiny.example, functions: [auditors, developers]}\n"
	oneIsEnough = "home_region: eu-west-1, min_admins: 1}"
)

func accidents() []accident {
	lenient := func(doc string) string { return strings.Replace(doc, "home_region: eu-west-1}", oneIsEnough, 1) }
	users, functions := ruled[:strings.Index(ruled, "users:")], ruled[:strings.Index(ruled, "functions:\n")]
	return []accident{
		{"own user removed", "alice", lenient(without(lineOfAlice)), "own-access"},
		{"oneself suspended", "alice", lenient(instead("alice@tiny.example, functions: [admins]", "alice@tiny.example, state: suspended, functions: []")), "own-access"},
		{"oneself suspended, in a role", "bob in admins", lenient(instead("bob@tiny.example, functions: [admins]", "bob@tiny.example, state: suspended, functions: []")), "own-access"},
		{"the last administrator but one suspended", "", instead("alice@tiny.example, functions: [admins]", "alice@tiny.example, state: suspended, functions: []"), "last-admins"},
		{"own function emptied", "bob in admins", lenient(instead("functions: [admins]}\n  bob:   {email: bob@tiny.example, functions: [admins]}", "functions: []}\n  bob:   {email: bob@tiny.example, functions: []}")), "own-access"},
		{"own membership taken", "bob in admins", lenient(instead("bob@tiny.example, functions: [admins]", "bob@tiny.example, functions: [auditors]")), "own-access"},
		{"own group's assume policy gone", "bob in admins", instead(`admins: {grants: [{to: [master, "*"], managed: [AdministratorAccess]}]}`, "admins: {grants: []}"), "own-access"},
		{"own power gone", "bob in admins", instead(`to: [master, "*"], managed: [AdministratorAccess]`, `to: [master, "*"], managed: [SecurityAudit]`), "own-access"},
		{"a guardrail denies the access role what it does", "", instead("guardrails: [no-root-user]}", "guardrails: [no-root-user, ours]}") + "guardrails:\n  ours: {description: Ours, policy: ours.json}\n", "guardrail-locks-out"},
		{"the last administrator but one", "", instead("bob@tiny.example, functions: [admins]", "bob@tiny.example, functions: []"), "last-admins"},
		{"the master in a grant's revoke", "", instead(`to: [master, "*"]`, `to: "*"`), "last-admins"},
		{"a file with its head alone", "", functions[:strings.Index(ruled, "classifications:")], "absent-section"},
		{"a file cut off half-way", "", users, "absent-section"},
		{"an empty file", "", "", "ORG330"},
		{"a file of comments alone", "", "# rendered by nobody\n---\n", "ORG330"},
		{"a template not rendered", "", instead("alice@tiny.example", "{{ .Alice.Email }}"), ":14:19: "},
		{"a template that says so", "", instead("alice@tiny.example", "{{ .Alice.Email }}"), "has {{ .Alice.Email }} in line 14"},
		{"a variable not replaced", "", instead("alice@tiny.example", "${ALICE:-nobody}"), "ORG330"},
		{"a value that the template had not", "", instead("alice@tiny.example", "<no value>"), "ORG330"},
		{"marks in square brackets", "", instead("alice@tiny.example", "[[ alice ]]"), "ORG330"},
		{"marks of underscores", "", instead("alice@tiny.example", "__ALICE_EMAIL__"), "ORG330"},
		{"a mark where any text may stand", "", instead(`managed: [PowerUserAccess]}`, `managed: [PowerUserAccess], deny: [{actions: ["s3:GetObject"], resources: ["arn:aws:s3:::{{ bucket }}/*"]}]}`), "has {{ bucket }} in line 11"},
		{"a mark in a description", "", instead(`auditors: {protect: true,`, `auditors: {protect: true, description: "{{ .Desc }}",`), "ORG330"},
		{"a mark in a policy file", "", instead("guardrails: [no-root-user]}", "guardrails: [no-root-user, half]}") + "guardrails:\n  half: {description: Half, policy: half.json}\n", "half.json has {% bucket %} in line 2"},
		{"a loop not rendered", "", instead("users:\n", "users:\n<% @people.each do |p| %>\n"), "ORG330"},
		{"a template half rendered", "", functions + "functions: {}\nusers: {}\n", "too-many-deletes"},
		{"all users gone", "", users + "users: {}\n", "too-many-revokes"},
		{"a key renamed", "", strings.ReplaceAll(ruled, "admins", "administrators"), "too-large-a-share"},
		{"too many revokes", "", instead("developers: {grants: [{to: production,", "developers: {grants: [{to: storage,"), "too-many-revokes"},
		{"too many revokes beside a person taken over", "", instead("developers: {grants: [{to: production,", "developers: {grants: [{to: storage,") + "  zed: {email: zed@tiny.example, functions: [auditors], adopt: true}\n", "too-many-revokes"},
		{"protection lost with its line", "", strings.Replace(without(lineOfErin, `  auditors: {protect: true, grants: [{to: "*", managed: [SecurityAudit]}]}`+"\n"), "protect: true, ", "", 1), "protected"},
		{"what is on a protected account", "", without(", protect: true, guardrails: [no-root-user]"), "protected"},
		{"a protected account moved out of its guardrails", "", strings.NewReplacer("accounts:\n", "  bare: {guardrails: []}\naccounts:\n", "aws+storage@tiny.example, classification: production", "aws+storage@tiny.example, classification: bare").Replace(ruled), "protected"},
		{"an account moved out of its last guardrails", "", strings.NewReplacer("accounts:\n", "  bare: {guardrails: []}\naccounts:\n", "aws+prod@tiny.example, classification: production", "aws+prod@tiny.example, classification: bare").Replace(ruled), "ORG323"},
		{"a slip in an account's email", "", instead("aws+prod@", "aws+prd@"), "another-account"},
		{"another master", "", instead(`"111111111111"`, `"333333333333"`), "ORG321"},
		{"paused", "", "paused: incident 7\n" + ruled, "paused"},
	}
}

// palace is the stage after that was applied: alice and bob have MFA, alice is
// an administrator by hand too, and bob has a session in his role. Others have
// made zed.
func palace(t *testing.T) *stage {
	s := staged(t, ruled)
	s.apply()
	m := &s.still().Accounts[stageMaster].IAM
	now := time.Now()
	for _, name := range []string{"alice", "bob"} {
		m.Users[name].Login = &sandbox.LoginProfile{Created: now}
	}
	m.Users["zed"] = &sandbox.User{Identity: sandbox.Identity{Name: "zed", Path: "/x/", ID: "AIDAZED", Created: now}}
	s.enrol("alice", "bob")
	m.Users["alice"].Attached = append(m.Users["alice"].Attached, "arn:aws:iam::aws:policy/AdministratorAccess")
	for id, session := range map[string]*sandbox.Session{
		"ASIAALICE00000000000": {User: "alice", MFA: &now}, "ASIAADMINS0000000000": {Role: "admins", RoleID: m.Roles["admins"].ID, Name: "bob"},
	} {
		session.Secret, session.Token, session.Created, session.Expires = "secret", "token", now, now.Add(time.Hour)
		m.Sessions[id] = session
	}
	return s
}

// enrol gives people a device for one-time codes.
func (s *stage) enrol(names ...string) {
	s.Helper()
	now := time.Now()
	for _, name := range names {
		s.still().Accounts[stageMaster].IAM.MFA[deviceOf(name)] = &sandbox.MFADevice{Name: name, Path: "/", Seed: "SEED", User: name, Enabled: &now}
	}
}

func deviceOf(name string) string { return "arn:aws:iam::" + stageMaster + ":mfa/" + name }

// Accidents and lock-outs on record, each handed to apply as its user would: all
// are refused with exit code 3, and nothing is written.
func TestAccidents(t *testing.T) {
	t.Parallel()
	s := palace(t)
	organization := s.still().Organization.ID
	ours := fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":%q}}}]}`, organization)
	s.check(os.WriteFile(filepath.Join(s.folder, "ours.json"), []byte(ours), 0o600))
	half := `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*",` + "\n" + `"Resource":"arn:aws:s3:::{% bucket %}/*"}]}`
	s.check(os.WriteFile(filepath.Join(s.folder, "half.json"), []byte(half), 0o600))
	log := len(s.still().Log)
	as := map[string][]string{
		"":              {"AWS_ACCESS_KEY_ID=" + s.key, "AWS_SECRET_ACCESS_KEY=" + s.secret},
		"alice":         {"AWS_ACCESS_KEY_ID=ASIAALICE00000000000", "AWS_SECRET_ACCESS_KEY=secret", "AWS_SESSION_TOKEN=token"},
		"bob in admins": {"AWS_ACCESS_KEY_ID=ASIAADMINS0000000000", "AWS_SECRET_ACCESS_KEY=secret", "AWS_SESSION_TOKEN=token"},
	}
	for i, a := range accidents() {
		t.Run(a.name, func(t *testing.T) {
			doc := fmt.Sprintf("accident-%d.yaml", i)
			s.check(os.WriteFile(filepath.Join(s.folder, doc), []byte(a.document), 0o600))
			g := opened(t, s.aws, nil)
			e := launch(t, s.folder, append(as[a.who], "AWS_ENDPOINT_URL="+g.server.URL), "apply", "--yes", "-f", doc).wait()
			if e.code != codeRefused || !strings.Contains(e.out+e.errs, a.code) {
				t.Errorf("exit %d, want %d with %s\n%s%s", e.code, codeRefused, a.code, e.out, e.errs)
			}
			if now := s.still().Log; len(now) != log {
				t.Errorf("written: %v", now[log:])
				log = len(now)
			}
		})
	}
}
