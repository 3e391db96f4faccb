package sandbox

import (
	"strings"
	"testing"
)

func TestRulesReadBack(t *testing.T) {
	for _, text := range []string{
		"do=throttle",
		"service=iam op=PutRolePolicy nth=3 do=drop-reply",
		"service=organizations op=List* account=111111111111 nth=2 every=3 at=7 probability=0.25 do=delay:40",
		`service=iam op=CreateRole do=error:MalformedPolicyDocument message="Invalid principal in policy: \"AWS\""`,
		"op=CreateAccount do=error:ConstraintViolationException reason=ACCOUNT_NUMBER_LIMIT_EXCEEDED",
		"op=CreateAccount do=fail:EMAIL_ALREADY_EXISTS",
		"do=answer:DECLINED",
		"do=lag:1", "do=hide:2", "do=flicker:3", "do=500", "do=500-after", "do=drop-request",
		`do=error:X message="a\\b"`,
	} {
		r, err := ParseRule(text)
		if err != nil || r.String() != text {
			t.Errorf("%s: got %s, %v", text, r, err)
		}
	}
	r, err := ParseRule("\t do=lag:5   nth=1\top=\"CreateRole\" ")
	if want := (Rule{Op: "CreateRole", Nth: 1, Do: "lag:5"}); err != nil || r != want {
		t.Errorf("got %#v, %v", r, err)
	}
}

func TestWrongRulesAreExplained(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "what is to happen? a rule needs do=, one of throttle, error, 500, ",
		"service=iam":                            "what is to happen? a rule needs do=",
		"throttle":                               `"throttle" is not of the form key=value`,
		"throttle do=500":                        `"throttle" is not of the form key=value`,
		"servise=iam do=500":                     `unknown key "servise", did you mean service?`,
		"zzzzzz=1 do=500":                        `unknown key "zzzzzz"`,
		"do=500 do=500":                          "do is said twice",
		"service=ian do=500":                     `unknown service "ian", did you mean iam?`,
		"service=ec2 do=500":                     `unknown service "ec2"`,
		"op= do=500":                             "op= is empty",
		"op=PutRolPolicy do=500":                 `unknown operation "PutRolPolicy", did you mean PutRolePolicy?`,
		"service=sts op=CreateRole do=500":       `unknown operation "CreateRole" of sts`,
		"op=[a do=500":                           "op=[a: it is an operation, in which a * stands for any letters",
		"op=Creat? do=500":                       "op=Creat?: it is an operation",
		"account=1234 do=500":                    "account=1234: an account id has 12 digits",
		"nth=0 do=500":                           "nth=0: it is a number from 1 on",
		"nth=+1 do=500":                          "nth=+1: it is a number from 1 on",
		"every=x do=500":                         "every=x: it is a number from 1 on",
		"at=99999999999 do=500":                  "at=99999999999: it is a number from 1 on",
		"probability=0 do=500":                   "probability=0: it is above 0 and at most 1",
		"probability=1.5 do=500":                 "probability=1.5: it is above 0 and at most 1",
		"probability=NaN do=500":                 "probability=NaN: it is above 0 and at most 1",
		"do=drop-replay":                         `unknown effect "drop-replay", did you mean drop-reply?`,
		"do=throttle:5":                          "do=throttle takes nothing behind it",
		"do=lag":                                 "do=lag needs a value: do=lag:MS",
		"do=lag:":                                "do=lag needs a value: do=lag:MS",
		"do=lag:-5":                              `do=lag: "-5" is no number from 1 on`,
		"do=error:a/b":                           `do=error: "a/b" is no error code`,
		"do=fail:EMAIL_ALREADY_EXIST":            "did you mean EMAIL_ALREADY_EXISTS?",
		"do=answer:ACCEPTED":                     `do=answer: "ACCEPTED" is none of DECLINED, CANCELED, EXPIRED`,
		"op=ListRoles do=lag:5":                  "do=lag:5 is for requests that change something, which ListRoles is not",
		"op=CreateRole do=fail:INTERNAL_FAILURE": "do=fail:INTERNAL_FAILURE is for CreateAccount, which CreateRole is not",
		"do=500 reason=X":                        "reason and message are those of do=error",
		`do=error:X message="oh`:                 "message=: the quotes do not end",
	} {
		r, err := ParseRule(text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, %v, want %s", text, r, err, want)
		}
	}
}

func FuzzParseRule(f *testing.F) {
	f.Add(`service=iam op=Put* nth=3 probability=0.1 do=error:X message="a b\n"`)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRule(text)
		if err != nil {
			return
		}
		again, err := ParseRule(r.String())
		if err != nil || again != r {
			t.Errorf("%q: %q reads back as %#v, %v", text, r, again, err)
		}
	})
}

func TestRuleWordsBegin(t *testing.T) {
	words := strings.Join(RuleWords(), " ")
	for _, want := range []string{"nth=", "service=iam", "do=throttle", "do=lag:"} {
		if !strings.Contains(words, want) {
			t.Errorf("%s is not among %s", want, words)
		}
	}
}
