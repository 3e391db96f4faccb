package kind

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// A selfservice lets people manage their own password, key and one-time-code
// device, and nothing else until that device is on. It is one managed policy,
// self-service, and its attachment to each group, self-service@GROUP.
var selfservice = define[selfserviceBody]{
	name: "selfservice",
	in:   master,

	want: func(w *Wish, _ string, put func(string, selfserviceBody)) {
		if len(w.functions()) == 0 {
			return
		}
		d := policy.SelfService(w.Org.Organization.OwnershipPath)
		put(selfserviceName, selfserviceBody{Policy: &d})
		for _, group := range w.functions() {
			put(selfserviceName+"@"+group, selfserviceBody{})
		}
	},
	have: func(s *Sight, put func(string, selfserviceBody)) {
		for _, p := range s.Policies {
			if s.Cloud.Ours(p.Path) && lastOf(aws.ToString(p.Arn)) == selfserviceName {
				put(selfserviceName, selfserviceSeen(text(p)))
			}
		}
		for _, g := range s.Groups {
			for _, p := range g.AttachedManagedPolicies {
				if _, ok := s.managed(aws.ToString(p.PolicyArn)); ok && aws.ToString(p.PolicyName) == selfserviceName {
					put(selfserviceName+"@"+aws.ToString(g.GroupName), selfserviceBody{})
				}
			}
		}
	},
	create: putSelfservice,
	update: func(ctx context.Context, in *cloud.Account, name string, c Update[selfserviceBody]) error {
		return putSelfservice(ctx, in, name, c.After)
	},
	remove: func(ctx context.Context, in *cloud.Account, name string, _ selfserviceBody) error {
		arn := managedARN(in, selfserviceName)
		_, group, attached := strings.Cut(name, "@")
		if !attached {
			return deleteManaged(ctx, in, arn)
		}
		_, err := in.IAM.DetachGroupPolicy(ctx, &iam.DetachGroupPolicyInput{GroupName: &group, PolicyArn: &arn})
		return cloud.Except(err, "NoSuchEntity")
	},
	needs: func(_ *Wish, a engine.Address, _ selfserviceBody) []engine.Address {
		if _, group, attached := strings.Cut(a.Name, "@"); attached {
			return []engine.Address{at("selfservice", selfserviceName), at("group", group)}
		}
		return nil
	},
	why: func(b selfserviceBody) string {
		if b.Policy != nil {
			return "own password, key and MFA device"
		}
		return ""
	},
}.kind()

const selfserviceName = "self-service"

type selfserviceBody struct {
	Policy     *policy.Document `json:"policy,omitempty"` // of the policy itself; an attachment has none
	Unreadable string           `json:"unreadable,omitempty"`
}

func selfserviceSeen(text string) selfserviceBody {
	d, err := policy.Parse(text)
	if err != nil {
		return selfserviceBody{Unreadable: text}
	}
	return selfserviceBody{Policy: &d}
}

func putSelfservice(ctx context.Context, in *cloud.Account, name string, b selfserviceBody) error {
	_, group, attached := strings.Cut(name, "@")
	if !attached {
		_, err := putManaged(ctx, in, selfserviceName, *b.Policy)
		return err
	}
	_, err := in.IAM.AttachGroupPolicy(ctx, &iam.AttachGroupPolicyInput{GroupName: &group, PolicyArn: aws.String(managedARN(in, selfserviceName))})
	return err
}
