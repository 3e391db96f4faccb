package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/view"
	"github.com/orgwright/orgwright/schema"
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

// saved reads a plan that was saved for the document, and refuses one that was
// edited, or made for another document.
func saved(path string, org *schema.Org) (engine.Review, error) {
	var r engine.Review
	f, err := os.Open(path)
	if err != nil {
		return r, fmt.Errorf("read the plan: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, longestPlan))
	if err != nil {
		return r, fmt.Errorf("read the plan: %w", err)
	}
	if err := json.Unmarshal(text, &r); err != nil || r.Format != engine.PlanFormat {
		return r, failed(errors.Join(fmt.Errorf("%s is no plan of this version (%s)", path, engine.PlanFormat), err)).
			hint("make one with orgwright plan -o %s", shellWord(path))
	}
	again := "make a new plan and have it reviewed: orgwright plan -o NEW.json"
	switch {
	case r.Plan.Sum() != r.Sum:
		return r, refused("ORG326", "%s was edited: its changes are not those of its sum, nothing was done", path).hint("%s", again)
	case r.Organization != org.Organization.Name || r.Master != org.Master.ID:
		return r, refused("ORG327", "%s is a plan for organization %s of account %s, and %s is about %s of %s, nothing was done",
			path, r.Organization, r.Master, org.Path(), org.Organization.Name, org.Master.ID)
	case r.File.SHA256 != org.SHA256():
		return r, refused("ORG328", "%s has changed since %s was made, nothing was done", org.Path(), path).hint("%s", again)
	case len(r.Refusals) > 0:
		return r, refused("ORG329", "%s breaks %s, nothing was done", path, count(len(r.Refusals), "safety rule"))
	}
	return r, nil
}
