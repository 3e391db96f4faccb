package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/view"
	"github.com/orgwright/orgwright/schema"
)

func reviewFinishCommand() *command {
	return &command{
		name: "finish", does: "hold that all is decided, and take what was removed out of org.yaml", run: reviewFinish,
		args: "[FOLDER]", max: 1,
		examples: []string{"orgwright review finish", "orgwright review finish reviews/2026-Q4"},
		about: "Refuses while a row has no decision or no reviewer, or when anything else was\n" +
			"edited. A removed way takes the person's membership out of org.yaml; comments\n" +
			"and all else stay. Review that change as any other: plan, commit, apply.",
	}
}

func reviewFinish(s *session, c *cli.Context) error {
	b, err := s.openReview(c)
	if err != nil {
		return err
	}
	org, err := s.load(c)
	if err != nil {
		return err
	}
	if err := b.of(org); err != nil {
		return err
	}
	if open := b.Open(); len(open) > 0 {
		return naming(refused("ORG373", "%s is not decided: %s", b.csv(), count(len(open), "row")), open)
	}
	out := b.Outcome(func(user, function string) (engine.Becoming, bool) { return membership(org, user, function) })
	if len(out.Partly) > 0 {
		return naming(refused("ORG374", "a membership leads into several accounts, and not all of them are to be removed"), out.Partly).
			hint("decide remove in each row of the person and function, or change, and divide the function's grants by hand")
	}
	today := string(s.today())
	for _, row := range b.Rows {
		if row.At("decided_on") == "" {
			row.Set("decided_on", today)
		}
	}
	if err := takeOut(org, out); err != nil {
		return err
	}
	if err := b.rewrite(); err != nil {
		return err
	}
	s.tellOutcome(c, b, out)
	return nil
}

// membership is that a user performs a function, by the names that both have in
// org.yaml now.
func membership(org *schema.Org, user, function string) (engine.Becoming, bool) {
	for _, name := range slices.Sorted(maps.Keys(org.Users)) {
		u := org.Users[name]
		for _, m := range u.Functions {
			if (name == user || u.Was == user) && (m.Function == function || org.Functions[m.Function].Was == function) {
				return engine.Becoming{User: name, Function: m.Function}, true
			}
		}
	}
	return engine.Becoming{}, false
}

// naming adds what a refusal is about, the first few of it.
func naming(e *exit, all []string) *exit {
	const few = 12
	for i, what := range all {
		if i == few {
			return e.hint("and %d more", len(all)-few)
		}
		e.hint("%s", what)
	}
	return e
}

// takeOut edits org.yaml.
func takeOut(org *schema.Org, out access.Outcome) error {
	if len(out.Leaving) == 0 {
		return nil
	}
	path := org.Path()
	src, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	var leaving []schema.Leaving
	for _, b := range out.Leaving {
		leaving = append(leaving, schema.Leaving{User: b.User, Function: b.Function})
	}
	text, err := schema.WithoutMembers(path, src, leaving)
	if err != nil || bytes.Equal(text, src) {
		return err
	}
	return replaceText(path, src, text)
}

// replaceText writes a file anew in one step, with the mode it has, unless it
// has changed since it was read.
func replaceText(path string, before, text []byte) error {
	r, err := lookAt(path)
	if err != nil {
		return err
	}
	if !bytes.Equal(r.before, before) {
		return refused("ORG333", "%s has changed in the meantime, nothing was written", path).hint("run the same command again")
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(r.target); err == nil {
		mode = info.Mode().Perm()
	}
	if err := swapIn(r.target, text); err != nil {
		return fmt.Errorf("write %s, which was not touched: %w", path, err)
	}
	return os.Chmod(r.target, mode)
}

// tellOutcome says what came of a review, and what to do next.
func (s *session) tellOutcome(c *cli.Context, b binder, out access.Outcome) {
	say := func(format string, args ...any) { fmt.Fprintf(s.Out, format+"\n", args...) }
	say("Review %s: %d kept, %s to change, %s taken out of %s, %d to remove by hand.", view.Escape(b.Value("review")), out.Kept,
		count(len(out.Changes), "row"), count(len(out.Leaving), "membership"), view.Escape(c.String("file")), len(out.ByHand))
	for _, l := range out.Leaving {
		say("  - %s no longer performs %s", view.Escape(l.User), view.Escape(l.Function))
	}
	for _, l := range out.Changes {
		say("  ~ %s", view.Escape(l))
	}
	for _, l := range out.Gone {
		say("  . %s is no longer in org.yaml: apply takes away what is left of it", view.Escape(l))
	}
	for _, l := range out.ByHand {
		say("  ! %s is not in org.yaml: drift finds it, and it is removed in AWS by hand", view.Escape(l))
	}
	if len(out.Leaving) > 0 {
		say("Next: orgwright plan%s, then commit and apply as any change.", sameFlags(c, wayNames()))
	}
	if len(out.Leaving)+len(out.Gone)+len(out.ByHand) > 0 {
		say("When that is done: orgwright review verify %s%s", shellWord(b.folder), sameFlags(c, placeNames()))
	}
}
