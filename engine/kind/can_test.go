package kind

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// TestCanIsWhatIsEnforced asks random questions about random organizations and
// holds each answer to what the sandbox does when the person tries. It is 400
// questions in every run; ORGWRIGHT_QUESTIONS asks for more, ORGWRIGHT_SEED for
// others.
func TestCanIsWhatIsEnforced(t *testing.T) {
	questions, seed := number("ORGWRIGHT_QUESTIONS", 400), uint64(number("ORGWRIGHT_SEED", 1))
	sum := map[string]int{}
	for ; questions > 0; questions -= 400 {
		c := &court{lab: inSandbox(t, sandbox.Options{}), Rand: rand.New(rand.NewPCG(seed, 7)), seed: seed, sum: sum}
		c.convene()
		for range min(questions, 400) {
			c.try()
		}
		seed++
	}
	t.Logf("%v", sum)
	asked := sum["yes"] + sum["no"] + sum["unknown"]
	if sum["yes"]*10 < asked || sum["no"]*10 < asked || sum["unknown"]*4 > asked {
		t.Errorf("the questions are not mixed: %v", sum)
	}
}

func number(variable string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(variable)); err == nil {
		return n
	}
	return otherwise
}

// A court is an organization with its people, who try things.
type court struct {
	*lab
	*rand.Rand
	seed     uint64
	document string
	realm    *access.Realm
	names    *cloud.Names
	users    map[string]aws.Config // with MFA under NAME+mfa
	sessions map[string]*aws.Config
	sum      map[string]int
}

func pick[T any](c *court, from ...T) T { return from[c.IntN(len(from))] }

// convene makes an organization by a random document. Every other one is asked
// about as it is, after others have changed what they like.
func (c *court) convene() {
	c.Helper()
	c.document = c.organization()
	c.cfg.HTTPClient = &http.Client{} // one for all sessions
	o := c.open(c.document)
	o.apply()
	c.users, c.sessions, c.names = map[string]aws.Config{}, map[string]*aws.Config{}, o.cloud.Names
	for _, user := range []string{"ada", "bob", "cas"} {
		c.equip(user)
	}
	if c.seed%2 == 0 {
		c.realm = Promised(o.Wish)
		return
	}
	c.tamper(o)
	c.plant(o)
	p, err := o.cloud.Read(c.Context(), NeedOfAccess(false))
	c.must(err)
	c.realm = Realm(o.Wish, o.cloud, p)
}

// organization is a random document.
func (c *court) organization() string {
	guardrails := func() string {
		all := []string{"no-leaving", "no-long-term-credentials", "only-s3", "protect-our-roles", "only-eu"}
		c.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		return strings.Join(all[:c.IntN(3)], ", ")
	}
	var b strings.Builder
	fmt.Fprintf(&b, `version: 1
organization: {name: acme, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@acme.example}
classifications:
  live: {ou: Workloads/Live, guardrails: [%s]}
  test: {guardrails: [%s]}
accounts:
  one: {email: aws+one@acme.example, classification: live, guardrails: [%s]}
  two: {email: aws+two@acme.example, classification: test}
guardrails:
  only-eu: {description: Stay in Europe, regions: [eu-west-1, eu-central-1]}
functions:
`, guardrails(), guardrails(), guardrails())
	for _, f := range []string{"ops", "dev", "look"} {
		fmt.Fprintf(&b, "  %s:\n    grants:\n", f)
		for _, to := range []string{"one", "two", "master"} {
			if c.IntN(3) > 0 || to == "one" {
				fmt.Fprintf(&b, "      - %s\n", c.grant(to))
			}
		}
	}
	b.WriteString("users:\n")
	for _, user := range []string{"ada", "bob", "cas"} {
		functions := pick(c, "ops", "dev", "look", "ops, dev", "dev, look", "ops, dev, look")
		fmt.Fprintf(&b, "  %s: {email: %s@acme.example, functions: [%s]}\n", user, user, functions)
	}
	return b.String()
}

func (c *court) grant(to string) string {
	switch c.IntN(8) {
	case 0:
		return fmt.Sprintf("{to: %s, managed: [AdministratorAccess]}", to)
	case 1:
		return fmt.Sprintf("{to: %s, managed: [%s]}", to, pick(c, "IAMReadOnlyAccess", "SecurityAudit", "PowerUserAccess"))
	}
	out := "{to: " + to + ", allow: [" + c.statement()
	for range c.IntN(3) {
		out += ", " + c.statement()
	}
	out += "]"
	if c.IntN(3) == 0 {
		out += ", deny: [" + c.statement() + "]"
	}
	return out + "}"
}

// statement is a random one about IAM, which is what the sandbox has most of.
func (c *court) statement() string {
	out := "{" + pick(c, "actions", "actions", "actions", "not_actions") + ": [" +
		pick(c, `"iam:*"`, `"iam:Get*"`, `"iam:List*"`, `"*"`, `"iam:Delete*", "iam:CreateUser"`, `"IAM:getuser", "iam:*Role*"`, `"s3:*"`, `"iam:?etRole"`) + "]"
	if c.IntN(2) == 0 {
		out += ", " + pick(c, "resources", "resources", "not_resources") + ": [" +
			pick(c, `"arn:aws:iam::*:user/*"`, `"arn:aws:iam::*:role/*"`, `"arn:aws:iam::*:user/nobody"`, `"arn:aws:iam::*:role/Organization*"`, `"*"`, `"arn:aws:iam::aws:policy/*"`) + "]"
	}
	if c.IntN(3) == 0 {
		out += ", conditions: {" + pick(c,
			`Bool: {"aws:MultiFactorAuthPresent": "true"}`, `StringLike: {"aws:username": "a*"}`,
			`StringEquals: {"aws:RequestedRegion": us-east-1}`, `StringEquals: {"aws:RequestedRegion": eu-west-1}`,
			`ArnLike: {"aws:PrincipalArn": "arn:aws:iam::*:role/orgwright/ops"}`, `StringNotEquals: {"aws:PrincipalAccount": "111111111111"}`,
			`Bool: {"aws:SecureTransport": "true"}`, `StringEquals: {"aws:PrincipalTag/orgwright:owner": acme}`,
			`DateGreaterThan: {"aws:CurrentTime": "2020-01-01T00:00:00Z"}`, `IpAddress: {"aws:SourceIp": "192.0.2.0/24"}`,
		) + "}"
	}
	return out + "}"
}

// equip gives a person a key, and a session with MFA.
func (c *court) equip(user string) {
	c.Helper()
	made, err := iam.NewFromConfig(c.cfg).CreateAccessKey(c.Context(), &iam.CreateAccessKeyInput{UserName: &user})
	c.must(err)
	plain := c.cfg.Copy()
	plain.Credentials = credentials.NewStaticCredentialsProvider(*made.AccessKey.AccessKeyId, *made.AccessKey.SecretAccessKey, "")
	next := c.enrol(user)
	got, err := sts.NewFromConfig(plain).GetSessionToken(c.Context(), &sts.GetSessionTokenInput{
		SerialNumber: aws.String("arn:aws:iam::" + masterID + ":mfa/" + user), TokenCode: next(),
	})
	c.must(err)
	with := c.cfg.Copy()
	with.Credentials = credentials.NewStaticCredentialsProvider(*got.Credentials.AccessKeyId, *got.Credentials.SecretAccessKey, *got.Credentials.SessionToken)
	c.users[user], c.users[user+"+mfa"] = plain, with
}

// tamper does by hand what nobody declared.
func (c *court) tamper(o *office) {
	c.Helper()
	people := iam.NewFromConfig(c.cfg)
	text := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole","iam:List*"],"Resource":"*"},` +
		`{"Effect":"Deny","Action":"iam:ListAccountAliases","Resource":"*"}]}`
	c.must(call(people.PutUserPolicy(c.Context(), &iam.PutUserPolicyInput{UserName: aws.String("cas"), PolicyName: aws.String("more"), PolicyDocument: &text})))
	_, err := o.cloud.Read(c.Context(), NeedOfAccess(false))
	c.must(err)
	leaf, err := o.cloud.Account("one")
	c.must(err)
	c.must(call(leaf.IAM.PutRolePermissionsBoundary(c.Context(), &iam.PutRolePermissionsBoundaryInput{
		RoleName: aws.String("dev"), PermissionsBoundary: aws.String("arn:aws:iam::aws:policy/IAMReadOnlyAccess"),
	})))
	if c.IntN(2) == 0 {
		c.allowOnly(o, "two", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:Get*","iam:List*","iam:*Role*","sts:*"],"Resource":"*"}]}`)
	}
	if c.IntN(2) == 0 {
		trust := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + masterID + `:user/orgwright/ada"},"Action":"sts:AssumeRole"}]}`
		c.must(call(leaf.IAM.UpdateAssumeRolePolicy(c.Context(), &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String("ops"), PolicyDocument: &trust})))
	}
}

// A deed is something to try: an action, on what, and the call.
type deed struct {
	action, resource string // {} is the account's id
	do               func(context.Context, *iam.Client) error
}

var deeds = []deed{
	{"iam:ListUsers", "arn:aws:iam::{}:user/", func(ctx context.Context, c *iam.Client) error {
		return call(c.ListUsers(ctx, &iam.ListUsersInput{}))
	}},
	{"iam:GetAccountSummary", "*", func(ctx context.Context, c *iam.Client) error {
		return call(c.GetAccountSummary(ctx, &iam.GetAccountSummaryInput{}))
	}},
	{"iam:ListAccountAliases", "*", func(ctx context.Context, c *iam.Client) error {
		return call(c.ListAccountAliases(ctx, &iam.ListAccountAliasesInput{}))
	}},
	{"iam:GetUser", "arn:aws:iam::{}:user/nobody", func(ctx context.Context, c *iam.Client) error {
		return call(c.GetUser(ctx, &iam.GetUserInput{UserName: aws.String("nobody")}))
	}},
	{"iam:DeleteUser", "arn:aws:iam::{}:user/nobody", func(ctx context.Context, c *iam.Client) error {
		return call(c.DeleteUser(ctx, &iam.DeleteUserInput{UserName: aws.String("nobody")}))
	}},
	{"iam:CreateUser", "arn:aws:iam::{}:user/nobody", func(ctx context.Context, c *iam.Client) error {
		return call(c.CreateUser(ctx, &iam.CreateUserInput{UserName: aws.String("nobody")}))
	}},
	{"iam:CreateAccessKey", "arn:aws:iam::{}:user/no-one", func(ctx context.Context, c *iam.Client) error {
		return call(c.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: aws.String("no-one")}))
	}},
	{"iam:GetRole", "arn:aws:iam::{}:role/OrganizationAccountAccessRole", func(ctx context.Context, c *iam.Client) error {
		return call(c.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String("OrganizationAccountAccessRole")}))
	}},
	{"iam:DeleteRolePolicy", "arn:aws:iam::{}:role/nobody", func(ctx context.Context, c *iam.Client) error {
		return call(c.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: aws.String("nobody"), PolicyName: aws.String("x")}))
	}},
	{"iam:UpdateRoleDescription", "arn:aws:iam::{}:role/orgwright-x", func(ctx context.Context, c *iam.Client) error {
		return call(c.UpdateRoleDescription(ctx, &iam.UpdateRoleDescriptionInput{RoleName: aws.String("orgwright-x"), Description: aws.String("x")}))
	}},
	{"iam:GetPolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess", func(ctx context.Context, c *iam.Client) error {
		return call(c.GetPolicy(ctx, &iam.GetPolicyInput{PolicyArn: aws.String("arn:aws:iam::aws:policy/ReadOnlyAccess")}))
	}},
}

// try asks one question, and has the person try it in every way there is.
func (c *court) try() {
	c.Helper()
	d := pick(c, deeds...)
	if c.IntN(4) == 0 {
		d = c.becoming()
	}
	q := access.Question{User: pick(c, "ada", "bob", "cas"), Action: d.action, Account: pick(c, "one", "two", "master"), MFA: c.IntN(4) > 0}
	id, _ := c.names.ID(q.Account)
	q.Resource = c.spell(strings.Replace(d.resource, "{}", "{"+q.Account+"}", 1), c.seed%2 == 0)
	answer, done := c.realm.Ask(q), c.tried(d, q, id)
	c.sum[answer.Verdict]++
	if answer.Verdict == "yes" && done == "" || answer.Verdict == "no" && done != "" {
		c.Fatalf("seed %d: %+v\nis answered %s, and enforced: done as %q\n%+v\n%s", c.seed, q, answer.Verdict, done, answer.Ways, c.document)
	}
}

// tried is as what the person succeeds; "" when nothing helps.
func (c *court) tried(d deed, q access.Question, id string) string {
	user := q.User
	if q.MFA {
		user += "+mfa"
	}
	if q.Account == cloud.Master && c.does(d, c.users[user]) {
		return user
	}
	roles := append([]string{"orgwright/ops", "orgwright/dev", "orgwright/look", "OrganizationAccountAccessRole"}, planted...)
	for _, via := range append([]string{""}, roles...) {
		for _, role := range roles {
			chain := []string{"arn:aws:iam::" + id + ":role/" + role}
			if via != "" {
				chain = slices.Insert(chain, 0, "arn:aws:iam::"+masterID+":role/"+via)
			}
			if cfg := c.session(user, chain...); cfg != nil && c.does(d, *cfg) {
				return strings.TrimPrefix(via+" "+role, " ")
			}
		}
	}
	return ""
}

func barred(err error) bool { return cloud.Is(err, "AccessDenied", "InvalidClientTokenId") }

// session is somebody who has become one role after the other; nil when one of
// them lets nobody in.
func (c *court) session(user string, chain ...string) *aws.Config {
	key := user + " " + strings.Join(chain, " ")
	cfg, known := c.sessions[key]
	if known || len(chain) == 0 {
		from := c.users[user]
		return map[bool]*aws.Config{true: cfg, false: &from}[known]
	}
	last := len(chain) - 1
	if from := c.session(user, chain[:last]...); from != nil {
		got, err := sts.NewFromConfig(*from).AssumeRole(c.Context(), &sts.AssumeRoleInput{RoleArn: &chain[last], RoleSessionName: aws.String(strings.TrimSuffix(user, "+mfa"))})
		if err == nil {
			next := c.cfg.Copy()
			next.Credentials = credentials.NewStaticCredentialsProvider(*got.Credentials.AccessKeyId, *got.Credentials.SecretAccessKey, *got.Credentials.SessionToken)
			cfg = &next
		} else if !barred(err) {
			c.Fatal(err)
		}
	}
	c.sessions[key] = cfg
	return cfg
}
