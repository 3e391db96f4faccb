package sandbox

import (
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// reportLasts is how long a credential report is given out again. AWS: getting credential reports
const reportLasts = 4 * time.Hour

// reportTakes is how long a report takes; asked for again, it is ready at once.
const reportTakes = time.Second

// GenerateCredentialReport starts a report, which is ready when asked for again, or a moment later.
func (s iamService) GenerateCredentialReport(in *iam.GenerateCredentialReportInput) (*iam.GenerateCredentialReportOutput, error) {
	if r := s.iam().Report; r != nil && s.now().Before(r.Generated.Add(reportLasts)) {
		r.Ready = true
		return &iam.GenerateCredentialReportOutput{State: iamtypes.ReportStateTypeComplete}, nil
	}
	content, err := s.report()
	if err != nil {
		return nil, err
	}
	s.iam().Report = &CredentialReport{Generated: s.moment(), Content: content}
	return &iam.GenerateCredentialReportOutput{State: iamtypes.ReportStateTypeStarted, Description: aws.String("No report exists. Starting a new report generation task")}, nil
}

func (s iamService) GetCredentialReport(in *iam.GetCredentialReportInput) (*iam.GetCredentialReportOutput, error) {
	r := s.iam().Report
	switch {
	case r == nil:
		return nil, &iamtypes.CredentialReportNotPresentException{Message: aws.String("No report has been generated.")}
	case !s.now().Before(r.Generated.Add(reportLasts)):
		return nil, &iamtypes.CredentialReportExpiredException{Message: aws.String("The credential report has expired.")}
	case !r.Ready && s.now().Before(r.Generated.Add(reportTakes)):
		return nil, &iamtypes.CredentialReportNotReadyException{Message: aws.String("Credential report is not ready.")}
	}
	return &iam.GetCredentialReportOutput{Content: []byte(r.Content), GeneratedTime: aws.Time(r.Generated), ReportFormat: iamtypes.ReportFormatTypeTextCsv}, nil
}

var reportColumns = strings.Fields(`user arn user_creation_time password_enabled password_last_used password_last_changed password_next_rotation mfa_active
	access_key_1_active access_key_1_last_rotated access_key_1_last_used_date access_key_1_last_used_region access_key_1_last_used_service
	access_key_2_active access_key_2_last_rotated access_key_2_last_used_date access_key_2_last_used_region access_key_2_last_used_service
	cert_1_active cert_1_last_rotated cert_2_active cert_2_last_rotated`)

// report is the account's credentials as CSV: root's row, then the users'.
func (s iamService) report() (string, error) {
	var b strings.Builder
	out := csv.NewWriter(&b)
	rows := [][]string{reportColumns, s.rootRow()}
	for _, u := range byName(s.iam().Users) {
		rows = append(rows, s.userRow(u))
	}
	err := out.WriteAll(rows)
	return strings.TrimSuffix(b.String(), "\n"), err
}

// rootRow is the root user's. Without a password nothing is told of its last use.
// AWS: getting credential reports
func (s iamService) rootRow() []string {
	a, used := s.account, "no_information"
	switch {
	case a.Root.NoPassword:
		used = "N/A"
	case a.Root.PasswordLastUsed != nil:
		used = stamp(*a.Root.PasswordLastUsed)
	}
	row := []string{"<root_account>", "arn:aws:iam::" + a.ID + ":root", stamp(a.Created), "not_supported", used, "not_supported", "not_supported", strconv.FormatBool(a.Root.MFA)}
	return append(append(row, s.keyCells("")...), "false", "N/A", "false", "N/A")
}

func (s iamService) userRow(u *User) []string {
	row := append([]string{u.Name, s.account.arn("user", u.Identity), stamp(u.Created)}, s.passwordCells(u)...)
	row = append(row, strconv.FormatBool(len(s.devicesOf(u)) > 0))
	return append(append(row, s.keyCells(u.Name)...), certCells(u)...)
}

// passwordCells are whether there is a password, and its last use, last change and next rotation.
func (s iamService) passwordCells(u *User) []string {
	if u.Login == nil {
		return []string{"false", "N/A", "N/A", "N/A"}
	}
	used, next := "no_information", "N/A"
	if u.Login.LastLogin != nil {
		used = stamp(*u.Login.LastLogin)
	}
	if r := s.iam().Passwords; r != nil && r.MaxAge > 0 {
		next = stamp(u.Login.Changed.AddDate(0, 0, int(r.MaxAge)))
	}
	return []string{"true", used, stamp(u.Login.Changed), next}
}

// keyCells are a user's two access keys: active, last rotated, and last use's date, region and service.
func (s iamService) keyCells(user string) []string {
	var cells []string
	for _, id := range s.iam().keysOf(user) {
		k := s.iam().Keys[id]
		used := []string{"N/A", "N/A", "N/A"}
		if k.LastUsed != nil {
			used = []string{stamp(*k.LastUsed), k.LastRegion, k.LastService}
		}
		cells = append(append(cells, strconv.FormatBool(k.Active), stamp(k.Changed)), used...)
	}
	for len(cells) < 5*keysMax {
		cells = append(cells, "false", "N/A", "N/A", "N/A", "N/A")
	}
	return cells
}

func certCells(u *User) []string {
	var cells []string
	for _, c := range byName(u.Certs) {
		cells = append(cells, strconv.FormatBool(c.Active), stamp(c.Created))
	}
	for len(cells) < 2*certsMax {
		cells = append(cells, "false", "N/A")
	}
	return cells
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05+00:00") }
