package sandbox

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// inlineCalls are the calls about the inline policies of a user, group or role called x.
type inlineCalls struct {
	most      int
	put       func(name, text *string) error
	get       func(name *string) (*string, error)
	list      func(marker *string) ([]string, *string, error)
	remove    func(name *string) error
	elsewhere func() error
}

func (d *desk) userInline(c *iam.Client) inlineCalls {
	x, none := aws.String("x"), aws.String("none")
	return inlineCalls{
		2048,
		func(name, text *string) error {
			_, err := c.PutUserPolicy(d.Context(), &iam.PutUserPolicyInput{UserName: x, PolicyName: name, PolicyDocument: text})
			return err
		},
		func(name *string) (*string, error) {
			out, err := c.GetUserPolicy(d.Context(), &iam.GetUserPolicyInput{UserName: x, PolicyName: name})
			if err != nil {
				return nil, err
			}
			return out.PolicyDocument, nil
		},
		func(marker *string) ([]string, *string, error) {
			out, err := c.ListUserPolicies(d.Context(), &iam.ListUserPoliciesInput{UserName: x, Marker: marker})
			return out.PolicyNames, out.Marker, err
		},
		func(name *string) error {
			_, err := c.DeleteUserPolicy(d.Context(), &iam.DeleteUserPolicyInput{UserName: x, PolicyName: name})
			return err
		},
		func() error {
			_, err := c.GetUserPolicy(d.Context(), &iam.GetUserPolicyInput{UserName: none, PolicyName: x})
			return err
		},
	}
}

func (d *desk) groupInline(c *iam.Client) inlineCalls {
	x, none := aws.String("x"), aws.String("none")
	return inlineCalls{
		5120,
		func(name, text *string) error {
			_, err := c.PutGroupPolicy(d.Context(), &iam.PutGroupPolicyInput{GroupName: x, PolicyName: name, PolicyDocument: text})
			return err
		},
		func(name *string) (*string, error) {
			out, err := c.GetGroupPolicy(d.Context(), &iam.GetGroupPolicyInput{GroupName: x, PolicyName: name})
			if err != nil {
				return nil, err
			}
			return out.PolicyDocument, nil
		},
		func(marker *string) ([]string, *string, error) {
			out, err := c.ListGroupPolicies(d.Context(), &iam.ListGroupPoliciesInput{GroupName: x, Marker: marker})
			return out.PolicyNames, out.Marker, err
		},
		func(name *string) error {
			_, err := c.DeleteGroupPolicy(d.Context(), &iam.DeleteGroupPolicyInput{GroupName: x, PolicyName: name})
			return err
		},
		func() error {
			_, err := c.GetGroupPolicy(d.Context(), &iam.GetGroupPolicyInput{GroupName: none, PolicyName: x})
			return err
		},
	}
}

func (d *desk) roleInline(c *iam.Client) inlineCalls {
	x, none := aws.String("x"), aws.String("none")
	return inlineCalls{
		10240,
		func(name, text *string) error {
			_, err := c.PutRolePolicy(d.Context(), &iam.PutRolePolicyInput{RoleName: x, PolicyName: name, PolicyDocument: text})
			return err
		},
		func(name *string) (*string, error) {
			out, err := c.GetRolePolicy(d.Context(), &iam.GetRolePolicyInput{RoleName: x, PolicyName: name})
			if err != nil {
				return nil, err
			}
			return out.PolicyDocument, nil
		},
		func(marker *string) ([]string, *string, error) {
			out, err := c.ListRolePolicies(d.Context(), &iam.ListRolePoliciesInput{RoleName: x, Marker: marker})
			return out.PolicyNames, out.Marker, err
		},
		func(name *string) error {
			_, err := c.DeleteRolePolicy(d.Context(), &iam.DeleteRolePolicyInput{RoleName: x, PolicyName: name})
			return err
		},
		func() error {
			_, err := c.GetRolePolicy(d.Context(), &iam.GetRolePolicyInput{RoleName: none, PolicyName: x})
			return err
		},
	}
}

func TestInlinePolicies(t *testing.T) {
	d, c := newIAMDesk(t, Options{PageSize: 1})
	d.user(c, "x")
	d.group(c, "x")
	d.role(c, "x")
	for sort, of := range map[string]inlineCalls{"user": d.userInline(c), "group": d.groupInline(c), "role": d.roleInline(c)} {
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
