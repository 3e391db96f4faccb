package main

import (
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/view"
	"github.com/orgwright/orgwright/schema"
)

func rootLogCommand() *command {
	return &command{
		name: "log", does: "write down what a root user was used for, or show what was",
		args: "[ACCOUNT]", max: 1,
		examples: []string{
			"orgwright root log                    # what was written down",
			"orgwright root log master --who alice --with bob --why 'support plan'",
		},
		about: "The journal is root-log.yaml beside org.yaml, for git to keep. An entry is put\n" +
			"at its end; what was there stays as it is. drift compares it with what AWS has\n" +
			"seen, and validate checks it.",
		flags: []cli.Flag{
			&cli.BoolFlag{Name: "list", Usage: "show the journal, of ACCOUNT alone if one is named"},
			&cli.StringFlag{Name: "who", Usage: "the `NAME` of who signed in"},
			&cli.StringFlag{Name: "with", Usage: "the `NAME` of who gave the one-time code; somebody else"},
			&cli.StringFlag{Name: "why", Usage: "what it was for, in `WORDS`"},
			&cli.StringFlag{Name: "ticket", Usage: "where it was asked for, such as `OPS-12`"},
			&cli.StringFlag{Name: "when", Usage: "the `TIME` in UTC, such as 2026-11-22T09:15Z; now if left out"},
			&cli.StringFlag{Name: "format", Value: "text", Usage: "print the journal as `FORMAT`: text or json"},
		},
		choices: map[string][]string{"format": {"text", "json"}},
		names:   completer{"": accountsAndMaster, "who": everybody, "with": everybody},
		run:     rootLog,
	}
}

func rootLog(s *session, c *cli.Context) error {
	org, err := s.load(c)
	if err != nil {
		return err
	}
	account := c.Args().First()
	if account != "" {
		if err := knownAccount(org, account); err != nil {
			return err
		}
	}
	log, err := s.readJournal(org)
	if err != nil {
		return err
	}
	if account == "" || c.Bool("list") {
		return s.showJournal(c, log, account)
	}
	return s.enterUse(c, org, log)
}

// entryFlags are those that say something of a new entry.
var entryFlags = []string{"who", "with", "why", "ticket", "when"}

// rootLogFormat names the JSON of the journal and its version.
const rootLogFormat = "orgwright/root-log/1"

func (s *session) showJournal(c *cli.Context, log *schema.RootLog, account string) error {
	for _, name := range entryFlags {
		if c.IsSet(name) {
			return usageError("--%s is about a new entry: name the account, without --list", name)
		}
	}
	all := []view.RootEntry{}
	for _, u := range log.Uses {
		if account == "" || u.Account == account {
			all = append(all, view.RootEntry(u))
		}
	}
	slices.SortStableFunc(all, func(a, b view.RootEntry) int { return schema.RootUse(a).Time().Compare(schema.RootUse(b).Time()) })
	if c.String("format") == "json" {
		return view.JSON(s.Out, struct {
			Format string           `json:"format"`
			Uses   []view.RootEntry `json:"uses"`
		}{rootLogFormat, all})
	}
	if len(all) == 0 {
		_, err := fmt.Fprintln(s.Out, "Nothing is written down.")
		return err
	}
	return view.RootLogText(s.Out, all)
}

// enterUse puts an entry at the end of the journal.
func (s *session) enterUse(c *cli.Context, org *schema.Org, log *schema.RootLog) error {
	for _, name := range []string{"who", "with", "why"} {
		if c.String(name) == "" {
			return usageError("--%s is missing: an entry says who, with whom, and why", name)
		}
	}
	now := s.Now()
	u := schema.RootUse{
		Account: c.Args().First(), Who: c.String("who"), With: c.String("with"), Why: c.String("why"),
		Ticket: c.String("ticket"), When: schema.Moment(now),
	}
	if c.IsSet("when") {
		u.When = c.String("when")
	}
	if u.Time().After(now.Add(time.Minute)) {
		return usageError("--when %s is still to come: it is %s", u.When, schema.Moment(now))
	}
	text, err := log.Append(u)
	if problems, ok := schema.AsProblems(err); ok {
		fmt.Fprintln(s.Err, problems)
		return usageError("the entry is not written: it has %s", count(len(problems), "error"))
	}
	if err != nil {
		return fmt.Errorf("add to the journal: %w", err)
	}
	path := journalPath(org)
	if err := keep(path, text); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.Out, "Written to %s: the root user of %s, by %s with %s, %s. Commit it.\n",
		view.Escape(path), view.Escape(u.Account), view.Escape(u.Who), view.Escape(u.With), u.When)
	return err
}

// keep puts the journal's text in its place in one step. A new journal is a
// file that everybody may read; one that was there keeps its mode, and a link
// to it stays a link.
func keep(path string, text []byte) error {
	at, err := lookAt(path)
	if err != nil {
		return err
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(at.target); err == nil {
		mode = info.Mode().Perm()
	}
	if err := swapAs(at.target, text, mode); err != nil {
		return fmt.Errorf("write %s, which was not touched: %w", path, err)
	}
	return nil
}
