package policy

import "strings"

// GitHubHost is the host of GitHub's OpenID Connect provider, which is also
// what its condition keys begin with (GitHub: security hardening with OpenID
// Connect).
const GitHubHost = "token.actions.githubusercontent.com"

// GitHubAudience is the audience of tokens that GitHub makes for AWS.
const GitHubAudience = "sts.amazonaws.com"

// TrustGitHub trusts workflows of one repository, OWNER/NAME, through the
// identity provider with an ARN. The subjects say which of its runs: such as
// pull_request, ref:refs/heads/main or environment:production. Without
// subjects nobody is trusted.
//
// A subject is told apart by the repository's name, or, in repositories made
// since July 2026, by name@id of owner and repository (GitHub: immutable
// subject claims). Neither name can hold an @, so the wildcard stands for the
// id alone, and the repository claim says the name once more where AWS passes
// it on.
//
// The subject of an environment is the same for a pull request that asks for
// it, so pull requests are kept out of environments by their ref.
func TrustGitHub(provider, repository string, subjects ...string) Document {
	if len(subjects) == 0 {
		return document()
	}
	owner, name, _ := strings.Cut(repository, "/")
	var subs List
	merged := Conditions{}
	for _, s := range subjects {
		subs = append(subs, "repo:"+repository+":"+s, "repo:"+owner+"@*/"+name+"@*:"+s)
		if strings.HasPrefix(s, "environment:") {
			merged["StringNotLike"] = map[string]List{GitHubHost + ":ref": {"refs/pull/*"}}
		}
	}
	merged["StringEquals"] = map[string]List{GitHubHost + ":aud": {GitHubAudience}}
	merged["StringLike"] = map[string]List{GitHubHost + ":sub": subs}
	merged["StringEqualsIfExists"] = map[string]List{GitHubHost + ":repository": {repository}}
	return document(Statement{
		Effect:    Allow,
		Principal: Principal{"Federated": {provider}},
		Action:    List{"sts:AssumeRoleWithWebIdentity"},
		Condition: merged,
	})
}

// TrustRole trusts one role, by its ARN, and nobody else. The role is named in
// the condition and its account as the principal: a role as the principal must
// exist before AWS takes the document, and is another one when it is made anew
// (AWS: IAM policy elements, Principal).
func TrustRole(arn string) Document {
	account, _, _ := strings.Cut(arn, ":role/")
	return document(Statement{
		Effect:    Allow,
		Principal: Principal{"AWS": {account + ":root"}},
		Action:    List{"sts:AssumeRole"},
		Condition: Conditions{"ArnEquals": {"aws:PrincipalArn": {arn}}},
	})
}

// MayAssumeInMembers lets its bearer become the roles with a path and name, such
// as orgwright/ci-read, in every account of its own organization: also in
// those that will be made after the document was written. Where AWS does not
// tell whose the role is, the role's own trust policy alone decides.
func MayAssumeInMembers(roles ...string) Document {
	var arns List
	for _, r := range roles {
		arns = append(arns, "arn:aws:iam::*:role/"+strings.TrimPrefix(r, "/"))
	}
	if len(arns) == 0 {
		return document()
	}
	return document(Statement{
		Effect: Allow, Action: List{"sts:AssumeRole"}, Resource: arns,
		Condition: Conditions{"StringEqualsIfExists": {"aws:ResourceOrgID": {"${aws:PrincipalOrgID}"}}},
	})
}
