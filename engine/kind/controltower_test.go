package kind

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine/policy"
)

// conditioned is a role of storage for a principal under a condition.
func conditioned(name, principal, condition string) func(*scene) {
	return func(s *scene) {
		s.role("storage", name, trust(principal, "AssumeRole", condition), readonly)
	}
}

// ofOrg is a condition about the organization of the scene.
func ofOrg(name, before, after string) func(*scene) {
	return func(s *scene) {
		conditioned(name, `{"AWS":"*"}`, before+s.world.Organization.ID+after)(s)
	}
}

// conditionIntrusions are conditions that only look as if they kept strangers, or
// people without MFA, out.
var conditionIntrusions = []intrusion{
	{"the paths of an organization with a longer id", ofOrg("c1", `{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"`, `*"}}`), "extra foreign-trust storage/role/c1", false},
	{"paths that hold where there are none", ofOrg("c2", `{"ForAllValues:StringLike":{"aws:PrincipalOrgPaths":"`, `/*"}}`), "extra foreign-trust storage/role/c2", false},
	{"paths of another organization too", ofOrg("c3", `{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":["o-0123456789/*","`, `/*"]}}`), "extra foreign-trust storage/role/c3", false},
	{"a person by a pattern of any account", ofOrg("c4", `{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:user/orgwright/bob"},"StringEquals":{"aws:PrincipalOrgID":"`, `"}}`), "extra foreign-trust storage/role/c4", false},
	{"people by one of several values", ofOrg("c5", `{"ForAnyValue:StringEquals":{"aws:PrincipalAccount":"`+masterID+`"},"StringEquals":{"aws:PrincipalOrgID":"`, `"}}`), "extra foreign-trust storage/role/c5", false},
	{"a role and a person", conditioned("c6", byRoot(masterID), `{"ArnEquals":{"aws:PrincipalArn":["arn:aws:iam::`+masterID+`:role/orgwright/ci-apply","arn:aws:iam::`+masterID+`:user/orgwright/bob"]}}`), "extra foreign-trust storage/role/c6", false},
	{"anything that is called a role", conditioned("c7", byRoot(masterID), `{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::`+masterID+`:*role*"}}`), "extra foreign-trust storage/role/c7", false},
	{"roles, where an ARN is told", conditioned("c8", byRoot(masterID), `{"ArnLikeIfExists":{"aws:PrincipalArn":"arn:aws:iam::`+masterID+`:role/*"}}`), "extra foreign-trust storage/role/c8", false},
	{"all but a role", conditioned("c9", byRoot(masterID), `{"ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::`+masterID+`:role/orgwright/ci-apply"}}`), "extra foreign-trust storage/role/c9", false},
	{"a person of the organization by name", ofOrg("c10", `{"StringEquals":{"aws:username":"bob","aws:PrincipalOrgID":"`, `"}}`), "extra foreign-trust storage/role/c10", false},
	{"users of the organization by their ids", ofOrg("c11", `{"StringLike":{"aws:userid":"AIDA*"},"StringEquals":{"aws:PrincipalOrgID":"`, `"}}`), "extra foreign-trust storage/role/c11", false},
	{"all users of the organization", ofOrg("c12", `{"StringEquals":{"aws:PrincipalType":"User","aws:PrincipalOrgID":"`, `"}}`), "extra foreign-trust storage/role/c12", false},
	{"no MFA, told by its age", conditioned("c13", byRoot(masterID), `{"Null":{"aws:MultiFactorAuthAge":"true"}}`), "extra foreign-trust storage/role/c13", false},
	{"an answer about MFA, whichever", conditioned("c14", byRoot(masterID), `{"Null":{"aws:MultiFactorAuthPresent":"false"}}`), "extra foreign-trust storage/role/c14", false},
	{"Control Tower's role for another company", func(s *scene) {
		s.role("storage", towerRole, trust(`{"AWS":["arn:aws:iam::`+masterID+`:root","arn:aws:iam::`+foreignID+`:root"]}`, "AssumeRole", ""), admin)
	}, "extra foreign-trust storage/role/AWSControlTowerExecution", false},
}

// Conditions that name roles, or members of the organization, are enough, and
// Control Tower works as it does.
func TestWhatKeepsStrangersOutIsSilent(t *testing.T) {
	l := theatre(t)
	s := &scene{l.open(peopled)}
	s.draft()
	for _, plant := range []func(*scene){
		ofOrg("b1", `{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"`, `/*"}}`),
		ofOrg("b2", `{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":["`, `/r-0000/ou-0000-00000000/*"]}}`),
		conditioned("b3", byRoot(masterID), `{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::`+masterID+`:role/orgwright/ci-apply"}}`),
		conditioned("b4", byRoot(masterID), `{"StringLike":{"aws:PrincipalArn":["arn:aws:iam::`+masterID+`:role/deploy/*","arn:aws:iam::*:role/ci"]}}`),
		ofOrg("b5", `{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/deploy/*"},"StringEquals":{"aws:PrincipalOrgID":"`, `"}}`),
		ofOrg("b6", `{"StringLike":{"aws:userid":"AROAEXAMPLE:*"},"StringEquals":{"aws:PrincipalOrgID":"`, `"}}`),
		ofOrg("b7", `{"StringEquals":{"aws:PrincipalType":"AssumedRole","aws:PrincipalOrgID":"`, `"}}`),
		conditioned("b8", byRoot(masterID), `{"Null":{"aws:MultiFactorAuthAge":"false"}}`),
		conditioned("b9", byRoot(masterID), `{"Bool":{"aws:MultiFactorAuthPresent":"True"}}`),
		func(s *scene) { s.role("production", towerRole, trust(byRoot(masterID), "AssumeRole", ""), admin) },
		func(s *scene) {
			s.tower("/service-role/", towerStackSets, `{"Service":"cloudformation.amazonaws.com"}`)
		},
	} {
		plant(s)
	}
	differ(t, drifts(l.open(peopled).drift()), atRest)

	s.tower("/", "hop", `{"Service":"ec2.amazonaws.com"}`)
	s.retrust("master", towerStackSets, trust(`{"Service":["cloudformation.amazonaws.com","ec2.amazonaws.com"]}`, "AssumeRole", ""))
	d := l.open(peopled).drift()
	differ(t, drifts(d), append(slices.Clone(atRest), "extra admin-outside-function master/role/hop", "extra admin-outside-function master/role/"+towerStackSets))
	for _, f := range d.Findings {
		if f.Address.Name == "hop" && f.Detail != "the role has inline (it may assume the access role of production)" {
			t.Error(f.Detail)
		}
	}
}

// tower makes a role of the master account that leads into Control Tower's.
func (s *scene) tower(path, name, principal string) {
	s.Helper()
	done[*iam.CreateRoleOutput](s)(s.in("master").CreateRole(s.Context(), &iam.CreateRoleInput{RoleName: &name, Path: &path, AssumeRolePolicyDocument: aws.String(trust(principal, "AssumeRole", ""))}))
	done[*iam.PutRolePolicyOutput](s)(s.in("master").PutRolePolicy(s.Context(), &iam.PutRolePolicyInput{
		RoleName: &name, PolicyName: aws.String("inline"), PolicyDocument: aws.String(policy.MayAssume([]string{"arn:aws:iam::*:role/" + towerRole}).String()),
	}))
}
