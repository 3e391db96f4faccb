package cloud

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
)

// A Deed is a write that AWS's log has.
type Deed struct {
	At     time.Time
	By     string // whom AWS names, such as "user/bob" or "role/operations (alice)"
	Call   string // the operation
	Record string // all that the log has of it, as text

	// Creation is the request by which an account was made (car-…), of the call and
	// of what AWS says when the account is there; else empty.
	Creation string
}

// An Inquiry asks an account's event history for one attribute: ResourceName or
// EventName.
type Inquiry struct{ Account, Key, Value string }

// trailPages bounds how much of the history one inquiry reads: fifty events each.
const trailPages = 4

// trailPace is how far apart inquiries are (AWS: CloudTrail quotas, two a second
// in an account and Region).
const trailPace = 500 * time.Millisecond

// Deeds are the writes that the event history has of an inquiry since some moment,
// the newest first; those that AWS refused are left out. AWS keeps 90 days, and
// has an event there some minutes after it.
func (c *Cloud) Deeds(ctx context.Context, q Inquiry, since time.Time) ([]Deed, error) {
	a, err := c.Account(q.Account)
	if err != nil {
		return nil, err
	}
	pages := cloudtrail.NewLookupEventsPaginator(a.Trail, &cloudtrail.LookupEventsInput{
		StartTime:        &since,
		LookupAttributes: []types.LookupAttribute{{AttributeKey: types.LookupAttributeKey(q.Key), AttributeValue: &q.Value}},
	})
	var all []Deed
	for n := 0; n < trailPages && pages.HasMorePages(); n++ {
		if err := c.paceTrail(ctx); err != nil {
			return nil, err
		}
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("look into the event history of %s: %w", a.Name, err)
		}
		for _, e := range page.Events {
			if d, ok := deed(e); ok {
				all = append(all, d)
			}
		}
	}
	return all, nil
}

func (c *Cloud) paceTrail(ctx context.Context) error {
	if !c.Paced {
		return nil
	}
	return c.Sleep(ctx, trailPace)
}

// trailRegion is where the log has what is done to IAM, Organizations and
// accounts (AWS: CloudTrail, global service events).
func (c *Cloud) trailRegion() string {
	switch c.partition {
	case "aws-cn":
		return "cn-north-1"
	case "aws-us-gov":
		return "us-gov-west-1"
	}
	return "us-east-1"
}

// deed reads an event; false when AWS refused it, or it changed nothing.
func deed(e types.Event) (Deed, bool) {
	var record struct {
		ErrorCode    string   `json:"errorCode"`
		UserIdentity identity `json:"userIdentity"`
		Answer       creation `json:"responseElements"`
		Told         creation `json:"serviceEventDetails"`
	}
	text := aws.ToString(e.CloudTrailEvent)
	if err := json.Unmarshal([]byte(text), &record); err != nil || record.ErrorCode != "" || aws.ToString(e.ReadOnly) == "true" {
		return Deed{}, false
	}
	return Deed{
		At: aws.ToTime(e.EventTime), By: record.UserIdentity.name(), Call: aws.ToString(e.EventName), Record: text,
		Creation: cmp.Or(string(record.Answer), string(record.Told)),
	}, true
}

// A creation is the id of a request to make an account, in a part of a record that
// may be of any shape (AWS: Organizations user guide, CloudTrail examples).
type creation string

// UnmarshalJSON reads it, and nothing of a part that has none.
func (c *creation) UnmarshalJSON(text []byte) error {
	var part struct {
		CreateAccountStatus struct {
			ID string `json:"id"`
		} `json:"createAccountStatus"`
	}
	if json.Unmarshal(text, &part) == nil {
		*c = creation(part.CreateAccountStatus.ID)
	}
	return nil
}

// An identity is who made a call (AWS: CloudTrail, userIdentity element).
type identity struct {
	Type      string `json:"type"`
	ARN       string `json:"arn"`
	UserName  string `json:"userName"`
	InvokedBy string `json:"invokedBy"`
}

// name is an identity in a few words.
func (i identity) name() string {
	_, rest, _ := strings.Cut(i.ARN, "::")
	account, who, _ := strings.Cut(rest, ":")
	parts := strings.Split(who, "/")
	switch {
	case i.InvokedBy != "" && i.ARN == "":
		return i.InvokedBy
	case parts[0] == "assumed-role" && len(parts) > 2:
		return fmt.Sprintf("role/%s (%s) of %s", parts[1], parts[2], account)
	case parts[0] == "user":
		return fmt.Sprintf("user/%s of %s", parts[len(parts)-1], account)
	case i.Type == "Root":
		return "the root user of " + account
	}
	return strings.TrimSpace(i.Type + " " + i.ARN)
}
