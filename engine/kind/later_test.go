package kind

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// deferred is the document of a function that is adopted later.
var deferred = strings.Replace(taking("adopt: true, path: /people/,"), "{name: acme,", "{name: acme, adopt: later,", 1)

// What is adopted later is compared by no plan, so drift looks at it as at
// anybody's: a group, and a role that passes for one that was taken over.
func TestWhatIsAdoptedLaterIsLookedAt(t *testing.T) {
	for name, c := range map[string]struct {
		plant func(*scene)
		want  []string
	}{
		"nothing": {func(*scene) {}, nil},
		"everything on the group": {func(s *scene) {
			done[*iam.AttachGroupPolicyOutput](s)(s.in("master").AttachGroupPolicy(s.Context(), &iam.AttachGroupPolicyInput{GroupName: aws.String("operations"), PolicyArn: aws.String(admin)}))
		}, []string{"extra admin-outside-function master/group/operations"}},
		"everything inside the group": {func(s *scene) { s.onGroup("operations", allowAll) }, []string{"extra admin-outside-function master/group/operations"}},
		"the way into every account": {func(s *scene) {
			s.onGroup("operations", policy.MayAssume([]string{"arn:aws:iam::*:role/OrganizationAccountAccessRole"}).String())
		}, []string{"extra admin-outside-function master/group/operations"}},
		"a little on the group": {func(s *scene) {
			s.onGroup("operations", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}`)
		}, []string{"extra direct-permission master/user/alice"}},
		"one more role to become": {func(s *scene) {
			s.onGroup("operations", policy.MayAssume([]string{"arn:aws:iam::222222222222:role/reader"}).String())
		}, nil},
		"a group where ours would be": {func(s *scene) {
			path := "/orgwright/"
			s.must(second(s.in("master").UpdateGroup(s.Context(), &iam.UpdateGroupInput{GroupName: aws.String("operations"), NewPath: &path})))
			s.onGroup("operations", allowAll)
		}, []string{"extra admin-outside-function master/group/operations"}},
		"a role that is marked as taken over": {func(s *scene) {
			s.mark("shop", "operations")
			done[*iam.AttachRolePolicyOutput](s)(s.in("shop").AttachRolePolicy(s.Context(), &iam.AttachRolePolicyInput{RoleName: aws.String("operations"), PolicyArn: aws.String(admin)}))
		}, nil}, // it is told as before: for whom it lets in
	} {
		t.Run(name, func(t *testing.T) {
			l := inSandbox(t, sandbox.Options{})
			l.inherited("operations", "/people/")
			s := &scene{l.open(deferred)}
			s.draft()
			rest := drifts(l.open(deferred).drift())
			if !slices.Contains(rest, "extra foreign-trust shop/role/operations") {
				t.Errorf("at rest it is %q", rest)
			}
			c.plant(s)
			differ(t, drifts(l.open(deferred).drift()), slices.Concat(rest, c.want))
		})
	}
}

func second[T any](_ T, err error) error { return err }

// onGroup writes a policy into a group of the master account.
func (s *scene) onGroup(group, document string) {
	s.Helper()
	done[*iam.PutGroupPolicyOutput](s)(s.in("master").PutGroupPolicy(s.Context(), &iam.PutGroupPolicyInput{GroupName: &group, PolicyName: aws.String("more"), PolicyDocument: &document}))
}
