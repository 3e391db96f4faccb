package sandbox

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
)

// trail is the event history of an account, in a Region.
func (d *desk) trail(c Credentials, region string) *cloudtrail.Client {
	cfg := d.config(c)
	cfg.Region = region
	return cloudtrail.NewFromConfig(cfg)
}

func attribute(key trailtypes.LookupAttributeKey, value string) []trailtypes.LookupAttribute {
	return []trailtypes.LookupAttribute{{AttributeKey: key, AttributeValue: &value}}
}

// calls are the operations of events, in their order.
func calls(events []trailtypes.Event) string {
	var names []string
	for _, e := range events {
		names = append(names, *e.EventName)
	}
	return strings.Join(names, " ")
}

// The history has writes, the newest first, by one attribute, of some time, of the
// caller's account, and in one Region.
func TestLookupEvents(t *testing.T) {
	d := newDesk(t, Options{})
	people, c := d.iam(d.master), d.trail(d.master, globalRegion)
	for _, name := range []string{"alice", "bob"} {
		_, err := people.CreateUser(t.Context(), &iam.CreateUserInput{UserName: &name})
		d.must(err)
		d.pass(time.Hour)
	}
	_, err := people.CreateAccessKey(t.Context(), &iam.CreateAccessKeyInput{UserName: aws.String("alice")})
	d.must(err)
	_, err = people.CreateUser(t.Context(), &iam.CreateUserInput{UserName: aws.String("alice")})
	d.refused(err, "EntityAlreadyExists", "")
	look := func(in *cloudtrail.LookupEventsInput) []trailtypes.Event {
		t.Helper()
		out, err := c.LookupEvents(t.Context(), in)
		d.must(err)
		return out.Events
	}
	of := look(&cloudtrail.LookupEventsInput{LookupAttributes: attribute(trailtypes.LookupAttributeKeyResourceName, "alice")})
	d.equal(calls(of), "CreateUser CreateAccessKey CreateUser")
	if refused := *of[0].CloudTrailEvent; !strings.Contains(refused, `"errorCode":"EntityAlreadyExists"`) {
		t.Errorf("the refused one is %s", refused)
	}
	for _, part := range []string{`"type":"IAMUser"`, `"userName":"administrator"`, `"requestParameters":{"userName":"alice"}`, `"eventSource":"iam.amazonaws.com"`} {
		if !strings.Contains(*of[1].CloudTrailEvent, part) {
			t.Errorf("no %s in %s", part, *of[1].CloudTrailEvent)
		}
	}
	since := of[2].EventTime.Add(time.Minute)
	d.equal(calls(look(&cloudtrail.LookupEventsInput{StartTime: &since, LookupAttributes: attribute(trailtypes.LookupAttributeKeyEventName, "CreateUser")})), "CreateUser CreateUser")
	d.equal(calls(look(&cloudtrail.LookupEventsInput{EndTime: &since, LookupAttributes: attribute(trailtypes.LookupAttributeKeyEventSource, "iam.amazonaws.com")})), "CreateUser")
	elsewhere, err := d.trail(d.master, "eu-west-1").LookupEvents(t.Context(), &cloudtrail.LookupEventsInput{})
	d.must(err)
	d.equal(len(elsewhere.Events), 0)
	stranger, err := d.trail(d.standalone("222222222222", "x@acme.example"), globalRegion).LookupEvents(t.Context(), &cloudtrail.LookupEventsInput{})
	d.must(err)
	d.equal(len(stranger.Events), 0)
	d.pass(91 * 24 * time.Hour)
	d.equal(len(look(&cloudtrail.LookupEventsInput{})), 0)
}

// Pages are of fifty at most, and what is wrong is refused as AWS does.
func TestLookupEventsPages(t *testing.T) {
	d := newDesk(t, Options{})
	for range 60 {
		_, err := d.iam(d.master).DeleteUser(t.Context(), &iam.DeleteUserInput{UserName: aws.String("nobody")})
		d.refused(err, "NoSuchEntity", "")
	}
	c := d.trail(d.master, globalRegion)
	pages := cloudtrail.NewLookupEventsPaginator(c, &cloudtrail.LookupEventsInput{LookupAttributes: attribute(trailtypes.LookupAttributeKeyEventName, "DeleteUser")})
	sizes := []int{}
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		d.must(err)
		sizes = append(sizes, len(page.Events))
	}
	d.equal(sizes, []int{50, 10})
	for code, in := range map[string]*cloudtrail.LookupEventsInput{
		"InvalidMaxResultsException":       {MaxResults: aws.Int32(51)},
		"InvalidNextTokenException":        {NextToken: aws.String("x")},
		"InvalidTimeRangeException":        {StartTime: aws.Time(time.Unix(200, 0)), EndTime: aws.Time(time.Unix(100, 0))},
		"InvalidLookupAttributesException": {LookupAttributes: append(attribute("EventName", "a"), attribute("EventName", "b")...)},
	} {
		_, err := c.LookupEvents(t.Context(), in)
		d.refused(err, code, "")
	}
}

// Who asks for an account stands in one event, which account it became in
// another, which nobody's call made; the names in neither.
func TestLookupEventsOfCreations(t *testing.T) {
	d := newDesk(t, Options{CreateDelay: time.Minute})
	org, c := d.org, d.trail(d.master, globalRegion)
	_, err := org.CreateOrganization(t.Context(), &organizations.CreateOrganizationInput{})
	d.must(err)
	begun, err := org.CreateAccount(t.Context(), &organizations.CreateAccountInput{AccountName: aws.String("shadow"), Email: aws.String("shadow@acme.example")})
	d.must(err)
	look := func(name string) []trailtypes.Event {
		t.Helper()
		out, err := c.LookupEvents(t.Context(), &cloudtrail.LookupEventsInput{LookupAttributes: attribute(trailtypes.LookupAttributeKeyEventName, name)})
		d.must(err)
		return out.Events
	}
	d.equal(calls(look("CreateAccountResult")), "")
	d.pass(2 * time.Minute)
	made, err := org.DescribeCreateAccountStatus(t.Context(), &organizations.DescribeCreateAccountStatusInput{CreateAccountRequestId: begun.CreateAccountStatus.Id})
	d.must(err)
	id := *begun.CreateAccountStatus.Id
	for name, parts := range map[string][]string{
		"CreateAccount":       {`"id":"` + id + `"`, `"IN_PROGRESS"`, `"userName":"administrator"`, `"email":"****"`},
		"CreateAccountResult": {`"id":"` + id + `"`, `"SUCCEEDED"`, `"accountId":"` + *made.CreateAccountStatus.AccountId + `"`, `"invokedBy":"AWS Internal"`},
	} {
		events := look(name)
		d.equal(len(events), 1)
		for _, part := range parts {
			if text := *events[0].CloudTrailEvent; !strings.Contains(text, part) || strings.Contains(text, "shadow") {
				t.Errorf("%s: no %s, or a name, in %s", name, part, text)
			}
		}
	}
	out, err := c.LookupEvents(t.Context(), &cloudtrail.LookupEventsInput{})
	d.must(err)
	d.equal(calls(out.Events), "CreateAccountResult CreateAccount CreateOrganization")
	for _, e := range d.world.Writes() {
		if strings.HasSuffix(e.Operation, "Result") {
			t.Errorf("the log has %v, which nobody wrote", e)
		}
	}
}
