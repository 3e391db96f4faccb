package access

import (
	"fmt"
	"slices"
	"strings"
)

// The words for levels, as tables show them.
var levelWords = map[string]string{
	permissions: "ADMIN", write: "write", tagging: "write", reading: "read", listing: "view", unknown: "", nothing: "nothing",
}

// word sums a cell up: the highest level reached, with the service before it
// when it is one alone; "+" when that is more than the names of its policies
// say; "?" when the text of a policy is not known, so that it may be another.
// A policy of AWS's own is known by its purpose.
func (r *reckoning) word(account string, c *Post) string {
	out := r.prefix(account, c.Services) + levelWords[c.Level]
	if c.Surprise != "" {
		out += "+"
	}
	if c.doubtful() {
		out += "?"
	}
	return out
}

// doubtful reports whether the word may be wrong: a policy or a guardrail is
// not known at all.
func (c *Post) doubtful() bool {
	return slices.ContainsFunc(c.Grants, func(g Given) bool { return g.Level == unknown }) ||
		slices.ContainsFunc(c.Unknown, func(name string) bool { return strings.HasPrefix(name, "guardrail ") || name == "its boundary" })
}

// some is what stands before a level that is on more services than one, and not
// on nearly all.
const some = "some:"

// onlyS3 is the built-in guardrail that leaves S3 and what S3 needs.
const onlyS3 = "only-s3"

func (r *reckoning) prefix(account string, services []string) string {
	switch {
	case len(services) == 0:
		return ""
	case len(services) == 1:
		return services[0] + ":"
	case slices.Contains(services, "s3") && r.fence.holds(onlyS3, account):
		return "s3:"
	}
	return some
}

// labels are the services of AWS's own policies that people use most, where
// their names do not say it in AWS's spelling.
var labels = map[string][]string{
	"job-function/NetworkAdministrator": {"ec2"}, "job-function/DatabaseAdministrator": {"rds"}, "job-function/Billing": {"billing"},
	"job-function/SupportUser": {"support"}, "AWSSupportAccess": {"support"},
	"CloudWatchLogsReadOnlyAccess": {"logs"}, "CloudWatchLogsFullAccess": {"logs"},
}

// label is the service that a policy of AWS's own is about, by its name: s3 of
// AmazonS3ReadOnlyAccess. None is a policy about many, or one not known so.
func label(name string) []string {
	if labels[name] != nil {
		return labels[name]
	}
	bare := lower(name)
	for _, cut := range []string{"amazon", "aws"} {
		bare = strings.TrimPrefix(bare, cut)
	}
	for _, cut := range []string{"readonlyaccess", "readonly", "fullaccess"} {
		if service, ok := strings.CutSuffix(bare, cut); ok {
			if _, known := actions().services[service]; known && service != "" {
				return []string{service}
			}
		}
	}
	return nil
}

// surprise is what policies written by hand add to what the names of AWS's own
// promise; "" when they add nothing, or there is no such name.
func surprise(all []Given) string {
	promised, names := "", []string(nil)
	for _, g := range all {
		if g.byName() {
			names = append(names, g.Name)
			if promised == "" || weight(g.Level) > weight(promised) {
				promised = g.Level
			}
		}
	}
	if promised == "" || promised == unknown {
		return ""
	}
	var more []string
	for _, g := range all {
		if !g.byName() && weight(g.Level) > weight(promised) {
			more = append(more, fmt.Sprintf("%s (%s)", g.Name, what(g)))
		}
	}
	if len(more) == 0 {
		return ""
	}
	return "beside " + strings.Join(names, ", ") + " also " + strings.Join(more, ", ")
}

// byName reports whether a policy says by its name what it is for: one of AWS's
// own.
func (g Given) byName() bool {
	arn := ofAWS + g.Name
	return purposes[g.Name] != "" || purpose(arn) != unknown
}

const ofAWS = "arn:aws:iam::aws:policy/"

// what is a grant's level on its services, in words.
func what(g Given) string {
	if len(g.Services) == 0 {
		return levelWords[g.Level]
	}
	return strings.Join(g.Services, ", ") + ":" + levelWords[g.Level]
}

// Legend explains the words of cells that there are, in order.
func Legend(cells []Cell) []string {
	has := func(fits func(Cell) bool) bool { return slices.ContainsFunc(cells, fits) }
	var out []string
	for _, l := range []struct{ level, says string }{
		{permissions, "ADMIN can change permissions"},
		{write, "write can change things"},
		{reading, "read can see data"},
		{listing, "view can list what there is"},
	} {
		if has(func(c Cell) bool { return levelWords[c.Level] == levelWords[l.level] }) {
			out = append(out, l.says)
		}
	}
	for _, l := range []struct {
		fits func(Cell) bool
		says string
	}{
		{func(c Cell) bool { return strings.Contains(c.Word, ":") && !strings.HasPrefix(c.Word, some) }, "s3: in one service, and what it needs"},
		{func(c Cell) bool { return strings.HasPrefix(c.Word, some) }, "some: in several services, not all"},
		{func(c Cell) bool { return c.Surprise != "" }, "+ more than the names of its policies say"},
		{Cell.doubtful, "? the text of a policy is not known: it may be more, or less"},
	} {
		if has(l.fits) {
			out = append(out, l.says)
		}
	}
	return out
}

// Rank orders levels as a Cell has them: the more it can do, the higher; from 0.
func Rank(level string) int { return weight(level) }

// Changes reports whether a level lets somebody change things.
func Changes(level string) bool { return weight(level) >= weight(tagging) }

// Footnote is what is to be said of a cell beside its word; "" when nothing is.
func (c Cell) Footnote() string {
	if c.Surprise == "" {
		return ""
	}
	return fmt.Sprintf("%s in %s: %s", c.Function, c.Account, c.Surprise)
}

// Lines are the lines of org.yaml that grant what a cell is about, in order.
func (c Cell) Lines() []int {
	var all []int
	for _, g := range c.Grants {
		if g.Line > 0 {
			all = append(all, g.Line)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
