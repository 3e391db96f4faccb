package access

import (
	"bytes"
	"compress/gzip"
	_ "embed" // AWS's table of actions
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:generate go run ./generate

// packed is what generate writes; ACTIONS.md says where it is from.
//
//go:embed actions.txt.gz
var packed []byte

// An action is a row of the table.
type action struct {
	name  string   // such as s3:PutObject
	lower string   // the same in lower case, as IAM compares
	level string   // as engine.Power has it
	on    []string // patterns of the ARNs it works on; none is an action of the account as a whole
}

// A table is AWS's actions, services and their actions in order.
type table struct {
	origin   string
	actions  []action
	services map[string][2]int // where a service's actions begin and end
}

// actions is the table, unpacked when it is first asked.
var actions = sync.OnceValue(func() *table {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic("access: the table of actions was built in whole: " + err.Error())
	}
	text, err := io.ReadAll(z)
	if err != nil {
		panic("access: the table of actions was built in whole: " + err.Error())
	}
	return readTable(string(text))
})

// readTable reads what generate writes.
func readTable(text string) *table {
	origin, rest, _ := strings.Cut(text, "\n")
	t := &table{origin: origin, services: map[string][2]int{}, actions: make([]action, 0, strings.Count(rest, " "))}
	service, begin, patterns := "", 0, []string(nil)
	for line := range strings.Lines(rest) {
		switch line = strings.TrimSuffix(line, "\n"); line[0] {
		case ' ':
			patterns = append(patterns, line[1:])
		case '=':
			t.group(service, line[1:], patterns)
		default:
			t.end(service, begin)
			service, begin, patterns = line, len(t.actions), nil
		}
	}
	t.end(service, begin)
	return t
}

// group reads a level, the numbers of patterns and the names that have both.
func (t *table) group(service, line string, patterns []string) {
	fields := strings.Split(line, " ")
	var on []string
	for n := range strings.SplitSeq(fields[1], ",") {
		if i, err := strconv.Atoi(n); err == nil {
			on = append(on, patterns[i])
		}
	}
	lower, level := strings.Split(strings.ToLower(line), " "), levelNames[fields[0]]
	for i := 2; i < len(fields); i++ {
		is := level
		if level == permissions && reads(fields[i]) {
			is = reading
		}
		t.actions = append(t.actions, action{service + ":" + fields[i], service + ":" + lower[i], is, on})
	}
}

// reads reports whether an action only reads, going by its name. AWS's table has
// some, such as glue:GetStage, among those that manage permissions, and with
// them whoever has ReadOnlyAccess could change permissions. Those that hand out
// a way to sign in are no reading.
func reads(name string) bool {
	return !strings.Contains(name, "Login") &&
		slices.ContainsFunc([]string{"Get", "List", "Describe", "BatchGet", "Search"}, func(verb string) bool { return strings.HasPrefix(name, verb) })
}

// end puts a service's actions in order.
func (t *table) end(service string, begin int) {
	slices.SortFunc(t.actions[begin:], func(a, b action) int { return strings.Compare(a.lower, b.lower) })
	t.services[service] = [2]int{begin, len(t.actions)}
}

// The levels, as engine.Power has them.
const (
	permissions = "permissions"
	unknown     = "unknown"
	write       = "write"
	tagging     = "tagging"
	reading     = "read"
	listing     = "list"
)

var levelNames = map[string]string{"p": permissions, "w": write, "t": tagging, "r": reading, "l": listing}

// Levels lists the levels, the one that can do most first. What is unknown may
// be anything, but is not known to be the worst.
func Levels() []string { return []string{permissions, unknown, write, tagging, reading, listing} }

// Origin names the package that the table of actions is from and its version.
func Origin() string { return actions().origin }

// Known reports whether an action, such as s3:PutObject, is in AWS's table, in
// any case.
func Known(name string) bool {
	_, ok := actions().find(name)
	return ok
}

// Level is the level of an action, such as s3:PutObject; "unknown" when it is
// not in AWS's table.
func Level(name string) string {
	if a, ok := actions().find(name); ok {
		return a.level
	}
	return unknown
}

// Match lists the actions that a pattern of a policy means today, such as
// s3:Put*, in order.
func Match(pattern string) []string {
	t, names := actions(), []string(nil)
	for i := range t.match(pattern) {
		names = append(names, t.actions[i].name)
	}
	return names
}

func (t *table) find(name string) (action, bool) {
	name = strings.ToLower(name)
	service, _, _ := strings.Cut(name, ":")
	of := t.services[service]
	i, ok := slices.BinarySearchFunc(t.actions[of[0]:of[1]], name, func(a action, name string) int { return strings.Compare(a.lower, name) })
	if !ok {
		return action{}, false
	}
	return t.actions[of[0]+i], true
}
