package kind

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// An assume is what lets a group's members become the roles of its function,
// and nothing else: a document inside the group, or, when it outgrows what a
// group holds, managed policies beside it. Any other policy on the group is
// named here too, so that it is seen and goes.
var assume = define[assumeBody]{
	name:  "assume",
	reach: engine.Gives,
	in:    master,

	want: func(w *Wish, _ string, put func(string, assumeBody)) {
		for _, function := range w.functions() {
			if roles := w.roles(function); len(roles) > 0 {
				put(function, assumeBody{May: policy.MayAssume(roles)})
			}
		}
	},
	have: func(s *Sight, put func(string, assumeBody)) {
		ours := s.groups()
		for _, g := range s.Groups {
			if !slices.Contains(ours, aws.ToString(g.GroupName)) {
				continue
			}
			if b := s.assumeSeen(g); len(b.May.Statement) > 0 || len(b.Others) > 0 {
				put(aws.ToString(g.GroupName), b)
			}
		}
	},
	create: func(ctx context.Context, in *cloud.Account, name string, b assumeBody) error {
		return putAssume(ctx, in, name, Update[assumeBody]{After: b})
	},
	update: putAssume,
	remove: func(ctx context.Context, in *cloud.Account, name string, b assumeBody) error {
		return putAssume(ctx, in, name, Update[assumeBody]{Before: b})
	},
	needs: func(w *Wish, a engine.Address, _ assumeBody) []engine.Address {
		needs := []engine.Address{at("group", a.Name)}
		if old := w.outlives(a.Name, ""); len(old) > 0 {
			needs = append(append(needs, old...), w.arrivals(a.Name)...)
		}
		return needs
	},
	risk: func(a engine.Action, c Update[assumeBody]) engine.Risk {
		if a == engine.Update && len(c.After.Others) == 0 && policy.Within(c.After.May, c.Before.May) {
			return engine.Revokes // by patterns too it gives nothing
		}
		return riskOf(a, c)
	},
	why: func(b assumeBody) string {
		n := 0
		for _, s := range b.May.Statement {
			n += len(s.Resource)
		}
		if n == 1 {
			return "may become 1 role"
		}
		return fmt.Sprintf("may become %d roles", n)
	},
}.kind()

type assumeBody struct {
	May    policy.Document `json:"may"`
	Others []string        `json:"others,omitempty"` // what else the group has: "inline NAME" or a managed policy's ARN
}

// roles are the ARNs of a function's roles, account by account.
func (w *Wish) roles(function string) []string {
	var arns []string
	for _, account := range w.Org.Reach(function) {
		arns = append(arns, fmt.Sprintf("arn:aws:iam::{%s}:role%s%s", account, w.Org.RolePath(function), function))
	}
	return slices.Concat(arns, w.kept[function], w.open[function])
}

const assumeName = "assume"

// assumePart is the name of one of the managed policies that an assume is
// divided into.
func assumePart(group string, n int) string { return fmt.Sprintf("assume-%s-%d", group, n) }

var part = regexp.MustCompile(`^-\d+$`)

func isAssumePart(name, group string) bool {
	rest, ok := strings.CutPrefix(name, "assume-"+group)
	return ok && part.MatchString(rest)
}

func (s *Sight) assumeSeen(g types.GroupDetail) assumeBody {
	var b assumeBody
	var may []policy.Document
	take := func(document, called string) {
		if d, err := s.memo.parse(document); err == nil {
			may = append(may, d)
		} else {
			b.Others = append(b.Others, called)
		}
	}
	for _, p := range g.GroupPolicyList {
		if name := aws.ToString(p.PolicyName); name == assumeName {
			take(aws.ToString(p.PolicyDocument), "inline "+name)
		} else {
			b.Others = append(b.Others, "inline "+name)
		}
	}
	for _, p := range g.AttachedManagedPolicies {
		arn := aws.ToString(p.PolicyArn)
		switch own, ok := s.managed(arn); {
		case ok && isAssumePart(aws.ToString(p.PolicyName), aws.ToString(g.GroupName)):
			take(own, arn)
		case ok && aws.ToString(p.PolicyName) == selfserviceName:
		default:
			b.Others = append(b.Others, s.Names.Speak(arn))
		}
	}
	if !s.Cloud.OurGroup(g.Path) {
		may = append(may, s.theirs(g)...)
	}
	if len(may) > 0 {
		b.May = policy.Merge(may...)
	}
	slices.Sort(b.Others)
	return b
}

// theirs is what the policies of a group of others allow of becoming roles: what
// its members lose when the group is taken over. They stay among the others,
// since they go as a whole.
func (s *Sight) theirs(g types.GroupDetail) (all []policy.Document) {
	take := func(document string) {
		if d, err := s.memo.parse(document); err == nil {
			if d = policy.Becoming(d); len(d.Statement) > 0 {
				all = append(all, d)
			}
		}
	}
	for _, p := range g.GroupPolicyList {
		if aws.ToString(p.PolicyName) != assumeName {
			take(aws.ToString(p.PolicyDocument))
		}
	}
	for _, a := range g.AttachedManagedPolicies {
		for _, p := range s.Policies {
			if aws.ToString(p.Arn) == aws.ToString(a.PolicyArn) && !s.Cloud.Ours(p.Path) {
				take(text(p))
			}
		}
	}
	return all
}

// managed is the text of a managed policy of ours, by ARN.
func (s *Sight) managed(arn string) (string, bool) {
	for _, p := range s.Policies {
		if aws.ToString(p.Arn) == arn && s.Cloud.Ours(p.Path) {
			return text(p), true
		}
	}
	return "", false
}

// putAssume makes the group able to assume what it should: the new way stands
// before the old one goes.
func putAssume(ctx context.Context, in *cloud.Account, group string, c Update[assumeBody]) error {
	var roles []string
	for _, s := range c.After.May.Statement {
		roles = append(roles, s.Resource...)
	}
	inline, managed, err := policy.SplitMayAssume(roles, policy.InlineGroup)
	if err != nil {
		return err
	}
	var parts []string
	for i, d := range managed {
		arn, err := putManaged(ctx, in, assumePart(group, i+1), d)
		if err != nil {
			return err
		}
		if _, err := in.IAM.AttachGroupPolicy(ctx, &iam.AttachGroupPolicyInput{GroupName: &group, PolicyArn: &arn}); err != nil {
			return err
		}
		parts = append(parts, arn)
	}
	if inline != nil {
		if _, err := in.IAM.PutGroupPolicy(ctx, &iam.PutGroupPolicyInput{GroupName: &group, PolicyName: aws.String(assumeName), PolicyDocument: aws.String(inline.String())}); err != nil {
			return err
		}
	}
	return clearAssume(ctx, in, group, keptAssume{inline: inline != nil, parts: parts, others: c.Before.Others})
}

// keptAssume says what of a group's policies stays: the inline document or
// not, which managed parts; and what else is to go.
type keptAssume struct {
	inline bool
	parts  []string
	others []string
}

func clearAssume(ctx context.Context, in *cloud.Account, group string, keep keptAssume) error {
	attached, err := attachedTo(ctx, in, group)
	if err != nil {
		return err
	}
	for _, p := range attached {
		arn := aws.ToString(p.PolicyArn)
		own := arn == managedARN(in, aws.ToString(p.PolicyName))
		ours := own && isAssumePart(aws.ToString(p.PolicyName), group)
		if !(ours && !slices.Contains(keep.parts, arn)) && !slices.Contains(keep.others, arn) {
			continue
		}
		ours = ours || own && strings.HasPrefix(aws.ToString(p.PolicyName), "assume-") // of the group's former name
		if _, err := in.IAM.DetachGroupPolicy(ctx, &iam.DetachGroupPolicyInput{GroupName: &group, PolicyArn: &arn}); cloud.Except(err, "NoSuchEntity") != nil {
			return err
		}
		if ours {
			if err := deleteManaged(ctx, in, arn); err != nil {
				return err
			}
		}
	}
	for _, name := range inlineToClear(keep) {
		if _, err := in.IAM.DeleteGroupPolicy(ctx, &iam.DeleteGroupPolicyInput{GroupName: &group, PolicyName: &name}); cloud.Except(err, "NoSuchEntity") != nil {
			return err
		}
	}
	return nil
}

func inlineToClear(keep keptAssume) []string {
	var names []string
	if !keep.inline {
		names = append(names, assumeName)
	}
	for _, other := range keep.others {
		if name, ok := strings.CutPrefix(other, "inline "); ok && !(keep.inline && name == assumeName) {
			names = append(names, name)
		}
	}
	return names
}

// attachedTo lists a group's managed policies.
func attachedTo(ctx context.Context, in *cloud.Account, group string) ([]types.AttachedPolicy, error) {
	var all []types.AttachedPolicy
	pages := iam.NewListAttachedGroupPoliciesPaginator(in.IAM, &iam.ListAttachedGroupPoliciesInput{GroupName: &group})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if cloud.Is(err, "NoSuchEntity") {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, page.AttachedPolicies...)
	}
	return all, nil
}
