package kind

import (
	"context"
	"path"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/schema"
)

// A grant lets a function do something in an account: a managed policy that is
// attached to its role, or a document inside it. It is named FUNCTION/POLICY.
// Whatever is attached to a role of ours is a grant, wanted or not. A role may
// have a managed policy and an inline one of the same name: the one that is not
// wanted is then named FUNCTION/attached/POLICY or FUNCTION/inline/POLICY.
var grant = define[grantBody]{
	name:  "grant",
	reach: engine.Gives,
	in:    everywhere,

	want: func(w *Wish, account string, put func(string, grantBody)) {
		for _, function := range w.functionsIn(account) {
			for name, b := range w.grants(function, account) {
				put(function+"/"+name, b)
			}
		}
	},
	have: func(s *Sight, put func(string, grantBody)) {
		for _, r := range s.Roles {
			if !(s.ownsRole(r) && !isCI(r.RoleName)) && !s.takes(r) && !s.retires(r) {
				continue
			}
			s.granting(r, put)
		}
	},
	create: putGrant,
	update: func(ctx context.Context, in *cloud.Account, name string, c Update[grantBody]) error {
		if err := putGrant(ctx, in, name, c.After); err != nil || c.Before.Policy == c.After.Policy {
			return err
		}
		return takeGrant(ctx, in, name, c.Before)
	},
	remove: takeGrant,
	needs: func(w *Wish, a engine.Address, _ grantBody) []engine.Address {
		function, _, _ := strings.Cut(a.Name, "/")
		return append(w.outlives(function, a.Account), engine.Address{Account: a.Account, Kind: "role", Name: function})
	},
	risk:  riskOf[grantBody],
	first: restrains,
	alike: grantBody.traits,
}.kind()

// What is put before the name of a policy where another one has the name too: no
// inline policy's has a slash, and none of AWS's has such a path (AWS: IAM
// quotas, names; managed policy reference).
const (
	asideInline   = "inline/"
	asideAttached = "attached/"
)

// granting puts what a role may do: each policy at an address of its own.
func (s *Sight) granting(r types.RoleDetail, put func(string, grantBody)) {
	role, attached := aws.ToString(r.RoleName), map[string]bool{}
	wanted := s.grants(role, s.Account)
	for _, p := range r.AttachedManagedPolicies {
		arn := s.Names.Speak(aws.ToString(p.PolicyArn))
		name := policyName(arn)
		attached[name] = true
		if wanted[name].Document != nil {
			name = asideAttached + name
		}
		put(role+"/"+name, grantBody{Policy: arn})
	}
	for _, p := range r.RolePolicyList {
		name := aws.ToString(p.PolicyName)
		if w := wanted[name]; w.Policy != "" || attached[name] && w.Document == nil {
			name = asideInline + name
		}
		put(role+"/"+name, s.inline(aws.ToString(p.PolicyDocument)))
	}
}

// inlineName is the name of an inline policy at an address of a grant.
func inlineName(name string) string { return strings.TrimPrefix(name, asideInline) }

type grantBody struct {
	Policy     string           `json:"policy,omitempty"`     // a managed policy's ARN
	Document   *policy.Document `json:"document,omitempty"`   // or what an inline one says
	Unreadable string           `json:"unreadable,omitempty"` // or what one says that cannot be read
}

// traits are what a grant's body is made of.
func (b grantBody) traits() any {
	type traits struct {
		policy, unreadable string
		document           copied
	}
	t := traits{policy: b.Policy, unreadable: b.Unreadable}
	if b.Document != nil {
		t.document = copyOf(*b.Document)
	}
	return t
}

func (w *Wish) inline(text string) grantBody {
	d, err := w.memo.parse(text)
	if err != nil {
		return grantBody{Unreadable: text}
	}
	return grantBody{Document: &d}
}

// grants is what a function may do in an account, by the names of policies.
func (w *Wish) grants(function, account string) map[string]grantBody {
	return w.granted(function, account).policies
}

// granted is the same for all accounts that the same grants reach.
func (w *Wish) granted(function, account string) granted {
	in := w.Org.Grants(function, account)
	key := function
	for _, g := range in {
		key += "\n" + strings.Join(g.To, " ")
	}
	return w.memo.grants(key, func() granted {
		all := granted{policies: w.gather(in)}
		for _, b := range all.policies {
			if b.Document != nil {
				all.inline += policy.Size(b.Document.String())
			}
		}
		return all
	})
}

// gather is what grants say, by the names of policies.
func (w *Wish) gather(grants []schema.Grant) map[string]grantBody {
	all := map[string]grantBody{}
	documents := map[string][]policy.Document{}
	for _, g := range grants {
		for _, name := range g.Managed {
			arn := w.Names.Speak(policyARN(name))
			all[policyName(arn)] = grantBody{Policy: arn}
		}
		if len(g.Allow)+len(g.Deny) > 0 {
			documents["inline"] = append(documents["inline"], policy.FromStatements(rules(g.Allow), rules(g.Deny)))
		}
		if g.Policy != "" {
			d, _ := w.memo.parse(string(w.Org.File(g.Policy))) // Check has read it
			documents[fileName(g.Policy)] = append(documents[fileName(g.Policy)], d)
		}
	}
	for name, ds := range documents {
		d := policy.Merge(ds...)
		all[name] = grantBody{Document: &d}
	}
	return all
}

func rules(statements []schema.Statement) []policy.Rule {
	var all []policy.Rule
	for _, s := range statements {
		all = append(all, policy.Rule{Actions: s.Actions, NotActions: s.NotActions, Resources: s.Resources, NotResources: s.NotResources, Conditions: s.Conditions})
	}
	return all
}

// fileName is what a policy file's document is called inside a role.
func fileName(file string) string { return strings.TrimSuffix(path.Base(file), path.Ext(file)) }

const managedByAWS = "arn:aws:iam::aws:policy/"

// policyARN is the ARN of a policy by name, by path and name, or by ARN.
func policyARN(name string) string {
	if strings.HasPrefix(name, "arn:") {
		return name
	}
	return managedByAWS + name
}

// policyName is a managed policy's name in an address: AWS's own by path and
// name, a customer's with "customer/" before it.
func policyName(arn string) string {
	if name, ok := strings.CutPrefix(arn, managedByAWS); ok {
		return name
	}
	_, name, _ := strings.Cut(arn, ":policy/")
	return "customer/" + name
}

func putGrant(ctx context.Context, in *cloud.Account, name string, b grantBody) error {
	function, policyName, _ := strings.Cut(name, "/")
	policyName = inlineName(policyName)
	if b.Document != nil {
		_, err := in.IAM.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: &function, PolicyName: &policyName, PolicyDocument: aws.String(b.Document.String())})
		return err
	}
	_, err := in.IAM.AttachRolePolicy(ctx, &iam.AttachRolePolicyInput{RoleName: &function, PolicyArn: &b.Policy})
	return err
}

func takeGrant(ctx context.Context, in *cloud.Account, name string, b grantBody) error {
	function, policyName, _ := strings.Cut(name, "/")
	policyName = inlineName(policyName)
	var err error
	if b.Policy != "" {
		_, err = in.IAM.DetachRolePolicy(ctx, &iam.DetachRolePolicyInput{RoleName: &function, PolicyArn: &b.Policy})
	} else {
		_, err = in.IAM.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: &function, PolicyName: &policyName})
	}
	return cloud.Except(err, "NoSuchEntity")
}
