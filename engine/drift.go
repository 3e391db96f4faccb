package engine

import (
	"encoding/json"
	"time"
)

// A Class says how something differs from the document.
type Class string

// The classes. Unknown is what could not be seen.
const (
	Changed Class = "changed"
	Extra   Class = "extra"
	Missing Class = "missing"
	Blind   Class = "unknown"
)

// A Severity says how much a finding weighs.
type Severity string

// The severities, fixed for each rule.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// A Rule is one sort of finding. Its name never changes.
type Rule struct {
	Name     string
	Severity Severity
	About    string // what it finds, as a noun phrase
	Fix      string // what to do about one
}

// A Finding is something in AWS that the document does not want, or that a
// person should look at.
type Finding struct {
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	Class    Class    `json:"class"`
	Address  Address  `json:"address"`
	Detail   string   `json:"detail"`
	Fix      string   `json:"fix"`
	Keep     string   `json:"keep"`
	Line     int      `json:"line,omitempty"` // of org.yaml, where that asks for what is changed or missing; else 0
	Seen     *Event   `json:"seen,omitempty"` // who did it and when, where that was asked and is known
}

// An Event is what AWS's log has of a change that somebody made.
type Event struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`    // whom AWS names: a user, or a role and its session
	Call string    `json:"event"` // the operation, such as UpdateAssumeRolePolicy
}

// A Deviation is a fact of ours that is not as the document says: what putting
// it back would change, and what is to be said of how it came.
type Deviation struct {
	Change
	Rule   string // the rule of whose sort it is; "" for none
	Weaker bool   // people, or others, can do more than is written
	Seen   *Event // who did it and when, where that was asked and is known
}

// Class is how the fact differs.
func (d Deviation) Class() Class {
	return map[Action]Class{Create: Missing, Update: Changed, Delete: Extra}[d.Action()]
}

// deviationJSON is a deviation as programs read it: a change, and more.
type deviationJSON struct {
	Class Class `json:"class"`
	changeJSON
	Rule   string `json:"rule,omitempty"`
	Weaker bool   `json:"weaker"`
	Seen   *Event `json:"seen,omitempty"`
}

// MarshalJSON writes the deviation with the keys of its change.
func (d Deviation) MarshalJSON() ([]byte, error) {
	return json.Marshal(deviationJSON{d.Class(), d.Change.json(), d.Rule, d.Weaker, d.Seen})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (d *Deviation) UnmarshalJSON(text []byte) error {
	var j deviationJSON
	if err := json.Unmarshal(text, &j); err != nil {
		return err
	}
	d.Rule, d.Weaker, d.Seen = j.Rule, j.Weaker, j.Seen
	return d.Change.UnmarshalJSON(text)
}

// An Ignored is a finding that the document told drift to be quiet about.
type Ignored struct {
	Address Address `json:"address"`
	Reason  string  `json:"reason"`
	Until   string  `json:"until"`
}

// A Drift is how the live organization differs from the document.
type Drift struct {
	Format     string      `json:"format"`
	InSync     bool        `json:"in_sync"`
	Since      *time.Time  `json:"since,omitempty"` // from when on AWS's log was asked who did it; nil when it was not
	Changes    []Deviation `json:"changes"`
	Findings   []Finding   `json:"findings"`
	Ignored    []Ignored   `json:"ignored"`
	Pending    []Pending   `json:"pending"`
	Unreadable []Unknown   `json:"unreadable"`
	Refusals   []Refusal   `json:"refusals"` // what stands in the way of comparing: names that are taken
	Notes      []string    `json:"notes"`
	Unchanged  int         `json:"unchanged"`
}

// Fails reports whether a drift is one to act on: something differs or could
// not be seen, or something of at least a severity was found.
func (d Drift) Fails(on Severity) bool {
	for _, f := range d.Findings {
		if f.Severity != Warning || on == Warning {
			return true
		}
	}
	return len(d.Changes)+len(d.Unreadable)+len(d.Refusals) > 0
}
