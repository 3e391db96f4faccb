package sandbox

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

const full = "p-FullAWSAccess"

func (d *desk) attach(policy, target string) error {
	_, err := d.org.AttachPolicy(d.Context(), &organizations.AttachPolicyInput{PolicyId: &policy, TargetId: &target})
	return err
}

func (d *desk) detach(policy, target string) error {
	_, err := d.org.DetachPolicy(d.Context(), &organizations.DetachPolicyInput{PolicyId: &policy, TargetId: &target})
	return err
}

// attached are the ids of a target's service control policies.
func (d *desk) attached(target string) (ids []string) {
	d.Helper()
	pages := organizations.NewListPoliciesForTargetPaginator(d.org, &organizations.ListPoliciesForTargetInput{TargetId: &target, Filter: orgtypes.PolicyTypeServiceControlPolicy})
	for pages.HasMorePages() {
		one, err := pages.NextPage(d.Context())
		d.must(err)
		for _, p := range one.Policies {
			ids = append(ids, *p.Id)
		}
	}
	return ids
}

func TestPolicies(t *testing.T) {
	d := newOrg(t, Options{PageSize: 1})
	id := d.policy("no-leaving")
	_, err := d.org.CreatePolicy(t.Context(), &organizations.CreatePolicyInput{
		Name: aws.String("no-leaving"), Description: aws.String(""), Content: aws.String(denyAll), Type: orgtypes.PolicyTypeServiceControlPolicy,
	})
	d.refused(err, "DuplicatePolicyException", "")
	other := `{"Version":"2012-10-17", "Statement":[{"Sid":"A","Effect":"Deny","NotAction":["s3:*"],"Resource":"*","Condition":{"Null":{"aws:AssumedRoot":"true"}}}]}`
	_, err = d.org.UpdatePolicy(t.Context(), &organizations.UpdatePolicyInput{PolicyId: &id, Content: &other})
	d.must(err)
	seen, err := d.org.DescribePolicy(t.Context(), &organizations.DescribePolicyInput{PolicyId: &id})
	d.must(err)
	d.equal(*seen.Policy.Content, other)
	s := seen.Policy.PolicySummary
	d.equal([]any{*s.Name, *s.Description, s.AwsManaged}, []any{"no-leaving", "what it does", false})
	d.equal(*s.Arn, "arn:aws:organizations::111111111111:policy/"+d.world.Organization.ID+"/service_control_policy/"+id)
	var listed []string
	pages := organizations.NewListPoliciesPaginator(d.org, &organizations.ListPoliciesInput{Filter: orgtypes.PolicyTypeServiceControlPolicy})
	for pages.HasMorePages() {
		one, err := pages.NextPage(t.Context())
		d.must(err)
		listed = append(listed, *one.Policies[0].Name)
	}
	d.equal(listed, []string{"FullAWSAccess", "no-leaving"})
	_, err = d.org.UpdatePolicy(t.Context(), &organizations.UpdatePolicyInput{PolicyId: aws.String(full), Content: &other})
	d.refused(err, "InvalidInputException", "IMMUTABLE_POLICY")
	_, err = d.org.DeletePolicy(t.Context(), &organizations.DeletePolicyInput{PolicyId: &id})
	d.must(err)
	_, err = d.org.DescribePolicy(t.Context(), &organizations.DescribePolicyInput{PolicyId: &id})
	d.refused(err, "PolicyNotFoundException", "")
}

func TestPoliciesAreChecked(t *testing.T) {
	d := newOrg(t, Options{})
	create := func(content string) error {
		_, err := d.org.CreatePolicy(t.Context(), &organizations.CreatePolicyInput{
			Name: aws.String("p"), Description: aws.String(""), Content: &content, Type: orgtypes.PolicyTypeServiceControlPolicy,
		})
		return err
	}
	long := func(n int) string {
		return denyAll[:len(denyAll)-1] + strings.Repeat(" ", n-len(denyAll)) + "}"
	}
	for _, content := range []string{
		`{not json`, `[]`, `{}`, strings.Replace(denyAll, "2012-10-17", "2008-10-17", 1),
		`{"Version":"2012-10-17","Statement":[]}`,
		strings.Replace(denyAll, "Deny", "Refuse", 1),
		strings.Replace(denyAll, `"Action"`, `"Principal":"*","Action"`, 1),
		strings.Replace(denyAll, `"Action":"*",`, ``, 1),
		strings.Replace(denyAll, `"Action":"*"`, `"Action":"*","NotAction":"s3:*"`, 1),
		strings.Replace(denyAll, `"Resource":"*"`, `"Resource":[1]`, 1),
		strings.Replace(denyAll, `"Action":"*"`, `"Action":"*","Condition":"x"`, 1),
		strings.Replace(denyAll, `"Version"`, `"Extra":1,"Version"`, 1),
	} {
		d.refused(create(content), "MalformedPolicyDocumentException", "")
	}
	d.refused(create(long(10241)), "ConstraintViolationException", "POLICY_CONTENT_LIMIT_EXCEEDED")
	d.must(create(long(10240)))
}

func TestPoliciesAttach(t *testing.T) {
	d := newOrg(t, Options{PageSize: 2})
	id, unit := d.create("production"), d.unit("Workloads", d.root)
	policy := d.policy("no-leaving")
	for _, target := range []string{d.root, unit, id, masterID} {
		d.equal(d.attached(target), []string{full})
		d.must(d.attach(policy, target))
		d.refused(d.attach(policy, target), "DuplicatePolicyAttachmentException", "")
		d.equal(d.attached(target), []string{full, policy})
	}
	names := map[string]string{}
	pages := organizations.NewListTargetsForPolicyPaginator(d.org, &organizations.ListTargetsForPolicyInput{PolicyId: &policy})
	for pages.HasMorePages() {
		one, err := pages.NextPage(t.Context())
		d.must(err)
		for _, target := range one.Targets {
			names[*target.TargetId] = *target.Name + " " + string(target.Type)
		}
	}
	d.equal(names, map[string]string{d.root: "Root ROOT", unit: "Workloads ORGANIZATIONAL_UNIT", id: "production ACCOUNT", masterID: masterID + " ACCOUNT"})
	_, err := d.org.DeletePolicy(t.Context(), &organizations.DeletePolicyInput{PolicyId: &policy})
	d.refused(err, "PolicyInUseException", "")
	d.must(d.detach(full, id))
	d.refused(d.detach(full, id), "PolicyNotAttachedException", "")
	d.refused(d.detach(policy, id), "ConstraintViolationException", "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED")
	d.refused(d.attach("p-nothere1", id), "PolicyNotFoundException", "")
	d.refused(d.attach(policy, "ou-none-aaaaaaaa"), "TargetNotFoundException", "")
}

func TestTenPoliciesATarget(t *testing.T) {
	d := newOrg(t, Options{})
	for i := range 9 {
		d.must(d.attach(d.policy(fmt.Sprint("policy-", i)), d.root))
	}
	d.refused(d.attach(d.policy("policy-10"), d.root), "ConstraintViolationException", "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED")
}

func TestPolicyTypes(t *testing.T) {
	d := newOrg(t, Options{})
	policy := d.policy("no-leaving")
	d.must(d.attach(policy, d.root))
	enable := func(kind orgtypes.PolicyType, root string) error {
		_, err := d.org.EnablePolicyType(t.Context(), &organizations.EnablePolicyTypeInput{PolicyType: kind, RootId: &root})
		return err
	}
	scp, rcp := orgtypes.PolicyTypeServiceControlPolicy, orgtypes.PolicyTypeResourceControlPolicy
	d.refused(enable(scp, d.root), "PolicyTypeAlreadyEnabledException", "")
	d.refused(enable(scp, "r-none"), "RootNotFoundException", "")
	disabled, err := d.org.DisablePolicyType(t.Context(), &organizations.DisablePolicyTypeInput{PolicyType: scp, RootId: &d.root})
	d.must(err)
	d.equal(len(disabled.Root.PolicyTypes), 0)
	d.equal(d.attached(d.root), []string(nil))
	d.refused(d.attach(policy, d.root), "PolicyTypeNotEnabledException", "")
	d.must(enable(scp, d.root))
	d.equal(d.attached(d.root), []string{full})
	d.must(enable(rcp, d.root))
	d.refused(d.detach("p-RCPFullAWSAccess", d.root), "InvalidInputException", "NON_DETACHABLE_POLICY")
}
