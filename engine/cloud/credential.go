package cloud

import (
	"context"
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"golang.org/x/sync/errgroup"
)

// A Credential is a row of an account's credential report: what one user, or
// the root user, signs in with. AWS makes a report anew every four hours at
// most (AWS: getting credential reports).
type Credential struct {
	User            string // "" is the root user
	Created         time.Time
	Password        bool      // there is one; of the root user only told under central root access
	PasswordUsed    time.Time // zero: never, or not known
	PasswordChanged time.Time
	MFA             bool // any device, also a passkey
	Keys            [2]AccessKey
}

// An AccessKey is one of the two that a user can have.
type AccessKey struct {
	ID          string // where it was asked for user by user
	Active      bool
	Since, Used time.Time // last made or made active; last used, zero for never
}

// Root reports whether the credential is the root user's.
func (c Credential) Root() bool { return c.User == "" }

// rootRow is how the report calls the root user.
const rootRow = "<root_account>"

// beginReport has AWS begin the credential report of an account, which takes it a
// while: the other accounts are read in between.
func (r *reading) beginReport(ctx context.Context, a *Account, s *Snapshot) error {
	if s.begun || !r.reports(a, s) {
		return nil
	}
	s.begun = true
	made, err := a.IAM.GenerateCredentialReport(ctx, &iam.GenerateCredentialReportInput{})
	if err == nil {
		s.oldReport = made.State == types.ReportStateTypeComplete
		return nil
	}
	return s.without("credentials", fmt.Errorf("make the credential report of %s: %w", a.Name, err))
}

// reports reports whether the credential report of an account can tell anything.
// It is about users, and about the last use of a root user: without a password
// and keys, nothing stands there about it (AWS: the report's format, where
// password_last_used and access_key_1_last_used_date are N/A then).
func (r *reading) reports(a *Account, s *Snapshot) bool {
	if a.Name == Master {
		return r.need.Intruders || r.need.Credentials
	}
	return r.need.Intruders && (len(s.Users) > 0 || s.rootMayEnter())
}

// without notes what the caller may not read, or the endpoint does not have, in
// place of failing.
func (s *Snapshot) without(part string, err error) error {
	if err == nil || !Denied(err) && !Unsupported(err) {
		return err
	}
	s.blind(part, err)
	return nil
}

// readReports reads the credential reports that were begun, when AWS has had time
// to make them.
func (r *reading) readReports(ctx context.Context) error {
	if !r.need.Intruders {
		return nil
	}
	all, ctx := r.tasks(ctx)
	for _, name := range slices.Sorted(maps.Keys(r.picture.Snapshots)) {
		s := r.picture.Snapshots[name]
		if !s.begun || s.Blind["credentials"] != nil {
			continue
		}
		all.Go(func() error {
			return r.slot(ctx, func() error {
				a, err := r.Account(name)
				if err == nil {
					err = r.credentials(ctx, a, s)
				}
				if err != nil && ctx.Err() == nil {
					s.blind("credentials", err) // all else of the account was read
				}
				return ctx.Err()
			})
		})
	}
	return all.Wait()
}

// credentials reads the credential report of an account. One that AWS had made
// before is up to four hours old: then what changes fastest, keys and passwords,
// is asked for user by user.
func (r *reading) credentials(ctx context.Context, a *Account, s *Snapshot) error {
	text, err := r.report(ctx, a)
	if err != nil {
		return fmt.Errorf("read the credential report of %s: %w", a.Name, err)
	}
	all, err := readReport(text)
	if err != nil {
		return fmt.Errorf("read the credential report of %s: %w", a.Name, err)
	}
	if s.oldReport || r.need.Keys {
		if all, err = r.refreshed(ctx, a, s, all); err != nil {
			return err
		}
	}
	s.Credentials = all
	return nil
}

// reportTries bounds the wait for a credential report: some five minutes. A long
// pause is told of, once.
const (
	reportTries = 40
	longPause   = 4 * time.Second
)

// report is the credential report of an account, waited for until it is made. It
// was begun before anything else was read, so mostly it is there.
func (r *reading) report(ctx context.Context, a *Account) (string, error) {
	for try, pause := 0, time.Second; ; try, pause = try+1, min(2*pause, 8*time.Second) {
		got, err := a.IAM.GetCredentialReport(ctx, &iam.GetCredentialReportInput{})
		switch {
		case err == nil:
			return string(got.Content), nil
		case try == reportTries || !Is(err, "ReportInProgress", "ReportNotPresent", "ReportExpired"):
			return "", err
		}
		if pause == longPause {
			r.Tell(a.Name, "waiting for its credential report")
		}
		if err := r.Sleep(ctx, pause); err != nil {
			return "", err
		}
		if Is(err, "ReportInProgress") {
			continue
		}
		if _, err := a.IAM.GenerateCredentialReport(ctx, &iam.GenerateCredentialReportInput{}); err != nil {
			return "", err
		}
	}
}

// refreshed is a report with what users have now.
func (r *reading) refreshed(ctx context.Context, a *Account, s *Snapshot, report []Credential) ([]Credential, error) {
	before := map[string]Credential{}
	all := []Credential{}
	for _, c := range report {
		before[c.User] = c
		if c.Root() {
			all = append(all, c)
		}
	}
	now := make([]Credential, len(s.Users))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(r.Parallel)
	for i, u := range s.Users {
		now[i] = before[aws.ToString(u.UserName)]
		now[i].User, now[i].Created = aws.ToString(u.UserName), aws.ToTime(u.CreateDate)
		group.Go(func() error { return refresh(ctx, a, &now[i]) })
	}
	err := group.Wait()
	return append(all, now...), err
}

// refresh asks for a user's keys and, unless there was one, for a password.
func refresh(ctx context.Context, a *Account, c *Credential) error {
	keys, err := a.IAM.ListAccessKeys(ctx, &iam.ListAccessKeysInput{UserName: &c.User})
	if err != nil {
		return fmt.Errorf("list the access keys of %s in %s: %w", c.User, a.Name, err)
	}
	c.Keys = [2]AccessKey{}
	for i, k := range keys.AccessKeyMetadata[:min(2, len(keys.AccessKeyMetadata))] {
		c.Keys[i] = AccessKey{ID: aws.ToString(k.AccessKeyId), Active: k.Status == types.StatusTypeActive, Since: aws.ToTime(k.CreateDate)}
		got, err := a.IAM.GetAccessKeyLastUsed(ctx, &iam.GetAccessKeyLastUsedInput{AccessKeyId: k.AccessKeyId})
		if err != nil {
			return fmt.Errorf("ask when an access key of %s in %s was used: %w", c.User, a.Name, err)
		}
		if got.AccessKeyLastUsed != nil {
			c.Keys[i].Used = aws.ToTime(got.AccessKeyLastUsed.LastUsedDate)
		}
	}
	if c.Password {
		return nil
	}
	_, err = a.IAM.GetLoginProfile(ctx, &iam.GetLoginProfileInput{UserName: &c.User})
	c.Password = err == nil
	if err = Except(err, "NoSuchEntity"); err != nil {
		return fmt.Errorf("ask for the password of %s in %s: %w", c.User, a.Name, err)
	}
	return nil
}

// readReport reads the report's table, by the names of its columns.
func readReport(text string) ([]Credential, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("it is empty")
	}
	all := []Credential{}
	for _, row := range rows[1:] {
		cell := map[string]string{}
		for i, name := range rows[0] {
			cell[name] = row[i]
		}
		all = append(all, credential(cell))
	}
	return all, nil
}

func credential(cell map[string]string) Credential {
	c := Credential{
		User: cell["user"], Created: when(cell["user_creation_time"]),
		Password: yes(cell["password_enabled"]), PasswordUsed: when(cell["password_last_used"]),
		PasswordChanged: when(cell["password_last_changed"]), MFA: yes(cell["mfa_active"]),
	}
	if c.User == rootRow {
		c.User = ""
	}
	for i := range c.Keys {
		key := fmt.Sprintf("access_key_%d_", i+1)
		c.Keys[i] = AccessKey{"", yes(cell[key+"active"]), when(cell[key+"last_rotated"]), when(cell[key+"last_used_date"])}
	}
	return c
}

func yes(cell string) bool { return strings.EqualFold(cell, "true") }

// when reads a moment; N/A, no_information and not_supported are none.
func when(cell string) time.Time {
	t, err := time.Parse(time.RFC3339, cell)
	if err != nil {
		return time.Time{}
	}
	return t
}

// people reads the credentials of the people of the master account. Where the
// caller may not, or the report cannot be read, they stay unknown.
func (r *reading) people(ctx context.Context, a *Account, s *Snapshot) error {
	if !r.need.Credentials || r.need.Intruders {
		return nil
	}
	if s.Blind["credentials"] != nil {
		return nil
	}
	if err := r.credentials(ctx, a, s); err != nil && ctx.Err() == nil {
		s.blind("credentials", err) // who can do what does not hang on it
	}
	return ctx.Err()
}
