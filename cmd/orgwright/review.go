package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/view"
	"github.com/orgwright/orgwright/schema"
)

func reviewCommand() *command {
	return &command{
		name: "review", does: "review who has access, and prove what came of it",
		examples: []string{
			"orgwright review start --reviewer grace   # writes reviews/2026-Q4",
			"orgwright review finish          # takes what was removed out of org.yaml",
			"orgwright review verify          # after the apply, proves it in AWS",
		},
		sub: []*command{reviewStartCommand(), reviewFinishCommand(), reviewVerifyCommand()},
	}
}

func reviewStartCommand() *command {
	return &command{
		name: "start", does: "write who can do what, for a reviewer to decide", run: reviewStart, args: "[FOLDER]", max: 1,
		examples: []string{"orgwright review start", "orgwright review start reviews/after-the-merger --reviewer grace"},
		about: "Reads AWS and writes access.csv and access.md into FOLDER, by itself\n" +
			"reviews/YEAR-QUARTER. The reviewer fills in decision: keep, change or remove.\n" +
			"Nothing that is there is written over.",
		flags: []cli.Flag{
			&cli.StringFlag{Name: "reviewer", Usage: "the `NAME` of who decides, for every row"},
			accessRoleFlag(),
		},
	}
}

// A binder is a review in its folder.
type binder struct {
	folder string
	access.Review
}

func (b binder) csv() string { return filepath.Join(b.folder, "access.csv") }
func (b binder) md() string  { return filepath.Join(b.folder, "access.md") }

// folderOf is the folder that a line names, or this quarter's.
func (s *session) folderOf(c *cli.Context) string {
	if c.Args().Present() {
		return c.Args().First()
	}
	now := s.Now().UTC()
	return filepath.Join("reviews", fmt.Sprintf("%d-Q%d", now.Year(), (int(now.Month())+2)/3))
}

func reviewStart(s *session, c *cli.Context) error {
	b := binder{folder: s.folderOf(c)}
	for _, path := range []string{b.csv(), b.md()} {
		if _, err := os.Lstat(path); err == nil {
			return refused("ORG371", "the review %s has been started already, nothing was written", b.folder).hint("name another folder: orgwright review start FOLDER")
		}
	}
	f, err := s.liveFacts(c, kind.NeedOfAccess(true))
	if err != nil {
		return err
	}
	b.Review = view.SealReview(access.Begin(f.matrix(), f.reviewing(s, filepath.Base(b.folder), c.String("reviewer"))))
	if err := b.writeNew(); err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "%s has %s to decide, in %s.\nFill in decision (keep, change or remove), then: orgwright review finish %s\n",
		b.csv(), count(len(b.Rows), "row"), b.md(), shellWord(b.folder))
	if !b.Agree() {
		fmt.Fprintf(s.Out, "The counts do not agree: unreadable is %q. This review is not complete.\n", view.Escape(b.Value("unreadable")))
		return silent(codeError)
	}
	return nil
}

// reviewing is what a review tells beside who can do what.
func (l *ledger) reviewing(s *session, id, reviewer string) access.Reviewing {
	with := access.Reviewing{ID: id, Reviewer: reviewer, Tool: "orgwright " + thisBuild().Version, Wanted: access.Of(kind.Want(l.wish), l.org.Organization.OwnershipPath)}
	if s.Commit != nil {
		with.Commit = s.Commit(l.org.Path())
	}
	with.Users = len(l.picture.Snapshots[cloud.Master].Users)
	if o := l.picture.Organization; o != nil {
		with.Accounts = len(slices.DeleteFunc(slices.Clone(o.Members), func(m cloud.Member) bool { return m.Name == cloud.Master || !m.Active() }))
	}
	known := map[int]signature{}
	with.Granted = func(user, function string) (commit, pr string) {
		line := l.membership(user, function)
		if line == 0 || s.Blame == nil {
			return "", ""
		}
		if _, ok := known[line]; !ok {
			known[line] = s.Blame(l.org.Path(), line)
		}
		return known[line].commit, pullRequest(known[line].subject)
	}
	return with
}

// membership is the line of org.yaml that says that a user performs a function;
// 0 when none does.
func (l *ledger) membership(user, function string) int {
	for i, m := range l.org.Users[user].Functions {
		if m.Function == function {
			line, _ := l.org.At("users", user, "functions", fmt.Sprint(i))
			return line
		}
	}
	return 0
}

var numbered = regexp.MustCompile(`\(#([0-9]+)\)$|^Merge pull request #([0-9]+) `)

// pullRequest is the number of the pull request that the subject of a commit
// names, as GitHub writes it.
func pullRequest(subject string) string {
	m := numbered.FindStringSubmatch(subject)
	if m == nil {
		return ""
	}
	return "#" + m[1] + m[2]
}

// texts are the two files of a review.
func (b binder) texts() (csv, md []byte, err error) {
	var table, page bytes.Buffer
	err = errors.Join(view.ReviewCSV(&table, b.Review), view.ReviewMarkdown(&page, b.Review, b.before()))
	return table.Bytes(), page.Bytes(), err
}

func (b binder) writeNew() error {
	csv, md, err := b.texts()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(b.folder, 0o755); err != nil {
		return fmt.Errorf("make the folder %s: %w", b.folder, err)
	}
	return errors.Join(writePrivate(b.csv(), csv), writePrivate(b.md(), md))
}

// rewrite writes both files anew, each in one step.
func (b binder) rewrite() error {
	csv, md, err := b.texts()
	if err != nil {
		return err
	}
	for _, f := range []struct {
		path string
		text []byte
	}{{b.csv(), csv}, {b.md(), md}} {
		if err := swapIn(f.path, f.text); err != nil {
			return fmt.Errorf("write %s: %w", f.path, err)
		}
	}
	return nil
}

// before is the last review beside this one; nil when there is none that can be
// read.
func (b binder) before() *access.Review {
	folders, err := filepath.Glob(filepath.Join(filepath.Dir(b.folder), "*", "access.csv"))
	if err != nil {
		return nil
	}
	var last *access.Review
	for _, path := range folders {
		src, err := os.ReadFile(path)
		if err != nil || path == b.csv() {
			continue
		}
		if r, err := view.ReadReview(src); err == nil && r.Value("as of") < b.Value("as of") && (last == nil || r.Value("as of") > last.Value("as of")) {
			last = &r
		}
	}
	return last
}

// openReview reads the review that a line names, and refuses one whose rows or
// head were edited.
func (s *session) openReview(c *cli.Context) (binder, error) {
	b := binder{folder: s.folderOf(c)}
	src, err := os.ReadFile(b.csv())
	if errors.Is(err, os.ErrNotExist) {
		return b, failed(fmt.Errorf("there is no %s", b.csv())).hint("name the folder of a review, or begin one: orgwright review start")
	}
	if err != nil {
		return b, fmt.Errorf("read %s: %w", b.csv(), err)
	}
	if b.Review, err = view.ReadReview(src); err != nil {
		return b, fmt.Errorf("%s: %w", b.csv(), err)
	}
	if !b.Intact() {
		return b, refused("ORG372", "%s is not as it was started: rows, or cells that are not the reviewer's, were edited", b.csv()).
			hint("take them back, such as with git diff, and keep reviewer, decision, decided_on and comment")
	}
	return b, nil
}

// of holds that a review is of the organization of a document.
func (b binder) of(org *schema.Org) error {
	if id := b.Value("master account"); id != org.Master.ID {
		return failed(fmt.Errorf("%s is a review of the master account %s, and %s has %s", b.csv(), id, org.Path(), org.Master.ID))
	}
	return nil
}
