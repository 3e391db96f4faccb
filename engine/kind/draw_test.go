package kind

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing/fstest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// A draw is one organization, one document and one runner, at random.
type draw struct {
	*rand.Rand
	world *sandbox.World
	clock *clock
	admin aws.Config
	run   aws.Config

	leaves string // who may be suspended
}

func one[T any](d *draw, from ...T) T { return from[d.IntN(len(from))] }

// conditions are those that the evaluator can decide here, and some that it
// cannot.
var conditions = []string{
	"", "", "", `,"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`, `,"Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}`,
	`,"Condition":{"StringEquals":{"aws:PrincipalType":"User"}}`, `,"Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:*:iam::*:role/OrganizationAccountAccessRole"}}`,
	`,"Condition":{"StringEquals":{"aws:RequestedRegion":"us-east-1"}}`, `,"Condition":{"StringNotEquals":{"aws:PrincipalAccount":"111111111111"}}`,
	`,"Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111111111111:user/*"}}`, `,"Condition":{"Null":{"aws:PrincipalTag/team":"true"}}`,
	`,"Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}`, `,"Condition":{"DateGreaterThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"}}`,
}

// says is a document of a few statements.
func (d *draw) says(effects ...string) string {
	var all []string
	for _, effect := range effects {
		action := one(d, `"*"`, `"iam:*"`, `["iam:*","organizations:*","sts:*"]`, `"sts:AssumeRole"`, `["organizations:List*","iam:CreateGroup"]`, `"iam:Create*"`)
		resource := one(d, `"*"`, `"*"`, `"*"`, `"arn:aws:iam::*:role/*"`, `["arn:aws:iam::111111111111:group/*","arn:aws:iam::*:role/orgwright/*"]`)
		all = append(all, fmt.Sprintf(`{"Effect":%q,"Action":%s,"Resource":%s%s}`, effect, action, resource, one(d, conditions...)))
	}
	return `{"Version":"2012-10-17","Statement":[` + strings.Join(all, ",") + `]}`
}

// identity is what somebody's own policies are.
func (d *draw) identity(i *sandbox.Identity) {
	i.Inline, i.Attached = map[string]string{}, nil
	if d.IntN(3) > 0 {
		i.Attached = []string{managedByAWS + "AdministratorAccess"}
	} else {
		i.Inline["own"] = d.says("Allow", "Allow")
	}
	if d.IntN(4) == 0 {
		i.Inline["less"] = d.says("Deny")
	}
}

// people makes who runs the plan, by one of four sorts of credentials.
func (d *draw) people() {
	m := &d.world.Accounts[masterID].IAM
	key := func(id, user string) {
		m.Keys[id] = &sandbox.AccessKey{User: user, Secret: "secret", Active: true, Created: d.clock.Now()}
	}
	session := func(id string, s *sandbox.Session) {
		s.Secret, s.Token, s.Created, s.Expires = "secret", "token", d.clock.Now(), d.clock.Now().Add(time.Hour)
		m.Sessions[id] = s
	}
	id, token := "AKIARUNNER0000000000", ""
	key("AKIABOB0000000000000", "bob")
	d.leaves = "alice"
	switch d.IntN(4) {
	case 0: // somebody of one's own making
		runner := &sandbox.User{Identity: sandbox.Identity{Name: "runner", Path: "/", ID: "AIDARUNNER0000000000", Created: d.clock.Now(), Tags: map[string]string{}}}
		d.identity(&runner.Identity)
		if d.IntN(3) == 0 {
			runner.Tags["team"] = "x"
		}
		runner.Groups = one(d, nil, nil, []string{"admins"}, []string{"auditors"})
		m.Users["runner"] = runner
		key(id, "runner")
	case 1: // one of ours, with the key alone
		d.identity(&m.Users["alice"].Identity)
		key(id, "alice")
	case 2: // with MFA
		d.identity(&m.Users["alice"].Identity)
		now := d.clock.Now()
		id, token, d.leaves = "ASIARUNNER0000000000", "token", "bob" // no suspension ends a session that is there
		session(id, &sandbox.Session{User: "alice", MFA: &now})
	default: // in a role
		id, token = "ASIARUNNER0000000000", "token"
		session(id, &sandbox.Session{Role: "admins", RoleID: m.Roles["admins"].ID, Name: "alice"})
	}
	d.run.Credentials = credentials.NewStaticCredentialsProvider(id, "secret", token)
}

// accounts changes whom leaf accounts let in, and the guardrails over them.
func (d *draw) accounts() {
	for id, a := range d.world.Accounts {
		if id == masterID || id == legacyID || d.IntN(3) > 0 {
			continue
		}
		a.IAM.Roles["OrganizationAccountAccessRole"].Trust = fmt.Sprintf(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":%s},"Action":"sts:AssumeRole"%s},{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:username":"administrator"}}}]}`,
			one(d, `"arn:aws:iam::111111111111:root"`, `"arn:aws:iam::111111111111:root"`, `"arn:aws:iam::111111111111:user/orgwright/alice"`), one(d, conditions...))
	}
}

// strangers puts guardrails of others into the world, some of which allow
// little where AWS's own was taken away.
func (d *draw) strangers(ctx context.Context) error {
	if d.IntN(3) > 0 {
		return nil
	}
	s, err := newStranger(ctx, d.admin)
	if err != nil {
		return err
	}
	only := d.IntN(3) == 0
	effect := one(d, "Deny", "Allow")
	if only {
		effect = "Allow"
	}
	return s.fence(ctx, "production", d.says(effect, effect), only)
}

// document is another one than that which was applied, in a few places.
func (d *draw) document() (text string, files fstest.MapFS) {
	text = ruled
	replace := func(old, new string) { text = strings.Replace(text, old, new, 1) }
	for _, name := range []string{"alice", "bob"} {
		if d.IntN(2) == 0 {
			replace(name+"@acme.example, functions: [admins]", name+"@acme.example, functions: "+one(d, "[]", "[keepers]", "[admins, auditors]", "[auditors]"))
		}
	}
	if d.IntN(4) == 0 {
		replace(d.leaves+"@acme.example,", d.leaves+"@acme.example, state: suspended,")
	}
	for _, name := range []string{"admins", "keepers"} {
		if d.IntN(3) == 0 {
			replace(name+`: {grants: [{to: [master, "*"], managed: [AdministratorAccess]}]}`,
				name+`: {grants: [{to: `+one(d, "master", `"*"`, `[master, "*"]`)+`, managed: [`+one(d, "AdministratorAccess", "SecurityAudit")+`]`+one(d, "", ", deny: [{actions: ["+one(d, "iam:CreateGroup", "sts:*", "organizations:*")+"]}]")+`}]}`)
		}
	}
	if d.IntN(3) > 0 {
		text = ruledWith(text, one(d, "unit", "account"))
		text += "guardrails:\n  own: {description: Own, policy: own.json}\n"
	}
	if d.IntN(3) == 0 {
		replace("accounts:\n", "  vault: {}\naccounts:\n")
		replace("aws+storage@acme.example, classification: production", "aws+storage@acme.example, classification: vault")
	}
	if d.IntN(4) == 0 {
		replace("guardrails: [no-leaving", "guardrails: [no-root-user")
	}
	return text, fstest.MapFS{"own.json": {Data: []byte(d.says(one(d, []string{"Deny"}, []string{"Deny", "Deny"})...))}}
}

// ruledWith attaches the guardrail of one's own.
func ruledWith(text, where string) string {
	if where == "unit" {
		return strings.Replace(text, "guardrails: [no-leaving]", "guardrails: [no-leaving, own]", 1)
	}
	return strings.Replace(text, "storage:    {", "storage:    {guardrails: [own], ", 1)
}
