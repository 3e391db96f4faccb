package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
)

// trailService is the event history of AWS CloudTrail: what the write log has of
// the caller's account.
type trailService struct{ *call }

const (
	globalRegion = "us-east-1" // where the events of IAM, Organizations and Account Management are (AWS: CloudTrail, global service events)
	historyDays  = 90          // how far the event history goes back (AWS: CloudTrail, event history)
	eventsMax    = 50          // of one page (AWS: CloudTrail API, LookupEvents)
)

// LookupEvents lists writes of the last 90 days, the newest first.
func (s trailService) LookupEvents(in *cloudtrail.LookupEventsInput) (*cloudtrail.LookupEventsOutput, error) {
	if len(in.LookupAttributes) > 1 {
		return nil, &trailtypes.InvalidLookupAttributesException{Message: aws.String("You can only specify one lookup attribute.")}
	}
	if in.StartTime != nil && in.EndTime != nil && in.EndTime.Before(*in.StartTime) {
		return nil, &trailtypes.InvalidTimeRangeException{Message: aws.String("The end time cannot be before the start time.")}
	}
	all := []trailtypes.Event{}
	for i, e := range slices.Backward(s.Log) {
		if s.asked.signed.region == globalRegion && e.Account == s.account.ID && s.within(e, in) {
			if event := e.event(i); wanted(event, e, in.LookupAttributes) {
				all = append(all, event)
			}
		}
	}
	all = s.withResults(all, in)
	page, next, err := s.events(all, in)
	return &cloudtrail.LookupEventsOutput{Events: page, NextToken: next}, err
}

func (s trailService) within(e Entry, in *cloudtrail.LookupEventsInput) bool {
	return !e.Time.Before(s.now().AddDate(0, 0, -historyDays)) &&
		(in.StartTime == nil || !e.Time.Before(*in.StartTime)) && (in.EndTime == nil || !e.Time.After(*in.EndTime))
}

// events is one page of them. The token says how many came before.
func (s trailService) events(all []trailtypes.Event, in *cloudtrail.LookupEventsInput) ([]trailtypes.Event, *string, error) {
	size := eventsMax
	if in.MaxResults != nil {
		size = int(*in.MaxResults)
	}
	from, err := 0, error(nil)
	if in.NextToken != nil {
		from, err = strconv.Atoi(*in.NextToken)
	}
	switch {
	case size < 1 || size > eventsMax:
		return nil, nil, &trailtypes.InvalidMaxResultsException{Message: aws.String("The max results should be between 1 and 50.")}
	case err != nil || from < 0 || from > len(all):
		return nil, nil, &trailtypes.InvalidNextTokenException{Message: aws.String("The next token is not valid.")}
	}
	if small := s.options.PageSize; small > 0 {
		size = min(size, small)
	}
	if from+size >= len(all) {
		return all[from:], nil, nil
	}
	return all[from : from+size], aws.String(strconv.Itoa(from + size)), nil
}

// event is an entry of the log as CloudTrail tells it.
func (e Entry) event(number int) trailtypes.Event {
	service, name, _ := strings.Cut(e.Operation, ":")
	event := trailtypes.Event{
		EventId: aws.String(fmt.Sprintf("00000000-0000-4000-9000-%012d", number)), EventName: &name, EventSource: aws.String(service + ".amazonaws.com"),
		EventTime: aws.Time(e.Time), ReadOnly: aws.String("false"), Username: aws.String(e.Caller[strings.LastIndexAny(e.Caller, "/:")+1:]),
	}
	for _, resource := range e.resources() {
		event.Resources = append(event.Resources, trailtypes.Resource{ResourceName: &resource})
	}
	event.CloudTrailEvent = aws.String(e.record(event))
	return event
}

// resources are the names of what an entry is about. CloudTrail keeps to itself
// which account somebody asked for.
func (e Entry) resources() (names []string) {
	if e.Operation == createAccount {
		return nil
	}
	for _, p := range e.Parameters {
		names = append(names, p)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// record is the whole event, as text.
func (e Entry) record(event trailtypes.Event) string {
	parameters := map[string]string{}
	for field, value := range e.Parameters {
		parameters[camel(field)] = value
		if e.Operation == createAccount {
			parameters[camel(field)] = hidden
		}
	}
	record := map[string]any{
		"eventVersion": "1.11", "userIdentity": e.identity(), "eventTime": e.Time.UTC().Format("2006-01-02T15:04:05Z"),
		"eventSource": event.EventSource, "eventName": event.EventName, "awsRegion": globalRegion, "eventID": event.EventId,
		"requestParameters": parameters, "readOnly": false, "eventType": "AwsApiCall", "managementEvent": true, "recipientAccountId": e.Account,
	}
	if e.Error != "" {
		record["errorCode"] = e.Error
	}
	if e.Creation != "" {
		record["responseElements"] = creationStatus(map[string]string{"id": e.Creation, "state": "IN_PROGRESS", "accountName": hidden})
	}
	text, _ := json.Marshal(record) // strings and maps of them
	return string(text)
}

// identity is who called (AWS: CloudTrail, userIdentity element).
func (e Entry) identity() map[string]any {
	parts := strings.Split(e.Caller[strings.LastIndex(e.Caller, ":")+1:], "/")
	who := map[string]any{"arn": e.Caller, "accountId": e.Account}
	switch {
	case parts[0] == "user":
		who["type"], who["userName"] = "IAMUser", parts[len(parts)-1]
	case parts[0] == "assumed-role":
		who["type"] = "AssumedRole"
		who["sessionContext"] = map[string]any{"sessionIssuer": map[string]string{"type": "Role", "userName": parts[1], "accountId": e.Account}}
	default:
		who["type"] = "Root"
	}
	return who
}

// wanted says whether an event has an attribute.
func wanted(event trailtypes.Event, e Entry, attributes []trailtypes.LookupAttribute) bool {
	for _, a := range attributes {
		value := aws.ToString(a.AttributeValue)
		switch a.AttributeKey {
		case trailtypes.LookupAttributeKeyEventName:
			return value == *event.EventName
		case trailtypes.LookupAttributeKeyEventSource:
			return value == *event.EventSource
		case trailtypes.LookupAttributeKeyEventId:
			return value == *event.EventId
		case trailtypes.LookupAttributeKeyUsername:
			return value == *event.Username
		case trailtypes.LookupAttributeKeyReadOnly:
			return value == *event.ReadOnly
		case trailtypes.LookupAttributeKeyResourceName:
			return slices.Contains(e.resources(), value)
		default:
			return false
		}
	}
	return true
}
