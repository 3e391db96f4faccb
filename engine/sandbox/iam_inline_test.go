package sandbox

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

func TestInlinePolicies(t *testing.T) {
	d, c := newIAMDesk(t, Options{PageSize: 1})
	d.user(c, "x")
	d.group(c, "x")
	d.role(c, "x")
	x, none := aws.String("x"), aws.String("none")
	for sort, of := range map[string]struct {
		most      int
		put       func(name, text *string) error
		get       func(name *string) (*string, error)
		list      func(marker *string) ([]string, *string, error)
		remove    func(name *string) error
		elsewhere func() error
	}{
		"user": {2048,
			func(name, text *string) error {
				_, err := c.PutUserPolicy(t.Context(), &iam.PutUserPolicyInput{UserName: x, PolicyName: name, PolicyDocument: text})
				return err
			},
			func(name *string) (*string, error) {
				out, err := c.GetUserPolicy(t.Context(), &iam.GetUserPolicyInput{UserName: x, PolicyName: name})
				if err != nil {
					return nil, err
				}
				return out.PolicyDocument, nil
			},
			func(marker *string) ([]string, *string, error) {
				out, err := c.ListUserPolicies(t.Context(), &iam.ListUserPoliciesInput{UserName: x, Marker: marker})
				return out.PolicyNames, out.Marker, err
			},
			func(name *string) error {
				_, err := c.DeleteUserPolicy(t.Context(), &iam.DeleteUserPolicyInput{UserName: x, PolicyName: name})
				return err
			},
			func() error {
				_, err := c.GetUserPolicy(t.Context(), &iam.GetUserPolicyInput{UserName: none, PolicyName: x})
				return err
			},
		},
		"group": {5120,
			func(name, text *string) error {
				_, err := c.PutGroupPolicy(t.Context(), &iam.PutGroupPolicyInput{GroupName: x, PolicyName: name, PolicyDocument: text})
				return err
			},
			func(name *string) (*string, error) {
				out, err := c.GetGroupPolicy(t.Context(), &iam.GetGroupPolicyInput{GroupName: x, PolicyName: name})
				if err != nil {
					return nil, err
				}
				return out.PolicyDocument, nil
			},
			func(marker *string) ([]string, *string, error) {
				out, err := c.ListGroupPolicies(t.Context(), &iam.ListGroupPoliciesInput{GroupName: x, Marker: marker})
				return out.PolicyNames, out.Marker, err
			},
			func(name *string) error {
				_, err := c.DeleteGroupPolicy(t.Context(), &iam.DeleteGroupPolicyInput{GroupName: x, PolicyName: name})
				return err
			},
			func() error {
				_, err := c.GetGroupPolicy(t.Context(), &iam.GetGroupPolicyInput{GroupName: none, PolicyName: x})
				return err
			},
		},
		"role": {10240,
			func(name, text *string) error {
				_, err := c.PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{RoleName: x, PolicyName: name, PolicyDocument: text})
				return err
			},
			func(name *string) (*string, error) {
				out, err := c.GetRolePolicy(t.Context(), &iam.GetRolePolicyInput{RoleName: x, PolicyName: name})
				if err != nil {
					return nil, err
				}
				return out.PolicyDocument, nil
			},
			func(marker *string) ([]string, *string, error) {
				out, err := c.ListRolePolicies(t.Context(), &iam.ListRolePoliciesInput{RoleName: x, Marker: marker})
				return out.PolicyNames, out.Marker, err
			},
			func(name *string) error {
				_, err := c.DeleteRolePolicy(t.Context(), &iam.DeleteRolePolicyInput{RoleName: x, PolicyName: name})
				return err
			},
			func() error {
				_, err := c.GetRolePolicy(t.Context(), &iam.GetRolePolicyInput{RoleName: none, PolicyName: x})
				return err
			},
		},
	} {
		t.Run(sort, func(t *testing.T) {
			d.must(of.put(aws.String("b"), aws.String(sized(of.most-1000))))
			d.says(of.put(aws.String("a"), aws.String(sized(1001))), "LimitExceeded", "bytes exceeded for "+sort+" x")
			d.must(of.put(aws.String("a"), aws.String(sized(1000)+"\n ")))
			d.must(of.put(aws.String("a"), aws.String(" "+sized(999)))) // over itself
			text, err := of.get(aws.String("a"))
			d.must(err)
			d.equal(d.decoded(text), " "+sized(999))
			names, next, err := of.list(nil)
			d.must(err)
			more, _, err := of.list(next)
			d.must(err)
			d.equal(append(names, more...), []string{"a", "b"})
			d.refused(of.put(aws.String("a b"), aws.String(allowAll)), "ValidationError", "")
			d.refused(of.put(aws.String("a"), aws.String("{}")), "MalformedPolicyDocument", "")
			d.must(of.remove(aws.String("a")))
			d.says(of.remove(aws.String("a")), "NoSuchEntity", "The "+sort+" policy with name a cannot be found.")
			d.says(of.elsewhere(), "NoSuchEntity", "The "+sort+" with name none cannot be found.")
		})
	}
}
