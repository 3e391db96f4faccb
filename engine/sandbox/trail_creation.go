package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// hidden is what CloudTrail has in place of an account's name and email (AWS:
// Organizations user guide, CloudTrail examples).
const hidden = "****"

// creationStatus is what an event says of a request to make an account.
func creationStatus(of map[string]string) map[string]any {
	return map[string]any{"createAccountStatus": of}
}

// withResults adds to the newest events those that nobody's call made: AWS tells
// the master account when an account that was asked for is there, or why it is
// not. They are no writes of the log.
func (s trailService) withResults(all []trailtypes.Event, in *cloudtrail.LookupEventsInput) []trailtypes.Event {
	o := s.Organization
	if o == nil || o.Master != s.account.ID || s.asked.signed.region != globalRegion {
		return all
	}
	for i, c := range o.Creations {
		if c.State == orgtypes.CreateAccountStateInProgress {
			continue
		}
		e := Entry{Time: c.Completed, Account: o.Master, Operation: "organizations:CreateAccountResult"}
		if event := c.result(e, i); s.within(e, in) && wanted(event, e, in.LookupAttributes) {
			all = append(all, event)
		}
	}
	slices.SortStableFunc(all, func(a, b trailtypes.Event) int { return b.EventTime.Compare(*a.EventTime) })
	return all
}

// result is the event about the end of a request (AWS: Organizations user guide,
// CloudTrail examples).
func (c *Creation) result(e Entry, number int) trailtypes.Event {
	event := trailtypes.Event{
		EventId: aws.String(fmt.Sprintf("00000000-0000-4000-9001-%012d", number)), EventName: aws.String("CreateAccountResult"),
		EventSource: aws.String("organizations.amazonaws.com"), EventTime: aws.Time(e.Time), ReadOnly: aws.String("false"), Username: aws.String("AWS Internal"),
	}
	told := map[string]string{"id": c.ID, "state": string(c.State), "accountName": hidden}
	if c.Account != "" {
		told["accountId"] = c.Account
	}
	if c.Fail != "" {
		told["failureReason"] = string(c.Fail)
	}
	text, _ := json.Marshal(map[string]any{ // strings and maps of them
		"eventVersion": "1.08", "userIdentity": map[string]string{"accountId": e.Account, "invokedBy": "AWS Internal"},
		"eventTime": e.Time.UTC().Format("2006-01-02T15:04:05Z"), "eventSource": event.EventSource, "eventName": event.EventName,
		"awsRegion": globalRegion, "eventID": event.EventId, "requestParameters": nil, "responseElements": nil, "readOnly": false,
		"eventType": "AwsServiceEvent", "managementEvent": true, "recipientAccountId": e.Account, "serviceEventDetails": creationStatus(told),
	})
	event.CloudTrailEvent = aws.String(string(text))
	return event
}
