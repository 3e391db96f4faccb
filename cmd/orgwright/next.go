package main

import (
	"fmt"
	"os"
	"strconv"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine"
)

// placeNames are the flags that say where the document and AWS are.
func placeNames() []string { return []string{"file", "profile", "sandbox"} }

// wayNames are those that say besides how runs come into accounts.
func wayNames() []string { return append(placeNames(), "access-role", "parallel") }

// scopeNames are the flags that a plan is made with.
func scopeNames() []string {
	return []string{"target", "max-deletes", "max-revokes", "close", "retire"}
}

// sameFlags are the flags of some names as this command was told them, each
// after a space: a next command that is printed with them works as it stands.
func sameFlags(c *cli.Context, names []string) string {
	flags := ""
	for _, name := range names {
		value := c.String(name)
		_, yes := c.Value(name).(bool)
		switch {
		case !c.IsSet(name), value == "", value == "false", readsAlone(name, value):
		case yes:
			flags += " --" + name
		default:
			flags += " --" + name + " " + shellWord(value)
		}
	}
	return flags
}

// readsAlone reports whether a flag serves to look only: CI's role for reading
// is of no use to a command that changes something.
func readsAlone(name, value string) bool { return name == "access-role" && value == "ci-read" }

// unused is the name of a JSON file that is not there yet: no plan is saved over
// another file.
func unused(name string) string {
	free := name + ".json"
	for n := 2; n < 1000; n++ {
		if _, err := os.Lstat(free); err != nil {
			break
		}
		free = fmt.Sprintf("%s-%d.json", name, n)
	}
	return free
}

// madeWith is what the command line says about what a plan takes in.
func madeWith(c *cli.Context) *engine.MadeWith {
	limit := func(name string) *int {
		if !c.IsSet(name) {
			return nil
		}
		n := c.Int(name)
		return &n
	}
	return &engine.MadeWith{
		Target: c.String("target"), Close: c.String("close"), Retire: c.Bool("retire"),
		MaxDeletes: limit("max-deletes"), MaxRevokes: limit("max-revokes"),
	}
}

// takeOver tells this command what a saved plan was made with, as if it had
// been typed. To type something else is a mistake; the limits alone may be set
// anew. A plan of an older version does not say what it was made with: there
// the command line does.
func takeOver(c *cli.Context, path string, m *engine.MadeWith) error {
	if m == nil {
		return nil
	}
	retire, number := "", func(n *int) string {
		if n == nil {
			return ""
		}
		return strconv.Itoa(*n)
	}
	if m.Retire {
		retire = "true"
	}
	for _, f := range []struct {
		name, value string
		limit       bool
	}{
		{"target", m.Target, false},
		{"close", m.Close, false},
		{"retire", retire, false},
		{"max-deletes", number(m.MaxDeletes), true},
		{"max-revokes", number(m.MaxRevokes), true},
	} {
		switch {
		case c.IsSet(f.name) && (f.limit || c.String(f.name) == f.value):
		case c.IsSet(f.name):
			return usageError("--%s %s is not what %s was made with%s", f.name, c.String(f.name), path, reviewedAs(f.value)).
				hint("leave it out, or make a new plan and have it reviewed")
		case f.value != "":
			if err := c.Set(f.name, f.value); err != nil {
				return fmt.Errorf("read what %s was made with: %w", path, err)
			}
		}
	}
	return nil
}

func reviewedAs(value string) string {
	if value == "" {
		return ""
	}
	return ": that is " + value
}
