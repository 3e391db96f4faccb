package kind

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/sandbox"
	"github.com/orgwright/orgwright/schema"
)

// audited has one function with a policy of AWS's own in one account.
const audited = `version: 1
organization: {name: acme, home_region: eu-west-1, min_admins: 1}
master: {id: "111111111111", email: aws+master@acme.example}
classifications:
  prod: {description: x}
accounts:
  prod: {email: p@acme.example, classification: prod}
functions:
  aud: {grants: [{to: prod, managed: [SecurityAudit]}]}
users:
  alice: {email: a@acme.example, functions: [aud]}
`

// audit opens a document that may name policies/SecurityAudit.json.
func (l *lab) audit(grants string) *scene {
	l.Helper()
	text := strings.Replace(audited, "managed: [SecurityAudit]", grants, 1)
	org, err := schema.Parse("org.yaml", []byte(text), fstest.MapFS{"policies/SecurityAudit.json": {Data: []byte(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:GetRole","Resource":"*"}]}`)}})
	l.must(err)
	s := &scene{l.openOrg(org)}
	s.draft() // learns the accounts' ids
	return s
}

// policies are those of the role aud: inline ones in brackets.
func (s *scene) policies() string {
	r := s.of("prod").IAM.Roles["aud"]
	all := []string{}
	for _, name := range slices.Sorted(maps.Keys(r.Inline)) {
		all = append(all, "["+name+"]")
	}
	for _, arn := range r.Attached {
		all = append(all, lastPart(arn))
	}
	return strings.Join(all, " ")
}

const file = "policy: policies/SecurityAudit.json"

// TestPoliciesOfOneName has a role with an inline policy that is called as one
// of AWS's is, attached or not, wanted or not: apply leaves what is wanted and
// nothing else, at once.
func TestPoliciesOfOneName(t *testing.T) {
	for name, c := range map[string]struct {
		before, after string
		planted       string // what is done by hand between the two
		want          string
	}{
		"an inline one beside what is wanted":            {"managed: [SecurityAudit]", "managed: [SecurityAudit]", "inline", "SecurityAudit"},
		"an inline one in the place of what is wanted":   {"managed: [SecurityAudit]", "managed: [SecurityAudit]", "inline, detach", "SecurityAudit"},
		"an inline one, and another policy is wanted":    {"managed: [SecurityAudit]", "managed: [ReadOnlyAccess]", "inline", "ReadOnlyAccess"},
		"both, and neither is wanted":                    {"managed: [ReadOnlyAccess]", "managed: [ReadOnlyAccess]", "inline, attach", "ReadOnlyAccess"},
		"AWS's beside a file of its name":                {file, file, "attach", "[SecurityAudit]"},
		"AWS's in the place of a file of its name":       {file, file, "attach, delete", "[SecurityAudit]"},
		"a file of its name comes, and an inline one is": {"managed: [SecurityAudit]", file, "inline", "[SecurityAudit]"},
		"a file of its name goes":                        {file, "managed: [SecurityAudit]", "", "SecurityAudit"},
		"a file of its name goes, and AWS's is there":    {file, "managed: [SecurityAudit]", "attach", "SecurityAudit"},
	} {
		t.Run(name, func(t *testing.T) {
			l := inSandbox(t, sandbox.Options{})
			s := l.audit(c.before)
			s.apply()
			for deed := range strings.SplitSeq(c.planted, ", ") {
				s.tinker(deed)
			}
			s = l.audit(c.after)
			s.apply()
			if got := s.policies(); got != c.want {
				t.Errorf("the role has %s, want %s", got, c.want)
			}
			if text := s.of("prod").IAM.Roles["aud"].Inline["SecurityAudit"]; text != "" && !strings.Contains(text, "iam:GetRole") {
				t.Errorf("the inline policy says %s", text)
			}
		})
	}
}

// tinker does something to the policies of the role aud by hand.
func (s *scene) tinker(deed string) {
	s.Helper()
	role, name, arn := aws.String("aud"), aws.String("SecurityAudit"), aws.String(managedByAWS+"SecurityAudit")
	in := s.in("prod")
	switch deed {
	case "inline":
		done[*iam.PutRolePolicyOutput](s)(in.PutRolePolicy(s.Context(), &iam.PutRolePolicyInput{RoleName: role, PolicyName: name, PolicyDocument: aws.String(allowAll)}))
	case "delete":
		done[*iam.DeleteRolePolicyOutput](s)(in.DeleteRolePolicy(s.Context(), &iam.DeleteRolePolicyInput{RoleName: role, PolicyName: name}))
	case "attach":
		done[*iam.AttachRolePolicyOutput](s)(in.AttachRolePolicy(s.Context(), &iam.AttachRolePolicyInput{RoleName: role, PolicyArn: arn}))
	case "detach":
		done[*iam.DetachRolePolicyOutput](s)(in.DetachRolePolicy(s.Context(), &iam.DetachRolePolicyInput{RoleName: role, PolicyArn: arn}))
	}
}

// TestPoliciesOfOneNameAreSeen has drift and the live matrix tell of both.
func TestPoliciesOfOneNameAreSeen(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	s := l.audit("managed: [SecurityAudit]")
	s.apply()
	s.tinker("inline")
	if got := lines(s.draft().Plan); got != "revoke - prod/grant/aud/inline/SecurityAudit\n" {
		t.Errorf("the plan is\n%s", got)
	}
	p, err := s.cloud.Read(s.Context(), NeedOfAccess(true))
	s.must(err)
	for _, c := range access.Over(Seen(s.Wish, s.cloud, p), access.Site{}).Cells {
		if c.Account == "prod" && c.User == "alice" && c.Function == "aud" && (len(c.Grants) != 2 || c.Level != "permissions") {
			t.Errorf("the matrix has %+v", c.Post)
		}
	}
}
