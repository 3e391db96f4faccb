package view_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/view"
)

func answer(verdict string) access.Answer {
	allows := []access.Step{{Layer: "trust", Policy: "developers", Statement: "#1", Text: "allows it"}}
	return access.Answer{
		Format: access.AnswerFormat, Verdict: verdict, AsOf: "2026-11-22",
		Question: access.Question{User: "cas", Action: "s3:PutObject", Account: "production", MFA: true},
		Ways: []access.Way{
			{
				Verdict: verdict, Function: "developers", Role: "arn:aws:iam::{production}:role/orgwright/developers", Resource: "arn:aws:s3:::reports/*",
				Becoming: allows, Fences: []string{"no-leaving"}, Doing: []access.Step{{Layer: "identity", Policy: "inline", Statement: "#1", Text: "allows it", Line: 52}},
			},
			{Verdict: "no", Resource: "*", Doing: []access.Step{{Layer: "identity", Text: "no statement allows it"}}},
		},
	}
}

func TestAnswerText(t *testing.T) {
	for _, verdict := range []string{"yes", "no", "unknown"} {
		golden(t, "answer-"+verdict, func(out *bytes.Buffer, s view.Style) error {
			return view.AnswerText(out, answer(verdict), "org.yaml", s)
		})
	}
	golden(t, "answer-through", func(out *bytes.Buffer, s view.Style) error {
		a := answer("yes")
		a.Ways[0].Through = "arn:aws:iam::111111111111:role/hop"
		return view.AnswerText(out, a, "org.yaml", s)
	})
	var out bytes.Buffer
	a := answer("no")
	a.Ways, a.User = nil, evil
	if err := view.AnswerText(&out, a, evil, view.Style{}); err != nil {
		t.Fatal(err)
	}
	if page := out.String(); !strings.Contains(page, "no role there lets") || strings.ContainsAny(page, "\x1b\u202e") {
		t.Errorf("%s", page)
	}
}

func TestAbleText(t *testing.T) {
	able := access.Able{Account: "production", AsOf: "2026-11-22", Others: []string{"ci-read"}, People: []access.Doer{
		{User: "ada", Function: "operations", Resource: "*", Verdict: "yes", NeedsMFA: true},
		{User: "bob", Function: "operations", Through: "arn:aws:iam::111111111111:role/hop", Resource: "*", Verdict: "yes"},
		{User: "cas", Resource: "arn:aws:s3:::reports/*", Verdict: "unknown"},
	}}
	golden(t, "able", func(out *bytes.Buffer, s view.Style) error { return view.AbleText(out, able, s) })
}
