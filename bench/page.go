package main

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/view"
)

// What a plan's pages may cost: of so many changes, in at most such a time, and
// as a comment of so many characters (GitHub takes 65,536).
const (
	pageChanges = 5000
	maxPage     = 2 * time.Second
	maxComment  = 60_000
)

// pages measures how long a large plan takes to be written for people.
func pages() error {
	r, h := wide(pageChanges), view.Header{Version: "bench", Accounts: pageChanges / 2, Calls: 3}
	fmt.Printf("\nA plan of %d changes, each with somebody who gains access:\n", pageChanges)
	var missed []error
	for _, p := range []struct {
		name string
		most int // characters; 0 is no bound
		draw func(*bytes.Buffer) error
	}{
		{"markdown", maxComment, func(b *bytes.Buffer) error { return view.PlanMarkdown(b, r, h) }},
		{"text", 0, func(b *bytes.Buffer) error { return view.PlanText(b, r, h, view.Style{}) }},
		{"github", 0, func(b *bytes.Buffer) error { return view.PlanGitHub(b, r, h) }},
		{"json", 0, func(b *bytes.Buffer) error { return view.JSON(b, r) }},
	} {
		var page bytes.Buffer
		began := time.Now()
		if err := p.draw(&page); err != nil {
			return err
		}
		took, long := time.Since(began), len([]rune(page.String()))
		fmt.Printf("  %-10s %8s %9d characters\n", p.name, took.Round(time.Millisecond), long)
		if took > maxPage || p.most > 0 && long > p.most {
			missed = append(missed, fmt.Errorf("%s of %d changes: %v and %d characters, more than %v or %d", p.name, pageChanges, took, long, maxPage, p.most))
		}
	}
	return errors.Join(missed...)
}

// wide is a plan of n changes, half of them grants by which a person becomes a
// role and half of them what is no longer wanted.
func wide(n int) engine.Review {
	var p engine.Plan
	access := engine.Access{}
	steps := [2]engine.Step{{Movement: engine.Build, Kind: "grant"}, {Movement: engine.Clear, Kind: "role"}}
	for i := range n / 2 {
		account := fmt.Sprintf("account-%04d", i)
		steps[0].Changes = append(steps[0].Changes, engine.Change{
			Address: engine.Address{Account: account, Kind: "grant", Name: "operations/AdministratorAccess"},
			After:   `{"policy":"arn:aws:iam::aws:policy/AdministratorAccess"}`, Risk: engine.Grants, Line: 40,
		})
		steps[1].Changes = append(steps[1].Changes, engine.Change{
			Address: engine.Address{Account: account, Kind: "role", Name: "former"}, Before: `{"session":3600}`, Risk: engine.Destroys,
		})
		access.Gained = append(access.Gained, engine.Becoming{User: "alice", Account: account, Function: "operations"})
	}
	p.Steps = steps[:]
	return engine.Review{Format: engine.PlanFormat, Plan: p, Sum: p.Sum(), Access: access, Summary: p.Summary(), File: engine.File{Path: "org.yaml"}}
}
