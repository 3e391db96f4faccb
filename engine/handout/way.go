// Package handout is what one person is given to get about: the ways into the
// accounts, as links for the console and profiles for the command line, which
// follow from org.yaml, the ids of accounts and the person's devices; and what
// they prove who they are with, sealed for them alone.
package handout

import (
	"slices"
	"strings"

	"github.com/orgwright/orgwright/schema"
)

// A Person is somebody, and where they may go.
type Person struct {
	Name, Organization string
	Region             string   // where profiles begin
	Master             string   // the master account's twelve digits
	Alias              string   // its sign-in alias; "" is none
	Devices            []string // serials of the devices that show one-time codes, the one to use first
	Ways               []Way
}

// A Way is one function of a person in one account: a role to become there.
type Way struct {
	Account, Function string // as org.yaml calls them
	Classification    string // of the account's data; "" for the master account
	Data, Does        string // what org.yaml says of that data, and of the function
	Color             Color  // of the classification
	Role              string // the role's ARN; until somebody spells it, with the account by name: {production}
	Session           int32  // how long a session may last, in seconds
}

// Ways lists the ways of a person on a day, by account, the master account
// last, and by function.
func Ways(org *schema.Org, person string, today schema.Date) []Way {
	var ways []Way
	functions := slices.Sorted(slices.Values(Functions(org, person, today)))
	colors := colorsOf(org)
	for _, account := range append(org.Leaves(), schema.MasterKey) {
		for _, function := range functions {
			if len(org.Grants(function, account)) == 0 {
				continue
			}
			class, f := org.Accounts[account].Classification, org.Functions[function]
			ways = append(ways, Way{
				Account: account, Function: function, Classification: class,
				Data: org.Classifications[class].Description, Does: f.Description, Color: colors[class],
				Role:    "arn:aws:iam::{" + account + "}:role" + org.RolePath(function) + function,
				Session: f.SessionSeconds(),
			})
		}
	}
	return ways
}

// Functions lists what a person does on a day, in the order of org.yaml. A
// person who is suspended or gone does nothing.
func Functions(org *schema.Org, person string, today schema.Date) []string {
	u := org.Users[person]
	if u.State == "suspended" || u.Until.Past(today) {
		return nil
	}
	var names []string
	for _, m := range u.Functions {
		if !m.Until.Past(today) {
			names = append(names, m.Function)
		}
	}
	return names
}

// Partition is the partition that the role is in: aws, aws-cn, aws-us-gov.
func (w Way) Partition() string { return w.part(1) }

// ID is the account's twelve digits.
func (w Way) ID() string { return w.part(4) }

// Path is the role's path and name without the first slash, as a console link
// and a listing have it.
func (w Way) Path() string { return strings.TrimPrefix(w.part(5), "role/") }

func (w Way) part(n int) string {
	parts := strings.SplitN(w.Role, ":", 6)
	if n >= len(parts) {
		return ""
	}
	return parts[n]
}
