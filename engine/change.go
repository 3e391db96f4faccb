package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// An Action is what a change does. Its value is the mark it is printed with.
type Action rune

// The three actions. A change never replaces: what cannot be updated in place
// is refused, with instructions.
const (
	Create Action = '+'
	Update Action = '~'
	Delete Action = '-'
)

var actionWords = map[Action]string{Create: "create", Update: "update", Delete: "delete"}

// String is the action's word, as it stands in JSON.
func (a Action) String() string { return actionWords[a] }

// A Risk is what a change may do to people, in one word.
type Risk string

// The risks. Permanent is what AWS undoes only slowly or not at all; Person is
// what waits for a human being.
const (
	NoRisk    Risk = "none"
	Grants    Risk = "grants"
	Revokes   Risk = "revokes"
	Destroys  Risk = "destroys"
	Permanent Risk = "permanent"
	Person    Risk = "person"
)

// A Change takes one fact from Before to After. Its action is derived, so that
// an impossible pair cannot be written.
type Change struct {
	Address
	Before, After Body
	Risk          Risk
	Why           string    // for people: what the change is for; may be empty
	Needs         []Address // other changes of the same plan that must come about first
	Waits         *Address  // the by-hand change this one must wait for; nil when it need not
	Line          int       // the line of org.yaml that asks for it, from 1; 0 when none does
}

// Action reports what the change does to its fact.
func (c Change) Action() Action {
	switch {
	case c.Before == "":
		return Create
	case c.After == "":
		return Delete
	default:
		return Update
	}
}

// Diff lists the changes that turn have into want, in the order of addresses.
func Diff(have, want State) []Change {
	var changes []Change
	for _, at := range union(have, want) {
		if have[at] != want[at] {
			changes = append(changes, Change{Address: at, Before: have[at], After: want[at]})
		}
	}
	return changes
}

func union(a, b State) []Address {
	all := maps.Clone(a)
	if all == nil {
		all = State{}
	}
	maps.Copy(all, b)
	return slices.SortedFunc(maps.Keys(all), Address.Compare)
}

// changeJSON is a change as programs read it.
type changeJSON struct {
	Address Address   `json:"address"`
	Action  string    `json:"action"`
	Before  Body      `json:"before"`
	After   Body      `json:"after"`
	Risk    Risk      `json:"risk"`
	Why     string    `json:"why,omitempty"`
	Needs   []Address `json:"needs,omitempty"`
	Waits   *Address  `json:"waits,omitempty"`
	Line    int       `json:"line,omitempty"`
}

// MarshalJSON writes the change with its action spelled out.
func (c Change) MarshalJSON() ([]byte, error) {
	return json.Marshal(c.json())
}

func (c Change) json() changeJSON {
	return changeJSON{c.Address, c.Action().String(), c.Before, c.After, c.Risk, c.Why, c.Needs, c.Waits, c.Line}
}

// UnmarshalJSON reads what MarshalJSON wrote and refuses a change whose action
// is not the one its bodies say.
func (c *Change) UnmarshalJSON(text []byte) error {
	var j changeJSON
	if err := json.Unmarshal(text, &j); err != nil {
		return err
	}
	*c = Change{j.Address, j.Before, j.After, j.Risk, j.Why, j.Needs, j.Waits, j.Line}
	if j.Before == j.After || c.Action().String() != j.Action {
		return fmt.Errorf("%s: action %q does not fit before and after", j.Address, j.Action)
	}
	return nil
}

// sorted lists the keys of a map in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
