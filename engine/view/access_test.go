package view_test

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/view"
)

// where is the line of org.yaml at which the tests' subjects stand.
var where = map[string]int{
	"acme": 4, "policytype": 4, "unit": 15, "guardrail": 31, "attachment": 18, "account": 22, "placement": 22, "invitation": 25, "accessrole": 25,
	"operations": 40, "developers": 46, "developers/inline": 52, "user": 71, "member": 71, "mfa": 71,
}

// lined is a review whose changes know their lines; what nobody asks for has
// none.
func lined(r engine.Review) engine.Review {
	for _, s := range r.Steps {
		for i := range s.Changes {
			c := &s.Changes[i]
			function, _, _ := strings.Cut(c.Name, "/")
			for _, subject := range []string{c.Name, function, c.Kind} {
				if c.Line == 0 && c.Action() != engine.Delete {
					c.Line = where[subject]
				}
			}
		}
	}
	return r
}

func powers(level, prefix, names string) (all []engine.Power) {
	for name := range strings.FieldsSeq(names) {
		all = append(all, engine.Power{Name: prefix + name, Level: level})
	}
	return all
}

func byName(all ...[]engine.Power) []engine.Power {
	out := slices.Concat(all...)
	slices.SortFunc(out, func(a, b engine.Power) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// putEverything is what s3:Put* adds to s3:PutObject.
func putEverything() engine.Powers {
	return engine.Powers{
		Address: at("production/grant/developers/inline"), Account: "production", Function: "developers",
		People: []string{"bob", "cas", "dee"}, Resources: []string{"arn:aws:s3:::acme-reports", "arn:aws:s3:::acme-reports/*"},
		Gained: byName(
			powers("permissions", "s3:", "PutBucketAcl PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock PutObjectAcl PutObjectVersionAcl"),
			powers("tagging", "s3:", "PutBucketTagging PutObjectTagging PutObjectVersionTagging"),
			powers("write", "s3:", `PutAccelerateConfiguration PutAnalyticsConfiguration PutBucketCORS PutBucketLogging PutBucketNotification
				PutBucketObjectLockConfiguration PutBucketRequestPayment PutBucketVersioning PutBucketWebsite PutEncryptionConfiguration
				PutIntelligentTieringConfiguration PutInventoryConfiguration PutLifecycleConfiguration PutMetricsConfiguration
				PutObjectLegalHold PutObjectRetention PutReplicationConfiguration`)),
		Idle: byName(
			powers("permissions", "s3:", `PutAccessGrantsInstanceResourcePolicy PutAccessPointPolicy PutAccessPointPolicyForObjectLambda
				PutAccessPointPublicAccessBlock PutAccountPublicAccessBlock PutMultiRegionAccessPointPolicy`),
			powers("tagging", "s3:", "PutJobTagging PutStorageLensConfigurationTagging"),
			powers("write", "s3:", "PutAccessPointConfigurationForObjectLambda PutStorageLensConfiguration")),
		Guardrails: []string{"no-leaving", "no-long-term-credentials"},
		Wildcards: []engine.Wildcard{{
			Code: engine.WildcardCode, Pattern: "s3:Put*", Instead: []string{"s3:PutObject", "s3:PutObjectTagging"},
			Gained: powers("permissions", "s3:", "PutBucketAcl PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock PutObjectAcl PutObjectVersionAcl"),
		}},
	}
}

const uploads = `{"document":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","%s"],"Resource":["arn:aws:s3:::acme-reports","arn:aws:s3:::acme-reports/*"]}]}}`

// wildcard is the plan of one word changed in a policy.
func wildcard() engine.Review {
	have, want := acme(), acme()
	inline := at("production/grant/developers/inline")
	have[inline] = engine.Body(strings.Replace(uploads, "%s", "s3:PutObject", 1))
	want[inline] = engine.Body(strings.Replace(uploads, "%s", "s3:Put*", 1))
	r := lined(review(have, want))
	r.Access.Powers = []engine.Powers{putEverything()}
	return r
}

func becoming(user, function, accounts string) (all []engine.Becoming) {
	for account := range strings.FieldsSeq(accounts) {
		all = append(all, engine.Becoming{User: user, Account: account, Function: function})
	}
	return all
}

// founded is the plan of the whole organization, with all there is beside it.
func founded() engine.Review {
	r := lined(review(nil, acme()))
	r.Pending = append(join(), enrol("alice"), enrol("bob"))
	r.Budget = []engine.Quota{
		{What: "master/group/operations assume", Used: 4310, Limit: 5120},
		{What: "accounts of the organization", Used: 5, Limit: 10},
		{What: "policies at storage", Used: 9, Limit: 10},
	}
	r.Notes = []string{"alice can write in production and in non-production: what she runs in one can reach the other."}
	r.Access.Gained = append(becoming("alice", "operations", "development legacy production storage"), becoming("bob", "developers", "production")...)
	return r
}

// left is the plan after somebody has left and somebody has moved.
func left() engine.Review {
	have := acme()
	maps.Copy(have, state(`master/user/mallory {"note":"mallory@acme.example"}
		master/member/operations/mallory
		storage/grant/developers/inline
		storage/role/developers {"note":"developers in storage"}`))
	delete(have, at("master/member/developers/bob"))
	r := lined(review(have, acme()))
	r.Access.Gained = becoming("bob", "developers", "production")
	r.Access.Lost = append(becoming("mallory", "operations", "development production storage legacy"), becoming("dee", "developers", "storage")...)
	return r
}

// fenced is the plan of a guardrail that takes actions away in three accounts.
func fenced() engine.Review {
	have := acme()
	address := at("master/attachment/no-leaving@Workloads/Production")
	delete(have, address)
	r := lined(review(have, acme()))
	for _, account := range []string{"legacy", "production", "storage"} {
		r.Access.Powers = append(r.Access.Powers, engine.Powers{
			Address: address, Account: account, People: []string{"alice", "bob"}, Resources: []string{"*"},
			Lost: byName(powers("write", "", "organizations:LeaveOrganization account:CloseAccount"), powers("unheard-of", "", "s3:Odd")),
		})
	}
	return r
}

// walled is a plan whose gains guardrails stop in part.
func walled() engine.Review {
	r := wildcard()
	p := &r.Access.Powers[0]
	p.Guardrails = []string{"no-leaving", "only-listing", "tags-are-fixed"}
	p.Fences = []engine.Fence{
		{Guardrail: "only-listing", MayStop: p.Gained[:1]},
		{Guardrail: "tags-are-fixed", Stops: powers("tagging", "s3:", "PutBucketTagging PutObjectTagging PutObjectVersionTagging")},
	}
	return r
}

// everywhere is the plan of one word changed in a policy of three accounts,
// one of which has other guardrails.
func everywhere() engine.Review {
	have, want := acme(), acme()
	r := engine.Review{}
	for _, account := range []string{"development", "production", "storage"} {
		inline := at(account + "/grant/developers/inline")
		have[inline] = engine.Body(strings.Replace(uploads, "%s", "s3:PutObject", 1))
		want[inline] = engine.Body(strings.Replace(uploads, "%s", "s3:Put*", 1))
		p := putEverything()
		p.Address, p.Account = inline, account
		if account == "storage" {
			p.Guardrails = []string{"only-s3"}
		}
		r.Access.Powers = append(r.Access.Powers, p)
	}
	powers := r.Access.Powers
	r = lined(review(have, want))
	r.Access.Powers = powers
	return r
}

func TestEverywhere(t *testing.T) { golden(t, "everywhere", plan(everywhere(), header())) }

func TestSteps(t *testing.T) {
	for name, number := range map[string]int{"steps": 0, "step-2": 2, "step-4": 4} {
		golden(t, name, func(out *bytes.Buffer, s view.Style) error {
			_, err := view.StepsText(out, view.Steps{Review: founded(), Header: founding(), Number: number}, s)
			return err
		})
	}
	if ok, err := view.StepsText(io.Discard, view.Steps{Review: founded(), Number: 5}, view.Style{}); ok || err != nil {
		t.Errorf("a fifth of four steps: %v %v", ok, err)
	}
}

func TestWalled(t *testing.T) { golden(t, "walled", plan(walled(), header())) }

// What a change lets people do keeps within the terminal, whatever its width;
// ARNs alone are never cut.
func TestPowersFit(t *testing.T) {
	for width := 60; width <= 130; width++ {
		for _, r := range []engine.Review{wildcard(), walled(), everywhere()} {
			var out bytes.Buffer
			if err := view.PlanText(&out, r, header(), view.Style{Width: width}); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(out.String()) {
				if len(line) > width+1 && !strings.HasPrefix(line, "caller ") && !strings.HasPrefix(line, "Plan ") {
					t.Errorf("width %d: %q", width, line)
				}
			}
		}
	}
}

func TestPowers(t *testing.T) { golden(t, "powers", plan(wildcard(), header())) }

func TestFounded(t *testing.T) { golden(t, "founded", plan(founded(), founding())) }

func TestLeft(t *testing.T) { golden(t, "left", plan(left(), header())) }

func TestGuardrailIsToldOnce(t *testing.T) {
	golden(t, "fenced", plan(fenced(), header()))
	page := render(t, plan(fenced(), header()))
	if n := strings.Count(page, "LeaveOrganization"); n != 1 {
		t.Errorf("told %d times:\n%s", n, page)
	}
}

// swapped is the plan of a policy of AWS's own in place of another, of which
// only the names are known, beside statements on two things.
func swapped() engine.Review {
	have, want := acme(), acme()
	grant := at("storage/grant/operations/AdministratorAccess")
	delete(have, grant)
	have[at("storage/grant/operations/SecurityAudit")] = `{"policy":"arn:aws:iam::aws:policy/SecurityAudit"}`
	r := lined(review(have, want))
	whole := engine.Powers{Account: "storage", Function: "operations", People: []string{"alice"}, Resources: []string{"*"}}
	lost, gained, other := whole, whole, whole
	lost.Address, lost.Lost = at("storage/grant/operations/SecurityAudit"), powers("read", "", "SecurityAudit")
	gained.Address, gained.Gained = grant, powers("permissions", "", "AdministratorAccess")
	other.Address, other.Resources = grant, []string{"arn:aws:sqs:*:*:jobs"}
	other.Gained = append(powers("unknown", "", "arn:aws:iam::{storage}:policy/own arn:aws:iam::{storage}:policy/other"), powers("write", "sqs:", "SendMessage")...)
	r.Access.Powers = []engine.Powers{lost, gained, other}
	return r
}

func TestPoliciesByName(t *testing.T) { golden(t, "swapped", plan(swapped(), header())) }

// What people gain is never lost because its change has no row.
func TestPowersWithoutARowAreTold(t *testing.T) {
	r := review(acme(), acme())
	r.Access.Powers = []engine.Powers{putEverything()}
	r.Notes = []string{"something"}
	for name, draw := range map[string]func(*bytes.Buffer, view.Style) error{"text": plan(r, header())} {
		if page := render(t, draw); !strings.Contains(page, "GAINS 26 actions of s3 in production") {
			t.Errorf("%s: not told:\n%s", name, page)
		}
	}
}

// From a width that has room for it, every change says where it is asked for.
func TestEachChangeCarriesItsLine(t *testing.T) {
	var out bytes.Buffer
	r := founded()
	if err := view.PlanText(&out, r, founding(), view.Style{Width: 120}); err != nil {
		t.Fatal(err)
	}
	for _, s := range r.Steps {
		for _, c := range s.Changes {
			if row := lineWith(out.String(), "+ "+c.Address.String()+" "); !s.ByHand && !strings.Contains(row, "org.yaml:") {
				t.Errorf("%s says no line: %q", c.Address, row)
			}
		}
	}
}

func lineWith(page, s string) string {
	for line := range strings.Lines(page) {
		if strings.Contains(line, s) {
			return line
		}
	}
	return ""
}

// The last screen of a long plan has all that decides, whatever its length.
func TestTheEndOfALongPlanDecides(t *testing.T) {
	for _, n := range []int{300, 5000} {
		r := many(n)
		draw := func(out *bytes.Buffer, s view.Style) error {
			var page bytes.Buffer
			err := view.PlanText(&page, r, header(), s)
			if i := bytes.Index(page.Bytes(), []byte("ONCE MORE")); i >= 0 {
				out.Write(bytes.TrimPrefix(page.Bytes()[i:], []byte("ONCE MORE")))
			}
			return err
		}
		golden(t, fmt.Sprintf("end-of-%d", n), draw)
	}
	r := many(5000)
	if took := fastest(func() { render(t, plan(r, header())) }); took > 2*time.Second {
		t.Errorf("5000 changes took %v", took)
	}
}
