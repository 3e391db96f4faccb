package access_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
)

// drawWild writes wildcards as lines: the pattern, what it newly gives on
// permissions, and what could be written instead.
func drawWild(all []engine.Powers) string {
	var out strings.Builder
	for _, p := range all {
		for _, w := range p.Wildcards {
			var names []string
			for _, g := range w.Gained {
				names = append(names, g.Name)
			}
			fmt.Fprintf(&out, "%s %s: %s; instead %s\n", w.Code, w.Pattern, strings.Join(names, " "), strings.Join(w.Instead, " "))
		}
	}
	return out.String()
}

// TestWildcards has patterns that newly give actions on permissions found, and
// nothing else.
func TestWildcards(t *testing.T) {
	const at = "prod/grant/ops/inline "
	const put = "ORG207 s3:Put*: s3:PutBucketAcl s3:PutBucketOwnershipControls s3:PutBucketPolicy s3:PutBucketPublicAccessBlock s3:PutObjectAcl s3:PutObjectVersionAcl; instead "
	for name, c := range map[string]struct {
		have, want []string
		says       string
	}{
		"the reviewer's case": {[]string{"Allow s3:PutObject " + bucket}, []string{"Allow s3:Put* " + bucket}, put + "s3:PutObject s3:PutObjectTagging\n"},
		"in another case":     {[]string{"Allow s3:putobject " + bucket}, []string{"Allow S3:PUT* " + bucket}, put + "s3:PutObject s3:PutObjectTagging\n"},
		"beside what was":     {[]string{"Allow s3:PutObject,s3:GetObject " + bucket}, []string{"Allow s3:GetObject,s3:Put* " + bucket}, put + "s3:PutObject s3:PutObjectTagging\n"},
		"from nothing":        {[]string{"Allow s3:GetObject " + bucket}, []string{"Allow s3:GetObject,s3:Put* " + bucket}, put + "\n"},
		"as before":           {[]string{"Allow s3:Put* " + bucket}, []string{"Allow s3:Put*,s3:GetObject " + bucket}, ""},
		"written out":         {[]string{"Allow s3:PutObject " + bucket}, []string{"Allow s3:PutObject,s3:PutBucketPolicy " + bucket}, ""},
		"written out beside": {
			[]string{"Allow s3:PutObject " + bucket}, []string{"Allow s3:PutBucketPol*,s3:PutBucketPolicy " + bucket}, "",
		},
		"no permissions": {[]string{"Allow s3:GetObject " + bucket}, []string{"Allow s3:Get* " + bucket}, ""},
		"narrower":       {[]string{"Allow s3:Put* " + bucket}, []string{"Allow s3:PutObject* " + bucket}, ""},
		"denied": {
			[]string{"Allow s3:PutObject " + bucket}, []string{"Allow s3:PutObj* " + bucket, "Deny s3:*Acl *"}, "",
		},
		"a wider pattern": {
			[]string{"Allow s3:PutObj* " + bucket},
			[]string{"Allow s3:Put* " + bucket},
			"ORG207 s3:Put*: s3:PutBucketAcl s3:PutBucketOwnershipControls s3:PutBucketPolicy s3:PutBucketPublicAccessBlock; instead s3:PutObj*\n",
		},
		"another resource": {
			[]string{"Allow s3:PutBucketAc? arn:aws:s3:::a"},
			[]string{"Allow s3:PutBucketAc? arn:aws:s3:::b"},
			"ORG207 s3:PutBucketAc?: s3:PutBucketAcl; instead \n",
		},
		"on another resource": {
			[]string{"Allow s3:PutBucketAc? arn:aws:s3:::a", "Allow s3:PutObject arn:aws:s3:::b/*"},
			[]string{"Allow s3:PutBucketAc? arn:aws:s3:::a", "Allow s3:PutObject,s3:PutObjectAcl arn:aws:s3:::b/*"},
			"",
		},
		"a whole service of many": {
			[]string{"Allow ssm:GetParameter *"},
			[]string{"Allow ssm:* *"},
			"ORG207 ssm:*: ssm:DeleteResourcePolicy ssm:ModifyDocumentPermission ssm:PutResourcePolicy; instead ssm:GetParameter\n",
		},
	} {
		got := drawWild(compare(team+members+at+doc(c.have...), team+members+at+doc(c.want...)).Powers)
		if got != c.says {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, c.says)
		}
	}
}
