package orgwright_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/orgwright/orgwright"

// A room is one package: which of ours it sees, and why it sees no other.
type room struct {
	sees []string
	why  string
}

// rooms is the import table. A package that is not in it fails the test, so
// that nothing is imported before somebody has said why.
var rooms = map[string]room{
	".":      {nil, "the root holds tests alone; whoever imports it gets nothing"},
	"docs":   {nil, "the pages that the program prints from are text, and know nothing"},
	"schema": {nil, "the language of org.yaml can be read, checked and completed without AWS and without a plan"},
	"engine": {nil, "difference, order and guard are laws about text; they stay true of kinds nobody has thought of yet"},
	"engine/policy": {
		nil, "documents have one canonical form, whoever reads or writes them; a policy that knew its kind would have two",
	},
	"engine/cloud": {
		nil, "it reads and reaches accounts; were it to know what is wanted, it could see only that",
	},
	"engine/sandbox": {
		[]string{"engine/policy"},
		"it stands in for AWS: code shared with what it judges would share its mistakes; only the evaluator is common, held to AWS's own examples",
	},
	"engine/access": {
		[]string{"engine", "engine/policy"},
		"who can become what follows from a State alone, so it can be asked of a plan that has not been applied",
	},
	"engine/access/generate": {nil, "it packs AWS's table of actions for access, by hand and with a network; what it packs it must not know"},
	"engine/kind": {
		[]string{"schema", "engine", "engine/cloud", "engine/policy", "engine/access"},
		"a kind joins what is wanted to what there is; how it is shown, and what stands in for AWS, must not change what it does",
	},
	"engine/view": {
		[]string{"engine", "engine/access", "engine/handout"},
		"it draws values; were it to know kinds or AWS, a plan could look different from what apply does",
	},
	"internal/screen": {nil, "it draws for tests what a terminal shows; who wrote it must not matter"},
	"internal/moto":   {nil, "it starts another program for tests; what it served it must not know"},
	"engine/survey": {
		[]string{"schema", "engine/cloud", "engine/policy"},
		"it writes down what was seen; were it to know what is made of that, an import could only show what a plan asks for",
	},
	"engine/handout": {
		[]string{"schema"},
		"what a person is given follows from org.yaml and the ids of accounts, so it can be told without asking AWS what is there",
	},
}

// doors are the programs. They join everything and are joined by nothing.
var doors = []string{"cmd/", "bench", "examples/"}

// An entrance says where an outside library may come in, and why only there.
type entrance struct {
	module string
	at     []string // "doors" stands for every program
	why    string
}

// entrances lists every outside library that the program is built with.
var entrances = []entrance{
	{"github.com/goccy/go-yaml", []string{"schema"}, "one reader of YAML, so that an error is told in one way, with its place"},
	{
		"github.com/aws/aws-sdk-go-v2",
		[]string{"engine/cloud", "engine/kind", "engine/survey", "engine/sandbox", "doors"},
		"AWS's types end where facts begin; doors only choose credentials and read errors",
	},
	{
		"github.com/aws/smithy-go",
		[]string{"engine/cloud", "engine/kind", "engine/sandbox", "doors"},
		"it is the lower half of the AWS SDK",
	},
	{"github.com/sergi/go-diff", []string{"engine/view"}, "differences of text are for people; the engine compares with =="},
	{"github.com/charmbracelet/lipgloss", []string{"engine/view"}, "colour and width are known in one place"},
	{"github.com/muesli/termenv", []string{"engine/view"}, "colour and width are known in one place"},
	{"github.com/mattn/go-runewidth", []string{"engine/view"}, "colour and width are known in one place"},
	{"github.com/urfave/cli", []string{"doors"}, "flags and usage belong to the command line"},
	{"golang.org/x/term", []string{"engine/view", "doors"}, "terminals are met at the edge"},
	{"golang.org/x/time", []string{"engine/cloud", "engine/sandbox", "doors"}, "AWS's rates are kept where AWS is called, by the bench too"},
	{"golang.org/x/sync", []string{"engine/cloud", "engine/kind"}, "accounts are read side by side there"},
	{"filippo.io/age", []string{"engine/handout"}, "what is sealed for a person is sealed in one place"},
	{"rsc.io/qr", []string{"engine/view"}, "pictures are drawn where everything is"},
	{"github.com/pquerna/otp", []string{"engine/sandbox", "engine/handout", "doors"}, "one-time codes are checked or enrolled, nowhere else"},
}

func isDoor(dir string) bool {
	return slices.ContainsFunc(doors, func(d string) bool {
		return dir == d || strings.HasPrefix(dir, strings.TrimSuffix(d, "/")+"/")
	})
}

// importsAsTabled complains about every import that the tables do not allow.
func importsAsTabled(tree []file) []string {
	var wrong []string
	for _, f := range tree {
		for _, spec := range f.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if fault := importFault(f.dir(), path); fault != "" {
				wrong = append(wrong, f.at(spec.Pos())+": "+fault)
			}
		}
	}
	return wrong
}

func importFault(dir, path string) string {
	ours, isOurs := strings.CutPrefix(path, module)
	switch first, _, _ := strings.Cut(path, "/"); {
	case isOurs:
		return edgeFault(dir, strings.TrimPrefix(ours, "/"))
	case strings.Contains(first, "."):
		return entranceFault(dir, path)
	default:
		return "" // the standard library
	}
}

// edgeFault says what is wrong with dir seeing another package of ours.
func edgeFault(dir, seen string) string {
	if isDoor(seen) {
		return fmt.Sprintf("%s imports %s: programs are joined by nothing", dir, seen)
	}
	r, known := rooms[dir]
	switch {
	case isDoor(dir), slices.Contains(r.sees, seen):
		return ""
	case !known:
		return dir + " is not in the import table: say there what it sees, and why no more"
	default:
		return fmt.Sprintf("%s imports %s: %s", dir, seen, r.why)
	}
}

// entranceFault says what is wrong with an outside library coming in at dir.
func entranceFault(dir, path string) string {
	for _, e := range entrances {
		if path != e.module && !strings.HasPrefix(path, e.module+"/") {
			continue
		}
		if slices.Contains(e.at, dir) || isDoor(dir) && slices.Contains(e.at, "doors") {
			return ""
		}
		return fmt.Sprintf("%s comes in at %s, not at %s: %s", e.module, strings.Join(e.at, ", "), dir, e.why)
	}
	return path + " is not in the table of outside libraries: say there where it comes in, and why only there"
}

// TestArchitecture holds every rule over the whole tree.
func TestArchitecture(t *testing.T) {
	tree := readTree(t)
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			for _, fault := range r.check(tree) {
				t.Error(fault)
			}
		})
	}
}

// TestRoomsAreTabled has every package of the tree in the import table, also
// one that imports nothing yet.
func TestRoomsAreTabled(t *testing.T) {
	for _, f := range readTree(t) {
		if _, ok := rooms[f.dir()]; !ok && !isDoor(f.dir()) {
			t.Errorf("%s: %s is not in the import table", f.path, f.dir())
		}
	}
}
