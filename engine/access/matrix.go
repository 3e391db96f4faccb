package access

import (
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/policy"
)

// MatrixFormat names the JSON of a Matrix and its version.
const MatrixFormat = "orgwright/access/1"

// A Matrix is who can do what where: people, accounts and functions. It is what
// access --format json writes, and it never holds a secret.
type Matrix struct {
	Format       string           `json:"format"`
	Organization string           `json:"organization"`
	Master       string           `json:"master"` // the master account's id, twelve digits
	File         engine.File      `json:"file"`
	Commit       string           `json:"commit,omitempty"` // that the file is of, in full; empty is the file as it lies there
	Live         bool             `json:"live"`             // read from AWS, not from the file alone
	AsOf         string           `json:"as_of"`            // the day, or, live, the moment in UTC
	Caller       string           `json:"caller"`           // who read it, live; else empty
	Calls        int              `json:"calls"`            // of AWS
	Accounts     []Place          `json:"accounts"`
	People       []Person         `json:"people"`
	Cells        []Cell           `json:"cells"`
	Crossings    []Crossing       `json:"crossings"`
	NotCounted   []string         `json:"not_counted"`
	Unreadable   []engine.Unknown `json:"unreadable"`
}

// A Place is an account that somebody might reach.
type Place struct {
	Account        string `json:"account"`
	ID             string `json:"id,omitempty"` // twelve digits, where they are known
	Classification string `json:"classification,omitempty"`
	Unit           string `json:"unit,omitempty"` // its path
}

// A Person is somebody of the master account.
type Person struct {
	User        string       `json:"user"`
	ARN         string       `json:"arn"`
	Email       string       `json:"email,omitempty"`
	Functions   []string     `json:"functions"`
	Credentials *Credentials `json:"credentials,omitempty"` // live alone
}

// Credentials are what a person signs in with, as AWS's credential report has
// it. Times are RFC 3339; one that is empty is not known or has not been.
type Credentials struct {
	Created      string `json:"created"`
	Password     bool   `json:"password"`
	PasswordUsed string `json:"password_used,omitempty"`
	MFA          bool   `json:"mfa"`
	Keys         []Key  `json:"keys"` // active ones
}

// A Key is an access key, of which no more is told than its last four
// characters.
type Key struct {
	Last4   string `json:"last4"`
	AgeDays int    `json:"age_days"`
	Used    string `json:"used,omitempty"`
}

// A Cell is one way of a user's into an account. All who can become a role share
// what it can do: there are as many cells as people, times accounts.
type Cell struct {
	User string `json:"user"`
	*Post
}

// A Post is a role that people can become, and what can be done with it.
type Post struct {
	Account  string   `json:"account"`
	Function string   `json:"function"`
	Role     string   `json:"role"`               // ARN, with {account} where the id is not known
	Word     string   `json:"word"`               // as tables show it, such as s3:read+
	Level    string   `json:"level"`              // the highest that is known
	Services []string `json:"services"`           // that the level is on; empty is nearly all, or not known
	Surprise string   `json:"surprise,omitempty"` // what goes beyond the names of its policies
	Unknown  []string `json:"unknown"`            // policies whose text is not known
	Grants   []Given  `json:"grants"`
	LastUsed string   `json:"last_used,omitempty"` // of the role, by anybody; live alone
}

// A Given is one policy of a role, and what it comes to under the guardrails.
type Given struct {
	Name     string   `json:"name"`
	Level    string   `json:"level"`
	Services []string `json:"services"`
	Known    bool     `json:"known"`          // whether its text was there to be read
	Line     int      `json:"line,omitempty"` // of org.yaml
}

// A Crossing is a person who can change things in accounts of more than one
// classification.
type Crossing struct {
	User  string  `json:"user"`
	Reach []Reach `json:"reach"`
}

// A Reach is where a person can change things in one classification.
type Reach struct {
	Classification string   `json:"classification"`
	Accounts       []string `json:"accounts"`
	Functions      []string `json:"functions"`
}

// NotCounted lists what no Matrix knows of, so that nobody takes one for a
// proof.
func NotCounted() []string { return append(NotAsked(), "ways through another role") }

// NotAsked lists what no Answer knows of that follows one role of the master
// account to the next.
func NotAsked() []string {
	return []string{
		"root users", "policies of resources, such as buckets and keys", "services and what runs in them, with their roles",
		"session policies", "what guardrails make depend on a condition", "sessions that are open already",
	}
}

// A Site is what a State does not say of itself.
type Site struct {
	Master   string // the master account's id, where it is known
	Accounts []Place
	Path     string                   // that everything made here is under; "" is /orgwright/
	Line     func(engine.Address) int // of org.yaml; nil where there is none
}

// Over makes the matrix of a State: people, ways and crossings, each in order.
func Over(s engine.State, site Site) Matrix {
	m := Matrix{Format: MatrixFormat, Accounts: site.Accounts, People: []Person{}, Cells: []Cell{}, Crossings: []Crossing{}, NotCounted: NotCounted()}
	t, r := survey(s, site.Path), newReckoning(s, site)
	users := maps.Clone(t.groups)
	for _, a := range addresses(s, "user") {
		users[a.Name] = t.groups[a.Name]
	}
	names := slices.Sorted(maps.Keys(users))
	reached, total := make([][]engine.Address, len(names)), 0
	for i, user := range names {
		reached[i], _ = t.reach(user)
		total += len(reached[i])
	}
	m.Cells = make([]Cell, 0, total)
	for i, user := range names {
		p := Person{User: user, ARN: r.spell(t.userARN(user)), Email: emailOf(s, user), Functions: keep(users[user], func(group string) bool { return !strings.HasPrefix(group, "user:") })}
		m.People = append(m.People, p)
		from := len(m.Cells)
		for _, a := range reached[i] {
			m.Cells = append(m.Cells, Cell{user, r.post(t, a)})
		}
		if x := r.crossing(user, m.Cells[from:]); len(x.Reach) > 1 {
			m.Crossings = append(m.Crossings, x)
		}
	}
	return m
}

// Only leaves what is about an account, or a classification of accounts, and
// about a user; empty is all. It reports which of the two there is none of.
func (m Matrix) Only(account, user string) (Matrix, string) {
	if account == "" && user == "" {
		return m, ""
	}
	in := func(name string) bool {
		return account == "" || slices.ContainsFunc(m.Accounts, func(p Place) bool {
			return p.Account == name && (p.Account == account || p.Classification == account)
		})
	}
	is := func(name string) bool { return user == "" || name == user }
	m.Accounts = keep(m.Accounts, func(p Place) bool { return in(p.Account) })
	m.People = keep(m.People, func(p Person) bool { return is(p.User) })
	m.Cells = keep(m.Cells, func(c Cell) bool { return in(c.Account) && is(c.User) })
	m.Crossings = keep(m.Crossings, func(c Crossing) bool { return is(c.User) })
	if account != "" {
		m.People = keep(m.People, func(p Person) bool {
			return slices.ContainsFunc(m.Cells, func(c Cell) bool { return c.User == p.User })
		})
	}
	switch {
	case len(m.Accounts) == 0 && account != "":
		return m, "account"
	case user != "" && account == "" && len(m.People) == 0:
		return m, "user"
	}
	return m, ""
}

func keep[T any](all []T, fits func(T) bool) []T {
	out := make([]T, 0, len(all))
	for _, x := range all {
		if fits(x) {
			out = append(out, x)
		}
	}
	return out
}

// userARN is a person's ARN, as bodies speak of it.
func (t *chain) userARN(user string) string {
	path := t.path
	if own := t.paths[user]; own != "" {
		path = own
	}
	return "arn:aws:iam::" + masterID + ":user" + path + user
}

func emailOf(s engine.State, user string) string {
	var b struct{ Tags map[string]string }
	if s[engine.Address{Account: master, Kind: "user", Name: user}].Read(&b) != nil {
		return ""
	}
	return b.Tags["orgwright:email"]
}

// crossing is where a person can change things, by classification.
func (r *reckoning) crossing(user string, cells []Cell) Crossing {
	x := Crossing{User: user}
	at := map[string]*Reach{}
	for _, c := range cells {
		class := r.classes[c.Account]
		if class == "" || !slices.Contains([]string{permissions, write, tagging}, c.Level) {
			continue
		}
		if at[class] == nil {
			at[class] = &Reach{Classification: class}
		}
		at[class].Accounts = append(at[class].Accounts, c.Account)
		at[class].Functions = append(at[class].Functions, c.Function)
	}
	for _, class := range slices.Sorted(maps.Keys(at)) {
		b := at[class]
		b.Accounts, b.Functions = set(b.Accounts), set(b.Functions)
		x.Reach = append(x.Reach, *b)
	}
	return x
}

func set(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// spell writes the ids of accounts where they are known.
func (r *reckoning) spell(s string) string { return r.ids.Replace(s) }

// statementsOf is what a managed policy says, where the State holds its text.
func statementsOf(s engine.State, arn string) ([]policy.Statement, bool) {
	var b struct{ Document *policy.Document }
	body := s[engine.Address{Account: master, Kind: "document", Name: arn}]
	switch {
	case body != "" && body.Read(&b) == nil && b.Document != nil:
		return b.Document.Statement, true
	case managedName(arn) == "AdministratorAccess": // it is known to say this, and no more
		return []policy.Statement{everything}, true
	}
	return nil, false
}

// lower is text that only its case tells apart.
func lower(s string) string { return strings.ToLower(s) }
