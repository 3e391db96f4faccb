package access

import (
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine/policy"
)

// words writes conditions on one line: KEY OPERATOR VALUE|VALUE, joined by
// "and"; "" when there is none.
func words(c policy.Conditions) string {
	var all []string
	for _, operator := range slices.Sorted(maps.Keys(c)) {
		for _, key := range slices.Sorted(maps.Keys(c[operator])) {
			all = append(all, key+" "+operator+" "+strings.Join(c[operator][key], "|"))
		}
	}
	return strings.Join(all, " and ")
}

// settled are the keys of which a function's session tells the value.
var settled = []string{"aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalType", "aws:AssumedRoot", "aws:PrincipalIsAWSService"}

// judge leaves out what is known of statements when roles of functions ask:
// the conditions that hold for all of them, and the statements whose conditions
// hold for none.
func judge(statements []policy.Statement, roles []role) []policy.Statement {
	var left []policy.Statement
	for _, st := range statements {
		if open, possible := judgeOne(st.Condition, roles); possible {
			st.Condition = open
			left = append(left, st)
		}
	}
	return left
}

// judgeOne leaves what is open of the conditions of a statement.
func judgeOne(c policy.Conditions, roles []role) (left policy.Conditions, possible bool) {
	left = policy.Conditions{}
	for operator, keys := range c {
		for key, values := range keys {
			one := policy.Conditions{operator: {key: values}}
			switch verdict, same := asked(one, key, roles); {
			case same && verdict == policy.Allowed:
			case same && verdict == policy.NotAllowed:
				return nil, false
			default:
				if left[operator] == nil {
					left[operator] = map[string]policy.List{}
				}
				left[operator][key] = values
			}
		}
	}
	return left, true
}

// asked has the evaluator say whether a condition holds, and whether it is the
// same for all roles.
func asked(c policy.Conditions, key string, roles []role) (policy.Verdict, bool) {
	if len(roles) == 0 || !slices.Contains(settled, key) {
		return policy.Unknown, false
	}
	d := policy.Document{Version: policy.Version, Statement: []policy.Statement{{
		Effect: policy.Allow, Action: policy.List{"*"}, Resource: policy.List{"*"}, Condition: c,
	}}}
	var verdicts []policy.Verdict
	for _, r := range roles {
		verdicts = append(verdicts, policy.Decide(policy.Request{
			Action: "s3:ListAllMyBuckets", Resource: "*",
			Caller: policy.Caller{Account: "{" + r.Account + "}", Role: r.arn, ARN: strings.Replace(r.arn, ":role/", ":assumed-role/", 1) + "/session"},
		}, policy.Policies{Identity: []policy.Named{{Document: d}}}).Verdict)
	}
	return verdicts[0], len(slices.Compact(verdicts)) == 1
}
