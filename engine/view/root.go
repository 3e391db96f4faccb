package view

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/orgwright/orgwright/engine"
)

// RootFormat names the JSON of the state of root users and its version.
const RootFormat = "orgwright/root/1"

// A RootStatus is the state of the root users of all accounts.
type RootStatus struct {
	Format     string           `json:"format"`
	Central    []string         `json:"central"` // what of central root access is on
	Accounts   []RootState      `json:"accounts"`
	Findings   []engine.Finding `json:"findings"`
	Ignored    []engine.Ignored `json:"ignored"`
	Unreadable []engine.Unknown `json:"unreadable"`
}

// A RootState is what AWS tells of one account's root user, and who keeps it.
type RootState struct {
	Account      string     `json:"account"`
	ID           string     `json:"id"`
	MFA          bool       `json:"mfa"`
	Password     bool       `json:"password"`
	Keys         bool       `json:"access_keys"`
	Certificates bool       `json:"signing_certificates"`
	LastUsed     *time.Time `json:"last_used"`   // null: never, or AWS does not know
	LastLogged   *time.Time `json:"last_logged"` // by root-log.yaml
	KeepsIt      string     `json:"keeps_password"`
	KeepsMFA     string     `json:"keeps_mfa"`
	Tested       string     `json:"tested"`
}

// RootText writes the state of root users for people.
func RootText(w io.Writer, r RootStatus) error {
	var b strings.Builder
	rows := [][]string{{"ACCOUNT", "MFA", "PASSWORD", "KEYS", "LAST USED", "LAST LOGGED", "PASSWORD, CODES", "TRIED"}}
	for _, a := range r.Accounts {
		rows = append(rows, []string{
			Escape(a.Account), yesNo(a.MFA), yesNo(a.Password), yesNo(a.Keys || a.Certificates), dayOr(a.LastUsed), dayOr(a.LastLogged),
			keepers(a), cmp.Or(Escape(a.Tested), "-"),
		})
	}
	inColumns(&b, rows)
	fmt.Fprintf(&b, "\nCentral root access: %s\n", cmp.Or(Escape(strings.Join(r.Central, ", ")), "off"))
	for _, u := range r.Unreadable {
		fmt.Fprintf(&b, "Not seen: %s: %s\n", Escape(u.Account), Escape(u.Why))
	}
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "\n%s %s: %s\n  fix: %s\n", strings.ToUpper(string(f.Severity)), Escape(f.Rule), Escape(f.Detail), Escape(f.Fix))
	}
	if len(r.Findings) == 0 {
		fmt.Fprintf(&b, "\nNothing is found against custody%s.\n", map[bool]string{true: ", as far as could be seen", false: ""}[len(r.Unreadable) > 0])
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func yesNo(b bool) string { return map[bool]string{true: "yes", false: "no"}[b] }

func dayOr(t *time.Time) string {
	if t == nil {
		return "-"
	}
	return t.UTC().Format(time.DateOnly)
}

func keepers(a RootState) string {
	if a.KeepsIt == "" {
		return "-"
	}
	return Escape(a.KeepsIt) + ", " + Escape(a.KeepsMFA)
}

// inColumns writes rows in columns, each as wide as its widest cell.
func inColumns(b *strings.Builder, rows [][]string) {
	wide := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, cell := range r {
			wide[i] = max(wide[i], columns(cell))
		}
	}
	for _, r := range rows {
		line := ""
		for i, cell := range r {
			line += cell + strings.Repeat(" ", wide[i]-columns(cell)+2)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
}

// A RootEntry is one entry of the journal of root users' uses.
type RootEntry struct {
	Account string `json:"account"`
	Who     string `json:"who"`
	With    string `json:"with"`
	Why     string `json:"why"`
	Ticket  string `json:"ticket"`
	When    string `json:"when"`
}

// RootLogText writes the journal for people, an entry a line.
func RootLogText(w io.Writer, all []RootEntry) error {
	var b strings.Builder
	rows := [][]string{{"WHEN", "ACCOUNT", "WHO", "WITH", "TICKET", "WHY"}}
	for _, e := range all {
		rows = append(rows, []string{Escape(e.When), Escape(e.Account), Escape(e.Who), Escape(e.With), cmp.Or(Escape(e.Ticket), "-"), Escape(e.Why)})
	}
	inColumns(&b, rows)
	_, err := io.WriteString(w, b.String())
	return err
}
