package kind

import (
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// An edit is one change to the document and the plan it makes: exactly the
// facts concerned, access revoked first, then what is built, then what is
// cleared away. Down is the plan that takes the edit back.
type edit struct {
	name     string
	old, new string // what stands in the document, before and after
	up, down string
}

var edits = []edit{
	{
		"a grant",
		"{to: master, managed: [SecurityAudit]}", "{to: master, managed: [SecurityAudit, ReadOnlyAccess]}",
		`build + master/grant/operations/ReadOnlyAccess
`,
		`revoke - master/grant/operations/ReadOnlyAccess
`,
	},
	{
		"a statement of a grant",
		`actions: "s3:Delete*"`, `actions: ["s3:Delete*", "s3:Put*"]`,
		`build ~ storage/grant/developers/inline
`,
		`build ~ storage/grant/developers/inline
`,
	},
	{
		"a user",
		"  bob:   {", "  carol: {email: carol@acme.example, functions: [operations, developers]}\n  bob:   {",
		`build + master/user/carol
build + master/member/developers/carol
build + master/member/operations/carol
`,
		`revoke - master/member/operations/carol
revoke - master/member/developers/carol
revoke - master/user/carol
`,
	},
	{
		"a membership",
		"functions: [developers], protect", "functions: [developers, operations], protect",
		`build + master/member/operations/bob
`,
		`revoke - master/member/operations/bob
`,
	},
	{
		"a guardrail",
		"testing: {guardrails: [no-leaving, only-eu]}", "testing: {guardrails: [no-leaving, only-eu, no-root-user]}",
		`build + master/guardrail/no-root-user
build + master/attachment/no-root-user@testing
`,
		`clear - master/attachment/no-root-user@testing
clear - master/guardrail/no-root-user
`,
	},
	{
		"a guardrail's text",
		"regions: [eu-west-1, eu-central-1]", "regions: [eu-west-1]",
		`build ~ master/guardrail/only-eu
`,
		`build ~ master/guardrail/only-eu
`,
	},
	{
		"a function",
		"  developers:\n", "  auditors: {session: 2h, grants: [{to: [production, storage], managed: [SecurityAudit]}]}\n  developers:\n",
		`build + production/role/auditors
build + storage/role/auditors
build + production/grant/auditors/SecurityAudit
build + storage/grant/auditors/SecurityAudit
build + master/group/auditors
build + master/assume/auditors
build + master/selfservice/self-service@auditors
`,
		`revoke - master/assume/auditors
revoke - storage/grant/auditors/SecurityAudit
revoke - production/grant/auditors/SecurityAudit
clear - master/selfservice/self-service@auditors
clear - master/group/auditors
clear - storage/role/auditors
clear - production/role/auditors
`,
	},
	{
		"a session and a description",
		"session: 4h", "session: 8h",
		`build ~ legacy/role/operations
build ~ master/role/operations
build ~ production/role/operations
build ~ sandbox/role/operations
build ~ storage/role/operations
`,
		`build ~ legacy/role/operations
build ~ master/role/operations
build ~ production/role/operations
build ~ sandbox/role/operations
build ~ storage/role/operations
`,
	},
	{
		"another place for an account",
		"sandbox:    {email: aws+sand@acme.example, classification: testing", "sandbox:    {email: aws+sand@acme.example, classification: production",
		`revoke - sandbox/grant/developers/AdministratorAccess
build ~ master/placement/sandbox
build ~ master/assume/developers
clear - sandbox/role/developers
`,
		`build ~ master/placement/sandbox
build + sandbox/role/developers
build + sandbox/grant/developers/AdministratorAccess
build ~ master/assume/developers
`,
	},
	{
		"a unit's path",
		"production:\n    ou: Workloads/Production", "production:\n    ou: Work/Live",
		`build + master/unit/Work
build + master/unit/Work/Live
build + master/attachment/no-leaving@Work/Live
build + master/attachment/no-long-term-credentials@Work/Live
build ~ master/placement/legacy
build ~ master/placement/production
build ~ master/placement/storage
clear - master/attachment/no-long-term-credentials@Workloads/Production
clear - master/attachment/no-leaving@Workloads/Production
clear - master/unit/Workloads/Production
clear - master/unit/Workloads
`,
		`build + master/unit/Workloads
build + master/unit/Workloads/Production
build + master/attachment/no-leaving@Workloads/Production
build + master/attachment/no-long-term-credentials@Workloads/Production
build ~ master/placement/legacy
build ~ master/placement/production
build ~ master/placement/storage
clear - master/attachment/no-long-term-credentials@Work/Live
clear - master/attachment/no-leaving@Work/Live
clear - master/unit/Work/Live
clear - master/unit/Work
`,
	},
	{
		"names, contacts, passwords",
		"name: Sandbox of Acme", "name: Acme Sandbox",
		`build ~ master/account/sandbox
`,
		`build ~ master/account/sandbox
`,
	},
	{
		"where CI runs",
		"environment: production}", "environment: live}",
		`build ~ master/cirole/ci-apply
`,
		`build ~ master/cirole/ci-apply
`,
	},
	{
		"CI",
		"ci:\n  github: {repository: acme/organization, environment: production}\n", "",
		`revoke - storage/cirole/ci-read
revoke - sandbox/cirole/ci-read
revoke - production/cirole/ci-read
revoke - master/cirole/ci-plan
revoke - master/cirole/ci-apply
revoke - legacy/cirole/ci-read
clear - master/identityprovider/token.actions.githubusercontent.com
`,
		`build + master/identityprovider/token.actions.githubusercontent.com
build + legacy/cirole/ci-read
build + master/cirole/ci-apply
build + master/cirole/ci-plan
build + production/cirole/ci-read
build + sandbox/cirole/ci-read
build + storage/cirole/ci-read
`,
	},
	{
		"a password policy",
		"min_length: 16", "min_length: 20",
		`build ~ master/passwordpolicy/people
`,
		`build ~ master/passwordpolicy/people
`,
	},
}

// Each edit, applied and taken back.
func TestEdits(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.open(full).apply()
	l.join()
	l.open(full).apply()
	for _, e := range edits {
		l.Run(e.name, func(t *testing.T) {
			edited := strings.Replace(full, e.old, e.new, 1)
			if edited == full {
				t.Fatal("the edit changes nothing")
			}
			at := *l
			at.T = t
			at.plans(edited, e.up)
			at.plans(full, e.down)
		})
	}
}

// plans holds what a document's plan says, and carries it out.
func (l *lab) plans(document, want string) {
	l.Helper()
	o := l.open(document)
	if got := lines(o.draft().Plan); got != want {
		l.Errorf("got\n%swant\n%s", got, want)
	}
	o.apply()
}

// An account of the file is made with all that is in it, and taken out of the
// file it is not closed: what we made in it goes, its place and its guardrails
// stay.
func TestAnAccountComesAndIsLeftAlone(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.open(full).apply()
	added := strings.Replace(full, "  storage:    {", "  lab:        {email: aws+lab@acme.example, classification: testing, guardrails: [no-root-user]}\n  storage:    {", 1)
	l.plans(added, `build + master/guardrail/no-root-user
build + master/account/lab
build + master/attachment/no-root-user@lab
build + master/placement/lab
build + lab/contact/security
build + lab/cirole/ci-read
build + lab/role/developers
build + lab/role/operations
build + lab/grant/developers/AdministratorAccess
build + lab/grant/operations/AdministratorAccess
build ~ master/assume/developers
build ~ master/assume/operations
`)
	l.plans(full, `revoke - lab/grant/operations/AdministratorAccess
revoke - lab/grant/developers/AdministratorAccess
revoke - lab/cirole/ci-read
build ~ master/assume/developers
build ~ master/assume/operations
clear - lab/role/operations
clear - lab/role/developers
`)
	if all := l.open(full).findings(); len(all) == 0 || all[0].Rule != "account-not-declared" || all[0].Address != at("account", "lab") {
		t.Errorf("findings %v, want lab not declared", all)
	}
	p, err := l.open(full).cloud.Read(t.Context(), Need(l.open(full).Wish))
	l.must(err)
	if m, _ := p.Organization.Member("lab"); m.Unit != "testing" || !m.Active() {
		t.Errorf("lab is %s in %q, want it active in testing", m.State, m.Unit)
	}
}
