package access_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/policy"
)

// site is the accounts of the tests.
var site = access.Site{Accounts: []access.Place{
	{Account: "dev", ID: "444444444444", Classification: "test"}, {Account: "prod", Classification: "live"},
}}

// managed is the body of a grant of a policy of AWS's own.
func managed(name string) string { return `{"policy":"arn:aws:iam::aws:policy/` + name + `"}` }

// guarded are the facts of a guardrail on the account prod.
func guarded(name string, d policy.Document) string {
	return "master/guardrail/" + name + ` {"policy":` + d.String() + "}\nmaster/attachment/" + name + "@prod\n" +
		"master/placement/prod {\"unit\":\"Live\"}\nmaster/placement/dev {\"unit\":\"Test\"}\n"
}

func builtin(t *testing.T, name string) policy.Document {
	t.Helper()
	d, ok := policy.Builtin(name, policy.Exempt{Roles: []string{"OrganizationAccountAccessRole"}}, "/orgwright/")
	if !ok {
		t.Fatalf("there is no guardrail %s", name)
	}
	return d
}

// TestWords has one role with grants of every sort, and the word for each.
func TestWords(t *testing.T) {
	grant := func(name, body string) string { return "prod/grant/ops/" + name + " " + body + "\n" }
	inline := func(statements ...string) string { return grant("inline", doc(statements...)) }
	s3 := guarded("only-s3", builtin(t, "only-s3"))
	shut := guarded("shut", policy.Document{Version: policy.Version, Statement: []policy.Statement{{Effect: policy.Deny, Action: policy.List{"*"}, Resource: policy.List{"*"}}}})
	admin := grant("AdministratorAccess", managed("AdministratorAccess"))
	for name, c := range map[string]struct{ facts, want string }{
		"no grant":                           {"", "nothing"},
		"everything":                         {admin, "ADMIN"},
		"everything by hand":                 {inline("Allow * *"), "ADMIN"},
		"everything, where only S3 is":       {admin + s3, "s3:ADMIN"},
		"everything, where nothing is":       {admin + shut, "nothing"},
		"a service":                          {inline("Allow s3:* *"), "s3:ADMIN"},
		"a bucket's policy":                  {inline("Allow s3:PutBucketPolicy arn:aws:s3:::a"), "s3:ADMIN"},
		"writing":                            {inline("Allow s3:PutObject *"), "s3:write"},
		"tagging":                            {inline("Allow s3:PutObjectTagging *"), "s3:write"},
		"reading":                            {inline("Allow s3:GetObject *"), "s3:read"},
		"listing":                            {inline("Allow s3:ListAllMyBuckets *"), "s3:view"},
		"two services":                       {inline("Allow s3:GetObject,sqs:ReceiveMessage,logs:GetLogEvents *"), "some:read"},
		"of no use":                          {inline("Allow s3:ListAllMyBuckets arn:aws:s3:::a"), "nothing"},
		"denied":                             {inline("Allow s3:PutObject,s3:GetObject *", "Deny s3:Put* *"), "s3:read"},
		"denied in another grant":            {inline("Allow s3:PutObject,s3:GetObject *") + grant("no", doc("Deny s3:Put* *")), "s3:read"},
		"denied by a guardrail":              {inline("Allow ec2:RunInstances,ec2:DescribeInstances *") + s3, "nothing"},
		"by its name":                        {grant("SecurityAudit", managed("SecurityAudit")), "read"},
		"all reading":                        {grant("ReadOnlyAccess", managed("ReadOnlyAccess")), "read"},
		"a service by its name":              {grant("AmazonS3ReadOnlyAccess", managed("AmazonS3ReadOnlyAccess")), "s3:read"},
		"by its name, where only S3 is":      {grant("SecurityAudit", managed("SecurityAudit")) + s3, "s3:read"},
		"of no use by its name":              {grant("job-function/NetworkAdministrator", managed("job-function/NetworkAdministrator")) + s3, "?"},
		"nothing by its name":                {grant("SecurityAudit", managed("SecurityAudit")) + shut, "nothing"},
		"a name that says nothing":           {grant("AWSThing", managed("AWSThing")), "?"},
		"beside a name that says nothing":    {grant("AWSThing", managed("AWSThing")) + inline("Allow s3:PutObject *"), "s3:write?"},
		"more than the name says":            {grant("ReadOnlyAccess", managed("ReadOnlyAccess")) + inline("Allow s3:PutObject arn:aws:s3:::a/*"), "s3:write+"},
		"no more than the name says":         {grant("ReadOnlyAccess", managed("ReadOnlyAccess")) + inline("Allow s3:GetObject *"), "read"},
		"a guardrail that is not known":      {admin + "master/attachment/what@prod\n", "ADMIN?"},
		"a document of AWS's that was read":  {grant("AWSThing", managed("AWSThing")) + "master/document/arn:aws:iam::aws:policy/AWSThing " + doc("Allow sqs:SendMessage *") + "\n", "sqs:write"},
		"a customer's policy, not read":      {grant("customer/x", `{"policy":"arn:aws:iam::{prod}:policy/x"}`), "?"},
		"a guardrail for another account":    {admin + strings.ReplaceAll(s3, "only-s3@prod", "only-s3@dev"), "ADMIN"},
		"a condition that holds for no role": {inline("Allow s3:PutObject * aws:PrincipalAccount={dev}", "Allow s3:GetObject *"), "s3:read"},
	} {
		m := access.Over(state(team+"master/member/ops/ada\n"+c.facts), site)
		i := slices.IndexFunc(m.Cells, func(c access.Cell) bool { return c.Account == "prod" })
		if i < 0 || m.Cells[i].Word != c.want {
			t.Errorf("%s: %+v, want %q", name, m.Cells, c.want)
		}
	}
}

// TestSurpriseIsTold names what goes beyond the names of policies.
func TestSurpriseIsTold(t *testing.T) {
	s := state(team + "master/member/ops/ada\nprod/grant/ops/ReadOnlyAccess " + managed("ReadOnlyAccess") + "\nprod/grant/ops/inline " + doc("Allow s3:PutObject *"))
	at := access.Site{Accounts: site.Accounts, Line: func(a engine.Address) int { return len(a.Name) }}
	c := access.Over(s, at).Cells[1]
	if got, want := c.Footnote(), "ops in prod: beside ReadOnlyAccess also inline (s3:write)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := c.Lines(); !slices.Equal(got, []int{10, 18}) {
		t.Errorf("lines %v", got)
	}
}

// Who can change things in one classification, and in another has a role that can
// do nothing, does not cross.
func TestNothingDoesNotCross(t *testing.T) {
	prod := "prod/grant/ops/AdministratorAccess " + managed("AdministratorAccess") + "\n"
	for name, dev := range map[string]string{
		"nothing": "", "reads": "dev/grant/ops/inline " + doc("Allow s3:GetObject *"), "unknown": "dev/grant/ops/AWSThing " + managed("AWSThing"),
	} {
		m := access.Over(state(team+"master/member/ops/ada\n"+prod+dev), site)
		if len(m.Cells) != 2 || len(m.Crossings) != 0 {
			t.Errorf("%s: %+v crosses %+v", name, m.Cells, m.Crossings)
		}
	}
}

// TestOnly asks for a part: an account, a classification, a user, and what there
// is not.
func TestOnly(t *testing.T) {
	s := state(team + "master/member/ops/ada\nmaster/user/bob {\"path\":\"/orgwright/\",\"tags\":{\"orgwright:email\":\"b@x\"}}\n" +
		"dev/grant/ops/AdministratorAccess " + managed("AdministratorAccess") + "\nprod/grant/ops/AdministratorAccess " + managed("AdministratorAccess"))
	all := access.Over(s, site)
	if len(all.People) != 2 || all.People[1].Email != "b@x" || len(all.Cells) != 2 || len(all.Crossings) != 1 {
		t.Fatalf("%+v", all)
	}
	if role := all.Cells[0].Role; role != "arn:aws:iam::444444444444:role/orgwright/ops" {
		t.Errorf("an id that is known is written: %s", role)
	}
	for _, c := range []struct {
		account, user        string
		people, cells, wrong string
	}{
		{"", "", "ada bob", "dev prod", ""},
		{"prod", "", "ada", "prod", ""},
		{"live", "", "ada", "prod", ""},
		{"", "bob", "bob", "", ""},
		{"dev", "ada", "ada", "dev", ""},
		{"dev", "bob", "", "", ""},
		{"nowhere", "", "", "", "account"},
		{"", "eve", "", "", "user"},
	} {
		m, wrong := all.Only(c.account, c.user)
		var people, cells []string
		for _, p := range m.People {
			people = append(people, p.User)
		}
		for _, x := range m.Cells {
			cells = append(cells, x.Account)
		}
		if strings.Join(people, " ") != c.people || strings.Join(cells, " ") != c.cells || wrong != c.wrong {
			t.Errorf("%q %q: %v %v %q", c.account, c.user, people, cells, wrong)
		}
	}
}
