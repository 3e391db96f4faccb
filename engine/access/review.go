package access

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// ReviewColumns are the columns of an access review, in order: who can do what,
// what a reviewer says to it, and what came of that.
var ReviewColumns = strings.Fields(`review_id as_of_utc account_id account_name data_class person user_arn function role_arn highest_level surprise
	granted_by_commit approved_in_pr user_created password_enabled password_last_used mfa_enabled key_id_last4 key_age_days key_last_used
	role_last_used privileged conflict_with ` + strings.Join(reviewersColumns, " "))

// reviewersColumns are those that are written after a review was begun.
var reviewersColumns = []string{"reviewer", "decision", "decided_on", "comment", "removed_by_commit", "removal_verified_at"}

// A Review is an access review: a head of names and values, and a row for each
// way of a person into an account.
type Review struct {
	Head [][2]string
	Rows []ReviewRow
}

// A ReviewRow is the values of ReviewColumns.
type ReviewRow []string

// At is the value of a column.
func (r ReviewRow) At(column string) string { return r[slices.Index(ReviewColumns, column)] }

// Set changes the value of a column.
func (r ReviewRow) Set(column, value string) { r[slices.Index(ReviewColumns, column)] = value }

// sumName is the name of the head's line that has the checksum.
const sumName = "sha256"

// Value is a line of the head; "" when there is none.
func (r Review) Value(name string) string {
	for _, h := range r.Head {
		if h[0] == name {
			return h[1]
		}
	}
	return ""
}

// Sum is the SHA-256, in hexadecimal, of the head and of all that reviewers do
// not write.
func (r Review) Sum() string {
	h := sha256.New()
	for _, line := range r.Head {
		if line[0] != sumName {
			fmt.Fprintf(h, "%q %q\n", line[0], line[1])
		}
	}
	for _, row := range r.Rows {
		for i, column := range ReviewColumns {
			if !slices.Contains(reviewersColumns, column) {
				fmt.Fprintf(h, "%q ", row[i])
			}
		}
		fmt.Fprintln(h)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Intact reports whether a Review is as it was begun, but for what reviewers
// write.
func (r Review) Intact() bool { return r.Value(sumName) == r.Sum() }

// A Reviewing is what a review tells beside a matrix.
type Reviewing struct {
	ID, Reviewer string
	Tool, Commit string
	Users        int                                             // in the master account's IAM
	Accounts     int                                             // in the organization, but for the master
	Wanted       []engine.Becoming                               // what org.yaml asks for
	Granted      func(user, function string) (commit, pr string) // who wrote the membership into org.yaml
}

// Begin makes a review of a live matrix. Its counts agree when every user of
// IAM has a row or is named as one without, and every account of the
// organization was read.
func Begin(m Matrix, with Reviewing) Review {
	var r Review
	of := index(m)
	for _, c := range m.Cells {
		r.Rows = append(r.Rows, with.row(of, c))
	}
	r.Head = with.head(m)
	return r
}

// An indexed matrix is one whose parts are found by name.
type indexed struct {
	asOf   string
	people map[string]Person
	places map[string]Place
	others map[string][]string // the classifications in which a user changes things, of those who cross
}

func index(m Matrix) indexed {
	of := indexed{m.AsOf, map[string]Person{}, map[string]Place{}, map[string][]string{}}
	for _, p := range m.People {
		of.people[p.User] = p
	}
	for _, p := range m.Accounts {
		of.places[p.Account] = p
	}
	for _, x := range m.Crossings {
		for _, reach := range x.Reach {
			of.others[x.User] = append(of.others[x.User], reach.Classification)
		}
	}
	return of
}

// notInDocument is the surprise of a way that org.yaml did not ask for when the
// review was begun.
const notInDocument = "not in org.yaml"

// row is what a review tells of a cell.
func (with Reviewing) row(of indexed, c Cell) ReviewRow {
	p, at := of.people[c.User], of.places[c.Account]
	row := make(ReviewRow, len(ReviewColumns))
	surprise := c.Surprise
	if !slices.Contains(with.Wanted, engine.Becoming{User: c.User, Account: c.Account, Function: c.Function}) {
		surprise = strings.TrimPrefix(surprise+"; "+notInDocument, "; ")
	}
	commit, pr := with.Granted(c.User, c.Function)
	for column, value := range map[string]string{
		"review_id": with.ID, "as_of_utc": of.asOf, "account_id": at.ID, "account_name": c.Account, "data_class": at.Classification,
		"person": c.User, "user_arn": p.ARN, "function": c.Function, "role_arn": c.Role, "highest_level": c.Word, "surprise": surprise,
		"granted_by_commit": commit, "approved_in_pr": pr, "role_last_used": c.LastUsed, "privileged": yesNo(c.Level == permissions),
		"conflict_with": conflicts(c, at, of.others[c.User]), "reviewer": with.Reviewer,
	} {
		row.Set(column, value)
	}
	row.credentials(p.Credentials)
	return row
}

// conflicts are the other classifications in which a person who changes things
// here changes things too.
func conflicts(c Cell, at Place, classes []string) string {
	if !Changes(c.Level) {
		return ""
	}
	return strings.Join(keep(classes, func(class string) bool { return class != at.Classification }), ", ")
}

func (r ReviewRow) credentials(c *Credentials) {
	if c == nil {
		return
	}
	var last4, ages, used []string
	for _, k := range c.Keys {
		last4, ages, used = append(last4, k.Last4), append(ages, strconv.Itoa(k.AgeDays)), append(used, orNever(k.Used))
	}
	r.Set("user_created", c.Created)
	r.Set("password_enabled", yesNo(c.Password))
	r.Set("password_last_used", c.PasswordUsed)
	r.Set("mfa_enabled", yesNo(c.MFA))
	r.Set("key_id_last4", strings.Join(last4, " "))
	r.Set("key_age_days", strings.Join(ages, " "))
	r.Set("key_last_used", strings.Join(used, " "))
}

func orNever(s string) string {
	if s == "" {
		return "never"
	}
	return s
}

func yesNo(b bool) string {
	if b {
		return yes
	}
	return no
}

// head counts the population, so that nobody is missing unseen.
func (with Reviewing) head(m Matrix) [][2]string {
	reached, reaching := map[string]bool{}, map[string]bool{}
	for _, c := range m.Cells {
		reached[c.Account], reaching[c.User] = true, true
	}
	var idle, closed, unread []string
	for _, p := range m.People {
		if !reaching[p.User] {
			idle = append(idle, p.User)
		}
	}
	leaves := 0
	for _, p := range m.Accounts {
		if p.Account != master {
			leaves++
		}
		if !reached[p.Account] {
			closed = append(closed, p.Account)
		}
	}
	for _, u := range m.Unreadable {
		unread = append(unread, strings.TrimSuffix(u.Account+" "+u.Kind, " ")+": "+u.Why)
	}
	agree := with.Users == len(reaching)+len(idle) && with.Accounts == leaves && len(unread) == 0
	return [][2]string{
		{"review", with.ID},
		{"organization", m.Organization},
		{"master account", m.Master},
		{"as of", m.AsOf},
		{"read by", m.Caller},
		{"calls", strconv.Itoa(m.Calls)},
		{"tool", with.Tool},
		{"document", m.File.Path + " " + m.File.SHA256},
		{"commit", with.Commit},
		{"users in IAM", strconv.Itoa(with.Users)},
		{"users in rows", strconv.Itoa(len(reaching))},
		{idleName, strings.TrimSpace(strconv.Itoa(len(idle)) + " " + strings.Join(idle, ", "))},
		{"accounts in the organization", strconv.Itoa(with.Accounts)},
		{"accounts read", strconv.Itoa(leaves)},
		{"accounts nobody reaches", strings.TrimSpace(strconv.Itoa(len(closed)) + " " + strings.Join(closed, ", "))},
		{"unreadable", strings.Join(unread, "; ")},
		{"rows", strconv.Itoa(len(m.Cells))},
		{agreeName, yesNo(agree)},
		{"not counted", strings.Join(m.NotCounted, "; ")},
	}
}

// agreeName and idleName are names of the head that are read again.
const (
	agreeName = "counts agree"
	idleName  = "users without a row"
)

// Agree reports whether the counts of the head agree.
func (r Review) Agree() bool { return r.Value(agreeName) == yes }
