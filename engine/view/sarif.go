package view

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// The parts of SARIF 2.1.0 that are needed (OASIS: Static Analysis Results
// Interchange Format). Code scanning shows a result at a line of a file, so each
// is at the line of the document that asks for the fact, else at its first line.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		Results     []sarifResult     `json:"results"`
		ColumnKind  string            `json:"columnKind"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version,omitempty"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID      string       `json:"id"`
		Short   sarifText    `json:"shortDescription"`
		Help    sarifText    `json:"help"`
		HelpURI string       `json:"helpUri"`
		Default sarifDefault `json:"defaultConfiguration"`
	}
	sarifDefault struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifInvocation struct {
		Successful bool `json:"executionSuccessful"`
	}
	sarifResult struct {
		RuleID       string            `json:"ruleId"`
		RuleIndex    int               `json:"ruleIndex"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Locations    []sarifLocation   `json:"locations"`
		Fingerprints map[string]string `json:"partialFingerprints"`
	}
	sarifLocation struct {
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations"`
	}
	sarifPhysical struct {
		Artifact struct {
			URI string `json:"uri"`
		} `json:"artifactLocation"`
		Region sarifRegion `json:"region"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
	}
	sarifLogical struct {
		Name string `json:"fullyQualifiedName"`
		Kind string `json:"kind"`
	}
)

const (
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	homepage    = "https://github.com/orgwright/orgwright"
	driftPage   = homepage + "/blob/main/docs/drift.md"
	codesPage   = homepage + "/blob/main/docs/codes.md"
)

// classRules are what differs without being of any rule's sort.
var classRules = []engine.Rule{
	{Name: "changed", Severity: engine.Error, About: "a fact of ours that is not as it is written", Fix: "orgwright apply puts it back"},
	{Name: "extra", Severity: engine.Error, About: "a fact of ours that is not written", Fix: "orgwright apply takes it away"},
	{Name: "missing", Severity: engine.Error, About: "a fact that is written and not there", Fix: "orgwright apply makes it"},
	{Name: "unknown", Severity: engine.Error, About: "a part of the organization that could not be seen", Fix: "give the run the permission that it lacks"},
}

// DriftSARIF writes a drift as SARIF 2.1.0, one result for each difference,
// finding and unknown part, by rules of which those that were not broken are
// listed too. What it writes is the same for the same drift.
func DriftSARIF(w io.Writer, d engine.Drift, h Header, rules []engine.Rule) error {
	s := sarif{file: cmp.Or(h.File, "org.yaml"), rules: slices.Concat(rules, classRules), page: driftRulePage}
	for _, x := range d.Changes {
		s.change(x, h)
	}
	for _, f := range d.Findings {
		s.add(f.Rule, f.Severity, result{address: f.Address.String(), line: f.Line, text: f.Detail + ". Fix: " + f.Fix + ". Keep: " + f.Keep})
	}
	for _, u := range d.Unreadable {
		s.add("unknown", engine.Error, result{address: place(u), text: strings.TrimSuffix(u.Why+". Fix: "+u.Hint, ". Fix: ")})
	}
	return s.to(w, h.Version)
}

// RemarksSARIF writes remarks on a document as SARIF 2.1.0, by rules whose
// names are the remarks' titles.
func RemarksSARIF(w io.Writer, all []Remark, version string, rules []engine.Rule) error {
	s := sarif{rules: slices.Clone(rules), page: func(string) string { return codesPage }}
	for _, r := range all {
		s.add(r.Title, engine.Severity(r.Level), result{file: r.File, line: r.Line, col: r.Col, text: strings.Join(r.Text, ". ")})
	}
	return s.to(w, version)
}

// to writes the log.
func (s *sarif) to(w io.Writer, version string) error {
	run := sarifRun{
		Tool:        sarifTool{sarifDriver{Name: "orgwright", Version: version, InformationURI: homepage, Rules: s.told()}},
		Invocations: []sarifInvocation{{Successful: true}}, Results: s.results, ColumnKind: "unicodeCodePoints",
	}
	return JSON(w, sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}})
}

// A result is what one is about: where, and in words what.
type result struct {
	address string // of a fact; empty is none
	file    string // empty is the document
	line    int    // 0 is none
	col     int    // 0 is none
	text    string
}

// A sarif is a log on its way.
type sarif struct {
	file    string // the document
	rules   []engine.Rule
	results []sarifResult
	page    func(rule string) string // where a rule is explained
}

func (s *sarif) change(x engine.Deviation, h Header) {
	text := map[engine.Class]string{
		engine.Changed: "is not as " + s.file + " says", engine.Extra: "is not in " + s.file, engine.Missing: "is not there",
	}[x.Class()]
	text = x.Address.String() + " " + text
	if x.Weaker {
		text += ": people can do more than is written"
	}
	s.add(cmp.Or(x.Rule, string(x.Class())), engine.Error, result{address: x.Address.String(), line: x.Line, text: text + ". Fix: " + h.next()})
}

// sarifLevel is a severity in the words of SARIF.
func sarifLevel(s engine.Severity) string {
	switch s {
	case engine.Warning, "note":
		return string(s)
	}
	return "error"
}

func (s *sarif) add(rule string, level engine.Severity, at result) {
	i := slices.IndexFunc(s.rules, func(r engine.Rule) bool { return r.Name == rule })
	if i < 0 {
		i = len(s.rules)
		s.rules = append(s.rules, engine.Rule{Name: rule, Severity: engine.Error, About: rule, Fix: rule})
	}
	var where sarifLocation
	where.Physical.Artifact.URI = (&url.URL{Path: filepath.ToSlash(cmp.Or(at.file, s.file))}).String()
	where.Physical.Region = sarifRegion{max(at.line, 1), at.col}
	known := at.address // what a result is known by when lines have moved
	if known == "" {
		known = at.file + " " + at.text
	} else {
		where.Logical = []sarifLogical{{Name: at.address, Kind: "resource"}}
	}
	sum := sha256.Sum256([]byte(rule + " " + known))
	s.results = append(s.results, sarifResult{
		RuleID: rule, RuleIndex: i, Level: sarifLevel(level), Message: sarifText{prose(at.text)}, Locations: []sarifLocation{where},
		Fingerprints: map[string]string{"orgwright/address/v1": hex.EncodeToString(sum[:16])},
	})
}

// told are the rules as the log lists them.
func (s *sarif) told() []sarifRule {
	all := make([]sarifRule, len(s.rules))
	for i, r := range s.rules {
		all[i] = sarifRule{r.Name, sarifText{r.About}, sarifText{r.Fix}, s.page(r.Name), sarifDefault{sarifLevel(r.Severity)}}
	}
	return all
}

// driftRulePage is where a rule of a drift is explained.
func driftRulePage(name string) string {
	if slices.ContainsFunc(classRules, func(c engine.Rule) bool { return c.Name == name }) {
		return driftPage
	}
	return driftPage + "#" + name
}
