package kind

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// settled is an organization in which others have made people's roles.
const settled = `
version: 1
organization: {name: acme, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@acme.example}
classifications: {production: {}}
accounts: {shop: {email: aws+shop@acme.example, classification: production}}
`

// inherited makes a role of others in shop, a group of its name that may become
// it, and a person in that group.
func (l *lab) inherited(role, path string) *office {
	l.open(settled).apply()
	o := l.open(settled)
	o.draft() // learns the accounts' ids
	in, err := o.cloud.Account("shop")
	l.must(err)
	_, err = in.IAM.CreateRole(l.Context(), &iam.CreateRoleInput{
		RoleName: &role, Path: &path, AssumeRolePolicyDocument: aws.String(policy.TrustAccount(masterID).String()), MaxSessionDuration: aws.Int32(7200),
	})
	l.must(err)
	_, err = in.IAM.AttachRolePolicy(l.Context(), &iam.AttachRolePolicyInput{RoleName: &role, PolicyArn: aws.String("arn:aws:iam::aws:policy/PowerUserAccess")})
	l.must(err)
	people := iam.NewFromConfig(l.cfg)
	_, err = people.CreateGroup(l.Context(), &iam.CreateGroupInput{GroupName: &role})
	l.must(err)
	may := policy.MayAssume([]string{"arn:aws:iam::" + in.ID + ":role" + path + role})
	_, err = people.PutGroupPolicy(l.Context(), &iam.PutGroupPolicyInput{GroupName: &role, PolicyName: aws.String("way-in"), PolicyDocument: aws.String(may.String())})
	l.must(err)
	_, err = people.CreateUser(l.Context(), &iam.CreateUserInput{UserName: aws.String("alice")})
	l.must(err)
	_, err = people.AddUserToGroup(l.Context(), &iam.AddUserToGroupInput{UserName: aws.String("alice"), GroupName: &role})
	l.must(err)
	return o
}

const operationsOf = `functions:
  operations: {WORDS grants: [{to: shop, managed: [AdministratorAccess]}]}
users: {alice: {email: alice@acme.example, functions: [operations], adopt: true}}
`

func taking(words string) string { return settled + strings.Replace(operationsOf, "WORDS", words, 1) }

// A role that has the wanted name stays where it is: IAM has one role of a name
// in an account, whatever their paths. Taking it over changes what the plan
// shows, and nothing is made anew.
func TestAdoptRoleWhereItIs(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	shop := l.inherited("operations", "/people/").id("shop")
	for words, hint := range map[string]string{
		"": "write adopt: true and path: /people/", "adopt: true,": "write path: /people/", "adopt: true, path: /,": "write path: /people/",
	} {
		found := false
		for _, r := range l.open(taking(words)).draft().Refusals {
			found = found || r.Code == "conflict" && r.Address == "shop/role/operations" && strings.Contains(r.Hint, hint)
		}
		if !found {
			t.Errorf("%q: no conflict says %q: %v", words, hint, l.open(taking(words)).draft().Refusals)
		}
	}
	before := *l.world.Accounts[shop].IAM.Roles["operations"]
	o := l.open(taking("adopt: true, path: /people/,"))
	want := `revoke - shop/grant/operations/PowerUserAccess
build ~ shop/role/operations
build + shop/grant/operations/AdministratorAccess
build ~ master/group/operations
build ~ master/assume/operations
build + master/selfservice/self-service
build + master/selfservice/self-service@operations
build ~ master/user/alice
`
	if got := lines(o.draft().Plan); got != want {
		t.Errorf("the plan is\n%s\nwant\n%s", got, want)
	}
	o.apply()
	after := l.world.Accounts[shop].IAM.Roles["operations"]
	if after.ID != before.ID || after.Path != "/people/" || !strings.Contains(after.Trust, "aws:MultiFactorAuthPresent") {
		t.Errorf("the role is %+v", after)
	}
	if may := l.world.Accounts[masterID].IAM.Groups["operations"].Inline["assume"]; !strings.Contains(may, ":role/people/operations") {
		t.Errorf("the group may %s", may)
	}
	// It is ours from now on, by its tag, with and without the word.
	l.open(taking("path: /people/,")).apply()
	if d := l.unmoved(l.survey()); len(d.Refusals) > 0 {
		t.Error(d.Refusals)
	}
	gone := l.open(settled + "functions: {}\nusers: {}\n")
	leaving := gone.draft()
	if got := lines(leaving.Plan); !strings.Contains(got, "- shop/role/operations") {
		t.Errorf("without the function its role stays:\n%s", got)
	}
	for _, c := range leaving.Plan.Changes() {
		if c.Kind == role.name && c.Why != "with MFA, 1h, at /people/" {
			t.Errorf("%s is told of as %q", c.Address, c.Why)
		}
	}
	gone.apply()
}

// A role of another name is replaced: the new one is made first, people can
// become both, and the old one goes when it is told to.
func TestAdoptRoleByReplacingIt(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	shop := l.inherited("OpsRole", "/").id("shop")
	o := l.open(taking("adopt: true, was: OpsRole,"))
	d := o.draft()
	want := `build + shop/role/operations
build + shop/grant/operations/AdministratorAccess
build ~ master/group/operations
build ~ master/assume/operations
build + master/selfservice/self-service
build + master/selfservice/self-service@operations
build ~ master/user/alice
`
	if got := lines(d.Plan); got != want || !strings.Contains(strings.Join(d.Notes, "\n"), "1 role OpsRole stays beside those of operations") {
		t.Errorf("the plan is\n%s\nwant\n%s\nnotes %q", got, want, d.Notes)
	}
	o.apply()
	if said := strings.Join(l.open(taking("adopt: true, was: OpsRole,")).draft().Notes, "\n"); strings.Contains(said, "is done") {
		t.Errorf("while the old role is there, was is called done:\n%s", said)
	}
	may := l.world.Accounts[masterID].IAM.Groups["operations"].Inline["assume"]
	if !strings.Contains(may, ":role/OpsRole") || !strings.Contains(may, ":role/orgwright/operations") {
		t.Errorf("the group may %s", may)
	}
	if old := l.world.Accounts[shop].IAM.Roles["OpsRole"]; old == nil || len(old.Attached) != 1 {
		t.Errorf("the old role is %+v", old)
	}
	o = l.open(taking("adopt: true, was: OpsRole,"))
	o.Retire = true
	want = `build ~ master/assume/operations
clear - shop/grant/OpsRole/PowerUserAccess
clear - shop/role/OpsRole
`
	if got := lines(o.draft().Plan); got != want {
		t.Errorf("retiring is\n%s\nwant\n%s", got, want)
	}
	if said := strings.Join(o.draft().Notes, "\n"); strings.Contains(said, "is done") {
		t.Errorf("in the run that retires it, was is called done:\n%s", said)
	}
	o.apply()
	if l.world.Accounts[shop].IAM.Roles["OpsRole"] != nil {
		t.Error("the old role is still there")
	}
	if said := strings.Join(l.open(taking("adopt: true, was: OpsRole,")).draft().Notes, "\n"); !strings.Contains(said, "functions.operations: was: OpsRole is done") {
		t.Errorf("when the old role is gone, was is not called done:\n%s", said)
	}
	l.open(taking("")).apply()
}

// A name alone makes no role a function's: in other accounts, and for others
// than people of the master account, it stays what it is, whatever is retired,
// and nobody is let into it.
func TestAdoptLeavesNamesakesAlone(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	wide := strings.Replace(settled, "{shop:", "{lab: {email: aws+lab@acme.example, classification: production}, till: {email: aws+till@acme.example, classification: production}, shop:", 1)
	l.open(wide).apply()
	shop := l.inherited("deploy", "/").id("shop")
	o := l.open(wide)
	o.draft() // learns the accounts' ids
	machines := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
	for account, trust := range map[string]string{"lab": policy.TrustAccount(masterID).String(), "till": machines} {
		in, err := o.cloud.Account(account)
		l.must(err)
		_, err = in.IAM.CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: aws.String("deploy"), AssumeRolePolicyDocument: &trust})
		l.must(err)
	}
	document := wide + strings.NewReplacer("operations", "deployers", "to: shop", "to: [shop, till]", "WORDS", "adopt: true, was: deploy,").Replace(operationsOf)
	d := l.open(document).draft()
	for _, want := range []string{
		"1 role deploy stays beside those of deployers",
		"lab/role/deploy is none of those that deployers replaces, and stays as it is: deployers has no grant there",
		"till/role/deploy is none of those that deployers replaces, and stays as it is: its trust is not for people of the master account alone",
	} {
		if !strings.Contains(strings.Join(d.Notes, "\n"), want) {
			t.Errorf("no note says %q: %q", want, d.Notes)
		}
	}
	l.open(document).apply()
	may := l.world.Accounts[masterID].IAM.Groups["deployers"].Inline["assume"]
	if !strings.Contains(may, shop+":role/deploy") || strings.Count(may, ":role/deploy") != 1 {
		t.Errorf("the group may %s", may)
	}
	o = l.open(document)
	o.Retire = true
	o.apply()
	for account, stays := range map[string]bool{"shop": false, "lab": true, "till": true} {
		if there := l.world.Accounts[o.id(account)].IAM.Roles["deploy"] != nil; there != stays {
			t.Errorf("after retiring, the role deploy in %s is there: %v", account, there)
		}
	}
}

// The way in of runs is never retired, whatever a function says it was.
func TestTheAccessRoleIsNotRetired(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.inherited("OpsRole", "/")
	o := l.open(taking("adopt: true, was: OrganizationAccountAccessRole,"))
	o.Retire = true
	if got := lines(o.draft().Plan); strings.Contains(got, "- shop/role/") {
		t.Errorf("retiring is\n%s", got)
	}
}

// Adopted later, nothing of it is in the plan, whatever it is.
func TestAdoptLater(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.inherited("operations", "/people/")
	d := l.open(strings.Replace(taking("adopt: true,"), "{name: acme,", "{name: acme, adopt: later,", 1)).draft()
	if got := lines(d.Plan); got != "" || len(d.Refusals) > 0 || !strings.Contains(strings.Join(d.Notes, "\n"), "1 function, 1 user with adopt: true are left as they are") {
		t.Errorf("the plan is\n%s\n%v %q", got, d.Refusals, d.Notes)
	}
}

// Whoever applies may change the roles that are taken over, and no others
// outside our path.
func TestMayWriteTakenRoles(t *testing.T) {
	may := MayWrite(parse(t, taking("adopt: true, path: /people/, was: OpsRole,")), anyLeaf).String()
	for _, arn := range []string{"role/people/operations", "role/OpsRole", "role/*/OpsRole", "role/orgwright/*"} {
		if !strings.Contains(may, `"arn:aws:iam::*:`+arn+`"`) {
			t.Errorf("%s is not in %s", arn, may)
		}
	}
	if none := MayWrite(parse(t, taking("")), anyLeaf).String(); strings.Contains(none, "OpsRole") || strings.Contains(none, "people") {
		t.Errorf("others' roles are in %s", none)
	}
}

// A tag that says whose a thing is makes no role a function's: the access role
// of an invited account has one too.
func TestOwnerTagAdoptsNothing(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	shop := l.inherited("OrgAdmin", "/").id("shop")
	l.world.Accounts[shop].IAM.Roles["OrgAdmin"].Tags = map[string]string{"orgwright:owner": "acme"}
	l.world.Accounts[shop].IAM.Roles["OrganizationAccountAccessRole"].Tags = map[string]string{"orgwright:owner": "acme"}
	if got := lines(l.open(settled).draft().Plan); got != "" {
		t.Errorf("the plan is\n%s", got)
	}
}

// What a function has once, and its roles have differently, is said: names that
// differ by case, which AWS cannot change, and lengths of sessions.
func TestImportTellsRolesThatDiffer(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	wide := strings.Replace(settled, "{shop:", "{lab: {email: aws+lab@acme.example, classification: production}, shop:", 1)
	l.open(wide).apply()
	l.inherited("ADMIN", "/")
	o := l.open(wide)
	o.draft() // learns the accounts' ids
	in, err := o.cloud.Account("lab")
	l.must(err)
	_, err = in.IAM.CreateRole(t.Context(), &iam.CreateRoleInput{
		RoleName: aws.String("Admin"), AssumeRolePolicyDocument: aws.String(policy.TrustAccount(masterID).String()), MaxSessionDuration: aws.Int32(5000),
	})
	l.must(err)
	s := l.survey()
	l.unmoved(s)
	text := string(s.YAML())
	for _, want := range []string{
		"REVIEW: the name differs by case: it is ADMIN in shop, and only Admin can be taken over",
		"REVIEW: its roles' sessions last 5000s in lab, 2h in shop: a function has one length",
		"shop/role/ADMIN", "the function is written Admin: AWS cannot rename the role",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}
