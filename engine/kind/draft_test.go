package kind

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// refusals lists a draft's refusals, one a line.
func refusals(d Draft) string {
	var b strings.Builder
	for _, r := range d.Refusals {
		b.WriteString(r.Code + " " + r.Address + "\n")
	}
	return b.String()
}

// stranger makes a user, a group, a role and a guardrail that have wanted
// names and are not ours.
func (l *lab) strangers() {
	l.Helper()
	people, org := iam.NewFromConfig(l.cfg), organizations.NewFromConfig(l.cfg)
	_, err := people.CreateUser(l.Context(), &iam.CreateUserInput{UserName: aws.String("Alice")})
	l.must(err)
	_, err = people.CreateGroup(l.Context(), &iam.CreateGroupInput{GroupName: aws.String("developers"), Path: aws.String("/old/")})
	l.must(err)
	_, err = people.CreateRole(l.Context(), &iam.CreateRoleInput{RoleName: aws.String("operations"), AssumeRolePolicyDocument: aws.String(policy.TrustAccount(masterID).String())})
	l.must(err)
	_, err = org.CreateOrganization(l.Context(), &organizations.CreateOrganizationInput{})
	l.must(err)
	d, _ := policy.Builtin("no-leaving", policy.Exempt{}, "/orgwright/")
	_, err = org.CreatePolicy(l.Context(), &organizations.CreatePolicyInput{
		Name: aws.String("only-eu"), Description: aws.String("old"), Type: types.PolicyTypeServiceControlPolicy, Content: aws.String(d.String()),
	})
	l.must(err)
}

// What has a wanted name and was not made here is a conflict, never taken and
// never deleted.
func TestNamesakesAreConflicts(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.strangers()
	d := l.open(full).draft()
	if got, want := refusals(d), `conflict master/group/developers
conflict master/guardrail/only-eu
conflict master/role/operations
conflict master/user/alice
`; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	for _, c := range d.Plan.Changes() {
		if strings.Contains(refusals(d), " "+c.Address.String()+"\n") || c.Action() == engine.Delete {
			t.Errorf("%c %s is planned", c.Action(), c.Address)
		}
	}
}

// With adopt they are taken over by what differs, and the plan after that is
// empty. A role cannot be: its path is for ever.
func TestAdopt(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.strangers()
	adopting := strings.NewReplacer(
		"only-eu: {", "only-eu: {adopt: true, ",
		"  developers:\n", "  developers:\n    adopt: true\n",
		", {to: master, managed: [SecurityAudit]}", "",
		"  alice: {", "  alice: {adopt: true, ",
	).Replace(full)
	o := l.open(strings.ReplaceAll(adopting, "alice", "Alice"))
	d := o.draft()
	for _, want := range []string{
		"~ master/guardrail/only-eu", "~ master/group/developers", "~ master/user/Alice",
	} {
		if !strings.Contains(lines(d.Plan), want+"\n") {
			t.Errorf("the plan lacks %s:\n%s", want, lines(d.Plan))
		}
	}
	if strings.Contains(lines(d.Plan), " - ") {
		t.Errorf("adopting takes something away:\n%s", lines(d.Plan))
	}
	o.apply()
}

// A name that org.yaml says is a former one is not deleted.
func TestFormerNamesAreNotDeleted(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.open(full).apply()
	l.plans(strings.Replace(full, "  alice: {", "  ann: {was: alice, ", 1), "build ~ master/user/ann\n")
}

// A trust policy that was changed by hand is put back, whatever it says now.
func TestTamperingIsPutBack(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.open(full).apply()
	people := iam.NewFromConfig(l.cfg)
	_, err := people.UpdateAssumeRolePolicy(t.Context(), &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String("operations"), PolicyDocument: aws.String(policy.TrustAccount(masterID).String())})
	l.must(err)
	_, err = people.AttachGroupPolicy(t.Context(), &iam.AttachGroupPolicyInput{GroupName: aws.String("developers"), PolicyArn: aws.String("arn:aws:iam::aws:policy/AdministratorAccess")})
	l.must(err)
	_, err = people.PutGroupPolicy(t.Context(), &iam.PutGroupPolicyInput{
		GroupName: aws.String("developers"), PolicyName: aws.String("extra"),
		PolicyDocument: aws.String(policy.FromStatements([]policy.Rule{{Actions: []string{"*"}}}, nil).String()),
	})
	l.must(err)
	_, err = people.CreateUser(t.Context(), &iam.CreateUserInput{UserName: aws.String("mallory")})
	l.must(err)
	_, err = people.AddUserToGroup(t.Context(), &iam.AddUserToGroupInput{UserName: aws.String("mallory"), GroupName: aws.String("operations")})
	l.must(err)
	l.plans(full, `revoke - master/member/operations/mallory
build ~ master/role/operations
build ~ master/assume/developers
`)
	var rules []string
	for _, f := range l.open(full).findings() {
		rules = append(rules, f.Rule+" "+f.Address.String())
	}
	if got, want := strings.Join(rules, "\n"), "root-without-mfa master/custody/master\nuser-not-declared master/user/administrator\nuser-not-declared master/user/mallory"; got != want {
		t.Errorf("found\n%s\nwant\n%s", got, want)
	}
}

// When a function reaches more accounts than fit its group, managed policies
// take over, and give way again.
func TestAssumeSpillsIntoManagedPolicies(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.open(full).apply()
	var roles []string
	for i := range 120 {
		roles = append(roles, "arn:aws:iam::"+strings.Repeat("9", 9)+string([]byte{'0' + byte(i/100), '0' + byte(i/10%10), '0' + byte(i%10)})+":role/orgwright/operations")
	}
	o := l.open(full)
	in, err := o.cloud.Account("master")
	l.must(err)
	before := Update[assumeBody]{After: assumeBody{May: policy.MayAssume(roles)}}
	l.must(putAssume(t.Context(), in, "operations", before))
	seen := read[assumeBody](o.draft().Have[at("assume", "operations")])
	if !policy.Equal(seen.May, policy.MayAssume(roles)) || len(seen.Others) > 0 {
		t.Errorf("after spilling the group may\n%s", seen.May)
	}
	l.plans(full, "build ~ master/assume/operations\n")
	got, err := in.IAM.ListPolicies(t.Context(), &iam.ListPoliciesInput{Scope: "Local"})
	l.must(err)
	for _, p := range got.Policies {
		if strings.HasPrefix(aws.ToString(p.PolicyName), "assume-") {
			t.Errorf("%s is left over", aws.ToString(p.PolicyName))
		}
	}
}

// A closed account is named, and neither planned for nor looked into.
func TestClosedAccountsAreLeftAlone(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.open(full).apply()
	o := l.open(full)
	p, err := o.cloud.Read(t.Context(), Need(o.Wish))
	l.must(err)
	storage, _ := p.Organization.Member("storage")
	_, err = organizations.NewFromConfig(l.cfg).CloseAccount(t.Context(), &organizations.CloseAccountInput{AccountId: &storage.ID})
	l.must(err)
	before := len(l.world.Writes())
	o = l.open(full)
	d := o.draft()
	if lines(d.Plan) != "" || len(d.Unreadable) > 0 {
		t.Errorf("planned:\n%s unreadable: %v", lines(d.Plan), d.Unreadable)
	}
	if !strings.Contains(strings.Join(d.Notes, "\n"), "account storage is ") {
		t.Errorf("notes %q do not name storage", d.Notes)
	}
	o.apply()
	if after := len(l.world.Writes()); after != before {
		t.Errorf("%d writes", after-before)
	}
}

// An account that cannot be read is named; nothing in it is planned, and the
// rest goes on.
func TestWhatCannotBeReadIsNotPlanned(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.open(full).apply()
	o := l.open(full)
	o.draft() // learns the accounts' ids
	in, err := o.cloud.Account("sandbox")
	l.must(err)
	_, err = in.IAM.UpdateAssumeRolePolicy(t.Context(), &iam.UpdateAssumeRolePolicyInput{
		RoleName: aws.String("OrganizationAccountAccessRole"), PolicyDocument: aws.String(policy.TrustAccount("222222222222").String()),
	})
	l.must(err)
	d := l.open(strings.Replace(full, "session: 4h", "session: 2h", 1)).draft()
	if len(d.Unreadable) != 1 || d.Unreadable[0].Account != "sandbox" {
		t.Errorf("unreadable %v, want sandbox", d.Unreadable)
	}
	if got := lines(d.Plan); strings.Contains(got, "sandbox/") || !strings.Contains(got, "~ production/role/operations") {
		t.Errorf("the plan is\n%s", got)
	}
}
