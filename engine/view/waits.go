package view

import (
	"fmt"

	"github.com/orgwright/orgwright/engine"
)

// waits tells what cannot be done before a person has done something: how much
// of what. Its addresses stand among what is done, each with its word; when
// nothing is done they stand here.
func (b briefing) waits() {
	order, waiting := b.waiting()
	if len(order) == 0 {
		return
	}
	b.heading(bold, "WAITS: made by an apply after the person's step")
	for _, a := range order {
		b.line(2, text(fmt.Sprintf("%d for %s", len(waiting[a]), a)))
		b.prose(belowRoom, noInk, byKind(waiting[a]))
		if b.n.Todo() == 0 {
			b.list(belowRoom, addresses(waiting[a]))
		}
	}
}

// waiting finds the changes that wait, by what they wait for.
func (b briefing) waiting() (order []engine.Address, waiting map[engine.Address][]engine.Change) {
	waiting = map[engine.Address][]engine.Change{}
	for _, c := range b.r.Plan.Changes() {
		if c.Waits == nil {
			continue
		}
		if waiting[*c.Waits] == nil {
			order = append(order, *c.Waits)
		}
		waiting[*c.Waits] = append(waiting[*c.Waits], c)
	}
	return order, waiting
}

func addresses(changes []engine.Change) []string {
	var names []string
	for _, c := range changes {
		names = append(names, c.Address.String())
	}
	return names
}
