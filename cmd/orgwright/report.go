package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/view"
)

// reportFormat names the record of an apply and its version.
const reportFormat = "orgwright/apply/1"

// A report is the record of an apply: who did what, when, and what is left.
type report struct {
	Format       string           `json:"format"`
	Organization string           `json:"organization"`
	Master       string           `json:"master"`
	Caller       string           `json:"caller"`
	File         engine.File      `json:"file"`
	Plan         string           `json:"plan"` // its sum
	Began        time.Time        `json:"began"`
	Ended        time.Time        `json:"ended"`
	Outcome      string           `json:"outcome"` // nothing to do, applied or stopped half-way
	Done         []engine.Change  `json:"done"`
	Failed       []failure        `json:"failed"`
	NotStarted   []engine.Change  `json:"not_started"`
	Pending      []engine.Pending `json:"pending"`
	People       []farewell       `json:"people"`
}

// A failure is a change that was tried, and why it is not done.
type failure struct {
	Change engine.Change `json:"change"`
	Error  string        `json:"error"`
}

// openReport refuses a report that could not be written at the end, before
// anything is done.
func (r *running) openReport(path string) error {
	r.record = path
	if path == "" {
		return nil
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return failed(fmt.Errorf("the report %s is there already", path)).hint("name a new file: a record is never overwritten")
	}
	return nil
}

// nothing ends a run that has nothing to do.
func (r *running) nothing(d kind.Draft) error { return r.report(d, nil, "nothing to do") }

// report writes the record of what was done, and keeps it for the last of the
// events.
func (r *running) report(d kind.Draft, p *engine.Partial, outcome string) error {
	doc := r.recorded(d, p, outcome)
	r.events.keep(doc)
	if r.record == "" {
		return nil
	}
	var text bytes.Buffer
	if err := view.JSON(&text, doc); err != nil {
		return err
	}
	return writePrivate(r.record, text.Bytes())
}

// recorded is the record of what was done.
func (r *running) recorded(d kind.Draft, p *engine.Partial, outcome string) report {
	doc := report{
		Format: reportFormat, Organization: d.Organization, Master: d.Master, Caller: r.cloud.Caller, File: d.File, Plan: d.Sum,
		Began: r.began.UTC(), Ended: r.Now().UTC(), Outcome: outcome, Pending: d.Pending, People: listed(r.people),
	}
	switch {
	case p != nil:
		doc.Outcome, doc.Done, doc.NotStarted = "stopped half-way", p.Done, p.Skipped
		for _, f := range p.Failed {
			doc.Failed = append(doc.Failed, failure{f.Change, awsText(f.Err)})
		}
	case outcome == "applied":
		doc.Done = doable(d.Plan)
	}
	return doc
}

// doable lists what apply itself does of a plan.
func doable(p engine.Plan) []engine.Change {
	var all []engine.Change
	for _, s := range p.Steps {
		for _, c := range s.Changes {
			if !s.ByHand && c.Waits == nil {
				all = append(all, c)
			}
		}
	}
	return all
}
