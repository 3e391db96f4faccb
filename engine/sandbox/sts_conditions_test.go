package sandbox

import "testing"

func TestConditions(t *testing.T) {
	now := circumstances{
		"aws:multifactorauthpresent": {"true"}, "aws:multifactorauthage": {"100"}, "aws:username": {"alice"}, "aws:sourceip": {"10.1.2.3"},
		"aws:principalarn": {"arn:aws:iam::111111111111:user/alice"}, "aws:currenttime": {"2026-01-02T03:04:05Z"}, "aws:tagkeys": {"a", "b"},
	}
	for _, row := range []struct {
		operator, key string
		values        []string
		want          bool
	}{
		{"Bool", "aws:MultiFactorAuthPresent", []string{"true"}, true},
		{"Bool", "aws:MultiFactorAuthPresent", []string{"false"}, false},
		{"Bool", "aws:Absent", []string{"true"}, false},
		{"BoolIfExists", "aws:Absent", []string{"true"}, true},
		{"Null", "aws:Absent", []string{"true"}, true},
		{"Null", "aws:username", []string{"true"}, false},
		{"Null", "aws:username", []string{"false"}, true},
		{"StringEquals", "aws:username", []string{"bob", "alice"}, true},
		{"StringEquals", "aws:username", []string{"Alice"}, false},
		{"StringEqualsIgnoreCase", "aws:username", []string{"Alice"}, true},
		{"StringNotEquals", "aws:username", []string{"bob", "alice"}, false},
		{"StringNotEquals", "aws:username", []string{"bob"}, true},
		{"StringNotEquals", "aws:Absent", []string{"bob"}, true},
		{"StringLike", "aws:username", []string{"a*e"}, true},
		{"StringLike", "aws:username", []string{"a?e"}, false},
		{"StringNotLike", "aws:username", []string{"b*"}, true},
		{"ArnLike", "aws:PrincipalArn", []string{"arn:*:iam::*:user/*"}, true},
		{"ArnLike", "aws:PrincipalArn", []string{"arn:*:user/*"}, false},
		{"ArnEquals", "aws:PrincipalArn", []string{"arn:aws:iam::111111111111:user/${aws:username}"}, true},
		{"ArnNotLike", "aws:PrincipalArn", []string{"arn:*:iam::*:role/*"}, true},
		{"NumericLessThan", "aws:MultiFactorAuthAge", []string{"101"}, true},
		{"NumericLessThan", "aws:MultiFactorAuthAge", []string{"100"}, false},
		{"NumericLessThanEquals", "aws:MultiFactorAuthAge", []string{"100"}, true},
		{"NumericGreaterThan", "aws:MultiFactorAuthAge", []string{"99"}, true},
		{"NumericGreaterThanEquals", "aws:MultiFactorAuthAge", []string{"101"}, false},
		{"NumericEquals", "aws:MultiFactorAuthAge", []string{"1e2"}, true},
		{"NumericNotEquals", "aws:MultiFactorAuthAge", []string{"1"}, true},
		{"NumericEquals", "aws:username", []string{"1"}, false},
		{"DateLessThan", "aws:CurrentTime", []string{"2026-01-03T00:00:00Z"}, true},
		{"DateGreaterThan", "aws:CurrentTime", []string{"2026-01-03T00:00:00Z"}, false},
		{"IpAddress", "aws:SourceIp", []string{"10.0.0.0/8"}, true},
		{"IpAddress", "aws:SourceIp", []string{"10.1.2.4"}, false},
		{"NotIpAddress", "aws:SourceIp", []string{"192.168.0.0/16"}, true},
		{"ForAllValues:StringEquals", "aws:TagKeys", []string{"a", "b", "c"}, true},
		{"ForAllValues:StringEquals", "aws:TagKeys", []string{"a"}, false},
		{"ForAllValues:StringEquals", "aws:Absent", []string{"a"}, true},
		{"ForAnyValue:StringEquals", "aws:TagKeys", []string{"b"}, true},
		{"ForAnyValue:StringEquals", "aws:TagKeys", []string{"c"}, false},
		{"ForAnyValue:StringEquals", "aws:Absent", []string{"a"}, false},
	} {
		if got := now.holds(condition{row.operator, row.key, row.values}); got != row.want {
			t.Errorf("%s %s %v: got %v", row.operator, row.key, row.values, got)
		}
	}
}

func TestLike(t *testing.T) {
	for _, row := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true},
		{"*", "", true},
		{"*", "abc", true},
		{"a*c", "abbc", true},
		{"a*c", "abcd", false},
		{"*b*", "abc", true},
		{"?", "", false},
		{"a?c", "abc", true},
		{"**a", "ba", true},
		{"sts:Assume*", "sts:AssumeRole", true},
	} {
		if got := like(row.pattern, row.text); got != row.want {
			t.Errorf("%s, %s: got %v", row.pattern, row.text, got)
		}
	}
}
