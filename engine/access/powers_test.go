package access_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/access"
)

const members = "master/member/ops/ada\nmaster/member/ops/cas\n"

// draw writes powers as lines: the address, where, who, on what, then what
// comes (+), goes (-) and is of no use (.), each with its level's first letter.
func draw(all []engine.Powers) string {
	var out strings.Builder
	for _, p := range all {
		fmt.Fprintf(&out, "%s in %s %s on %s:", p.Address, p.Account, strings.Join(p.People, ","), strings.Join(p.Resources, " & "))
		for mark, list := range []([]engine.Power){p.Gained, p.Lost, p.Idle} {
			for _, power := range list {
				fmt.Fprintf(&out, " %c%s(%c)", "+-."[mark], power.Name, power.Level[0])
			}
		}
		out.WriteString("\n")
	}
	return out.String()
}

// doc is a grant's body with some statements: EFFECT ACTIONS RESOURCES, lists
// divided by commas; "!" before a list is Not; a fourth word is a condition.
func doc(statements ...string) string { return `{"document":` + document(statements...) + `}` }

func document(statements ...string) string {
	var all []map[string]any
	for _, s := range statements {
		f := strings.Fields(s)
		st := map[string]any{"Effect": f[0]}
		for i, element := range []string{"Action", "Resource"} {
			list, not := strings.CutPrefix(f[i+1], "!")
			if not {
				element = "Not" + element
			}
			st[element] = strings.Split(list, ",")
		}
		if len(f) > 3 {
			key, value, _ := strings.Cut(f[3], "=")
			st["Condition"] = map[string]any{"StringEquals": map[string]any{key: strings.Split(value, ",")}}
		}
		all = append(all, st)
	}
	text, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": all})
	if err != nil {
		panic(err)
	}
	return string(text)
}

const bucket = "arn:aws:s3:::cvp-reports,arn:aws:s3:::cvp-reports/*"

// TestOneLineOfAPolicy is the reviewer's case: one action was meant, forty are
// named, twenty-nine of them are new and work.
func TestOneLineOfAPolicy(t *testing.T) {
	team := team + members
	got := compare(team+"prod/grant/ops/inline "+doc("Allow s3:PutObject "+bucket), team+"prod/grant/ops/inline "+doc("Allow s3:Put* "+bucket))
	if len(got.Powers) != 1 || len(got.Gained)+len(got.Lost) != 0 {
		t.Fatalf("%+v", got)
	}
	p := got.Powers[0]
	if at := p.Address.String() + " " + p.Account + " " + p.Function; at != "prod/grant/ops/inline prod ops" {
		t.Error(at)
	}
	if !slices.Equal(p.People, []string{"ada", "cas"}) || strings.Join(p.Resources, ",") != bucket {
		t.Errorf("%v on %v", p.People, p.Resources)
	}
	levels := map[string]int{}
	for _, g := range p.Gained {
		levels[g.Level]++
	}
	if fmt.Sprint(levels) != "map[permissions:6 tagging:3 write:20]" || len(p.Lost) != 0 || len(p.Idle) != 10 {
		t.Errorf("%v, lost %v, idle %v", levels, p.Lost, p.Idle)
	}
	if access.Highest(p.Gained) != "permissions" || access.Count(p.Gained) != 29 {
		t.Errorf("highest %s of %d", access.Highest(p.Gained), access.Count(p.Gained))
	}
	const want = "PutBucketAcl PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock PutObjectAcl PutObjectVersionAcl " +
		"PutAccelerateConfiguration PutAnalyticsConfiguration PutBucketAbac PutBucketCORS PutBucketLogging PutBucketNotification " +
		"PutBucketObjectLockConfiguration PutBucketRequestPayment PutBucketVersioning PutBucketWebsite PutEncryptionConfiguration " +
		"PutIntelligentTieringConfiguration PutInventoryConfiguration PutLifecycleConfiguration PutMetricsConfiguration PutObjectAnnotation " +
		"PutObjectLegalHold PutObjectRetention PutObjectVersionAnnotation PutReplicationConfiguration " +
		"PutBucketTagging PutObjectTagging PutObjectVersionTagging"
	var names []string
	for _, g := range p.Gained {
		names = append(names, strings.TrimPrefix(g.Name, "s3:"))
	}
	if got := strings.Join(names, " "); got != want {
		t.Errorf("gained\n%s\nwant\n%s", got, want)
	}
}

// TestGrantPowers has one role's grants change in every way.
func TestGrantPowers(t *testing.T) {
	const at, who = "prod/grant/ops/inline in prod ada,cas on ", "prod/grant/ops/"
	inline := func(statements ...string) string { return who + "inline " + doc(statements...) + "\n" }
	for name, c := range map[string]struct{ have, want, says string }{
		"nothing":           {inline("Allow s3:Put* *"), inline("Allow s3:Put* *"), ""},
		"the same in words": {inline("Allow s3:PutObject *", "Allow s3:PutObject *"), inline("Allow s3:PutObject *"), ""},
		"a new grant":       {"", inline("Allow sts:Decode* *"), at + "*: +sts:DecodeAuthorizationMessage(w)\n"},
		"a grant goes":      {inline("Allow sts:Decode* *"), "", at + "*: -sts:DecodeAuthorizationMessage(w)\n"},
		"within another": {
			inline("Allow s3:PutObject* arn:aws:s3:::a/*"), inline("Allow s3:PutObject* arn:aws:s3:::a/*", "Allow s3:PutObjectAcl arn:aws:s3:::a/b/*"), "",
		},
		"to another grant": {inline("Allow s3:PutObject *"), who + "file " + doc("Allow s3:PutObject *") + "\n", ""},
		"another resource": {
			inline("Allow s3:PutObject arn:aws:s3:::a/*"), inline("Allow s3:PutObject arn:aws:s3:::b/*"),
			at + "arn:aws:s3:::a/*: -s3:PutObject(w)\n" + at + "arn:aws:s3:::b/*: +s3:PutObject(w)\n",
		},
		"everything but": {
			inline("Allow !s3:* *"), inline("Allow !s3:*,sts:Decode* *"), at + "*: -sts:DecodeAuthorizationMessage(w)\n",
		},
		"a deny": {
			inline("Allow s3:PutObject arn:aws:s3:::a/*"), inline("Allow s3:PutObject arn:aws:s3:::a/*", "Deny s3:* *"),
			at + "arn:aws:s3:::a/*: -s3:PutObject(w)\n",
		},
		"a deny of a part": {
			inline("Allow s3:PutObject *"), inline("Allow s3:PutObject *", "Deny s3:* arn:aws:s3:::a/*"),
			at + "arn:aws:s3:::a/*: -s3:PutObject(w)\n",
		},
		"a deny of a part goes": {
			inline("Allow s3:PutObject *", "Deny s3:* arn:aws:s3:::a/*"), inline("Allow s3:PutObject *"),
			at + "arn:aws:s3:::a/*: +s3:PutObject(w)\n",
		},
		"a deny beside a policy that is known by name alone": {
			who + "power " + `{"policy":"arn:aws:iam::aws:policy/PowerUserAccess"}` + "\n" + inline("Deny s3:DeleteBucket *"), who + "power " + `{"policy":"arn:aws:iam::aws:policy/PowerUserAccess"}` + "\n",
			at + "*: +s3:DeleteBucket(w)\n",
		},
		"a deny beside one that reads": {
			who + "audit " + `{"policy":"arn:aws:iam::aws:policy/SecurityAudit"}` + "\n", who + "audit " + `{"policy":"arn:aws:iam::aws:policy/SecurityAudit"}` + "\n" + inline("Deny s3:DeleteBucket,s3:GetObject *"),
			at + "*: -s3:GetObject(r)\n",
		},
		"a deny of all but a part": {
			inline("Allow s3:PutObject *"), inline("Allow s3:PutObject *", "Deny s3:PutObject !arn:aws:s3:::a/*"),
			at + "*: -s3:PutObject(w)\n",
		},
		"a deny of what was never allowed": {inline("Allow s3:PutObject *"), inline("Allow s3:PutObject *", "Deny ec2:* *"), ""},
		"a deny in another grant": {
			inline("Allow s3:PutObject *") + who + "file " + doc("Deny s3:PutObject *") + "\n", inline("Allow s3:PutObject *"),
			who + "file in prod ada,cas on *: +s3:PutObject(w)\n",
		},
		"a condition comes": {
			inline("Allow s3:PutObject *"), inline("Allow s3:PutObject * aws:RequestedRegion=eu-west-1"),
			at + "*: -s3:PutObject(w)\n",
		},
		"a condition goes": {
			inline("Allow s3:PutObject * aws:RequestedRegion=eu-west-1"), inline("Allow s3:PutObject *"),
			at + "*: +s3:PutObject(w)\n",
		},
		"a condition that always holds": {
			inline("Allow s3:PutObject * aws:PrincipalAccount={prod}"), inline("Allow s3:PutObject *"), "",
		},
		"a condition that never holds": {
			"", inline("Allow s3:PutObject * aws:PrincipalAccount={dev}"), "",
		},
		"a deny under a condition": {
			inline("Allow s3:PutObject *"), inline("Allow s3:PutObject *", "Deny s3:PutObject * aws:RequestedRegion=us-east-1"),
			at + "* when aws:RequestedRegion StringEquals us-east-1: -s3:PutObject(w)\n",
		},
		"all but a resource": {
			"", inline("Allow s3:PutObject !arn:aws:s3:::a/*"), at + "* except arn:aws:s3:::a/*: +s3:PutObject(w)\n",
		},
		"an unknown service":       {"", inline("Allow nosuch:Get*,nosuch:Put *"), at + "*: +nosuch:Get*(u) +nosuch:Put(u)\n"},
		"an unknown action of all": {inline("Allow nosuch:* *"), inline("Allow nosuch:*,nosuch:Get *"), ""},
		"no statement":             {"", who + `inline {"document":{"Version":"2012-10-17","Statement":[]}}`, ""},
		"of no use": {
			"", inline("Allow s3:PutBucketPolicy,s3:PutObject,s3:ListAllMyBuckets arn:aws:s3:::a/*"),
			at + "arn:aws:s3:::a/*: +s3:PutObject(w) .s3:PutBucketPolicy(p) .s3:ListAllMyBuckets(l)\n",
		},
		"on all of a service": {"", inline("Allow s3:ListAllMyBuckets arn:aws:s3:::*"), at + "arn:aws:s3:::*: +s3:ListAllMyBuckets(l)\n"},
		"a variable": {
			"", inline("Allow s3:GetObject arn:aws:s3:::a/${aws:username}/*"), at + "arn:aws:s3:::a/${aws:username}/*: +s3:GetObject(r)\n",
		},
		"everything":    {"", inline("Allow * *"), at + "*: +*(p)\n"},
		"whole service": {"", inline("Allow s3:*,sts:Decode* *"), at + "*: +s3:*(p) +sts:DecodeAuthorizationMessage(w)\n"},
		"a managed policy": {
			"", who + `AdministratorAccess {"policy":"arn:aws:iam::aws:policy/AdministratorAccess"}`,
			who + "AdministratorAccess in prod ada,cas on *: +AdministratorAccess(p)\n",
		},
		"a managed policy goes": {
			who + `job-function/ViewOnlyAccess {"policy":"arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"}`, "",
			who + "job-function/ViewOnlyAccess in prod ada,cas on *: -job-function/ViewOnlyAccess(r)\n",
		},
		"named as AWS names what reads": {
			"", who + `AmazonS3ReadOnlyAccess {"policy":"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}`,
			who + "AmazonS3ReadOnlyAccess in prod ada,cas on *: +AmazonS3ReadOnlyAccess(r)\n",
		},
		"a customer's policy": {
			"", who + `customer/ReadOnlyAccess {"policy":"arn:aws:iam::{prod}:policy/ReadOnlyAccess"}`,
			who + "customer/ReadOnlyAccess in prod ada,cas on *: +customer/ReadOnlyAccess(u)\n",
		},
		"unreadable": {"", who + `inline {"unreadable":"?"}`, at + "*: +inline(u)\n"},
		"beside all that AWS has": {
			who + "AdministratorAccess {\"policy\":\"arn:aws:iam::aws:policy/AdministratorAccess\"}\n",
			who + "AdministratorAccess {\"policy\":\"arn:aws:iam::aws:policy/AdministratorAccess\"}\n" + inline("Allow s3:PutObject *"), "",
		},
	} {
		got := compare(team+members+c.have, team+members+c.want)
		if drawn := draw(got.Powers); drawn != c.says {
			t.Errorf("%s:\n%swant\n%s", name, drawn, c.says)
		}
	}
}

// TestPowersOfNobody leaves out roles that nobody keeps: who comes new to a role
// gains it as a whole.
func TestPowersOfNobody(t *testing.T) {
	got := compare(team, team+members+"prod/grant/ops/inline "+doc("Allow s3:PutObject *"))
	if len(got.Powers) != 0 || len(got.Gained) != 4 {
		t.Errorf("%+v", got)
	}
}
