package schema

import (
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A RootLog is the journal of what root users were used for: root-log.yaml,
// beside org.yaml and kept with it.
type RootLog struct {
	Version int       `yaml:"version" min:"1" max:"1" doc:"The version of this journal; 1." required:"true"`
	Uses    []RootUse `yaml:"uses" doc:"The uses, in the order in which they were written down."`

	source *source
}

// A RootUse is one use of a root user, by two people together.
type RootUse struct {
	Account string `yaml:"account" format:"account-key" doc:"The account's key in org.yaml, or master." required:"true"`
	Who     string `yaml:"who" format:"text" doc:"Who signed in." required:"true"`
	With    string `yaml:"with" format:"text" doc:"Who gave the one-time code; never the one who signed in." required:"true"`
	Why     string `yaml:"why" format:"text" doc:"What it was for." required:"true"`
	Ticket  string `yaml:"ticket" format:"text" doc:"Where it was asked for."`
	When    string `yaml:"when" format:"moment" doc:"When, in UTC, such as 2026-11-22T09:15Z." required:"true"`
}

// momentLayout is how a moment is written: to the minute, in UTC.
const momentLayout = "2006-01-02T15:04Z"

// Moment writes a time as a journal does: to the minute, in UTC.
func Moment(t time.Time) string { return t.UTC().Format(momentLayout) }

// Time is when the use was; the zero time when that is not written as it must
// be.
func (u RootUse) Time() time.Time {
	t, err := time.Parse(momentLayout, u.When)
	if err != nil {
		return time.Time{}
	}
	return t
}

// LoadRootLog reads a journal. One that is not there is empty. An error is a
// Problems when the journal is wrong.
func LoadRootLog(path string) (*RootLog, error) {
	src, err := readFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &RootLog{Version: 1, source: newSource(path, "")}, nil
	}
	if err != nil {
		return nil, err
	}
	return ParseRootLog(path, src)
}

// ParseRootLog reads the text of a journal, which messages call name.
func ParseRootLog(name string, src []byte) (*RootLog, error) {
	s := newSource(name, string(src))
	body, found := s.tree()
	if found != nil {
		return nil, found
	}
	log := &RootLog{source: s}
	d := &decoder{source: s, shapes: map[reflect.Type]*shape{}}
	d.decode(body, log)
	for i, u := range log.Uses {
		d.use(u, s.root.kid("uses").kid(strconv.Itoa(i)))
	}
	if len(d.found) > 0 {
		return nil, d.found.sorted()
	}
	return log, nil
}

// use checks what the grammar cannot say of an entry.
func (d *decoder) use(u RootUse, at *place) {
	if u.With != "" && strings.EqualFold(strings.TrimSpace(u.Who), strings.TrimSpace(u.With)) {
		d.bad("ORG161", at.kid("with").here, "%s cannot be both parties: one signs in, another gives the one-time code", quoted(u.With))
	}
	if u.When != "" && formats["moment"].wrong(u.When) == "" && u.Time().IsZero() {
		d.bad("ORG162", at.kid("when").here, "%s is no moment", quoted(u.When))
	}
}

const newRootLog = `# What the root users of this organization were used for, and by which two people.
# Written by orgwright root log and kept in git; orgwright drift compares it with
# what AWS has seen.
version: 1
uses:
`

// Append is the text of the journal with one more entry at its end. What was
// written before stays as it is, comments and all. An entry that is wrong is a
// Problems, of the text as it would be.
func (l *RootLog) Append(u RootUse) ([]byte, error) {
	before := l.source.text
	if blank(before) {
		before = newRootLog
	}
	if !strings.HasSuffix(before, "\n") {
		before += "\n"
	}
	var first error
	for _, margin := range []string{"  ", "", "    "} { // as the entries before are set in
		text := []byte(before + u.text(margin))
		after, err := ParseRootLog(l.source.name, text)
		if err == nil && slices.Equal(after.Uses, append(slices.Clone(l.Uses), u)) {
			return text, nil
		}
		if first == nil {
			first = err
		}
	}
	if first == nil {
		first = fmt.Errorf("%s is not written as a list with an entry to a block, so nothing can be added at its end", l.source.name)
	}
	return nil, first
}

func (u RootUse) text(margin string) string {
	var b strings.Builder
	lead := margin + "- "
	for _, p := range [][2]string{{"account", u.Account}, {"who", u.Who}, {"with", u.With}, {"why", u.Why}, {"ticket", u.Ticket}, {"when", u.When}} {
		if p[1] != "" {
			b.WriteString(lead + p[0] + ": " + scalarText(p[1]) + "\n")
			lead = margin + "  "
		}
	}
	return b.String()
}

// plainWord is a text that YAML takes for nothing else than itself.
var plainWord = regexp.MustCompile(`^([a-z][a-z0-9.-]*|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z)$`)

var notText = []string{"true", "false", "null", "yes", "no", "on", "off", "y", "n"}

func scalarText(s string) string {
	if plainWord.MatchString(s) && !slices.Contains(notText, s) {
		return s
	}
	return strconv.Quote(s)
}
