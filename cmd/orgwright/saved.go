package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/view"
)

// longestPlan is how many bytes of a plan file are read: some hundred thousand
// changes.
const longestPlan = 256 << 20

// save writes a plan for a later apply. It holds no secret, and all the same
// nobody else needs to read it.
func save(path string, r engine.Review) error {
	var text bytes.Buffer
	if err := view.JSON(&text, r); err != nil {
		return err
	}
	return writePrivate(path, text.Bytes())
}

// takeUp reads a plan that was saved, and has the run made with what that was
// made with.
func (r *running) takeUp(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("read the plan: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, longestPlan))
	if err != nil {
		return fmt.Errorf("read the plan: %w", err)
	}
	if err := json.Unmarshal(text, &r.reviewed); err != nil || r.reviewed.Format != engine.PlanFormat {
		return failed(errors.Join(fmt.Errorf("%s is no plan of this version (%s)", path, engine.PlanFormat), err)).
			hint("make one with orgwright plan -o %s%s", shellWord(path), sameFlags(r.c, append(wayNames(), scopeNames()...)))
	}
	return takeOver(r.c, path, r.reviewed.MadeWith)
}

// isSaved reports whether a file is a saved plan, by its first line.
func isSaved(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, 64))
	return err == nil && strings.Contains(string(head), `"format": "`+engine.PlanFormat)
}

// stands refuses a saved plan that was edited, or made for another document.
func (r *running) stands(path string) error {
	again := "make a new plan and have it reviewed: orgwright plan -o NEW.json" + r.flags + r.scope
	switch plan := r.reviewed; {
	case plan.Plan.Sum() != plan.Sum:
		return refused("ORG326", "%s was edited: its changes are not those of its sum, nothing was done", path).hint("%s", again)
	case plan.Organization != r.org.Organization.Name || plan.Master != r.org.Master.ID:
		return refused("ORG327", "%s is a plan for organization %s of account %s, and %s is about %s of %s, nothing was done",
			path, plan.Organization, plan.Master, r.org.Path(), r.org.Organization.Name, r.org.Master.ID)
	case plan.File.SHA256 != r.org.SHA256():
		return refused("ORG328", "%s has changed since %s was made, nothing was done", r.org.Path(), path).hint("%s", again)
	case len(plan.Refusals) > 0:
		return refused("ORG329", "%s breaks %s, nothing was done", path, count(len(plan.Refusals), "safety rule"))
	}
	return nil
}

// changed is the refusal of a saved plan that is not what would be done now.
func (r *running) changed(now engine.Plan) error {
	e := moved(r.reviewed.Plan, now)
	if r.reviewed.MadeWith == nil {
		e.hint("the plan is of an older version, which did not save --target, --close and --retire: say here what it was made with")
	}
	return e
}
