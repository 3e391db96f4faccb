package access_test

import (
	"testing"

	"github.com/orgwright/orgwright/engine/access"
)

// TestDifference tells ways apart by person, account and function, and what is
// at their end by all that a matrix knows of it; lines of org.yaml move without
// anything being different.
func TestDifference(t *testing.T) {
	post := func(function, word string, grants ...access.Given) *access.Post {
		return &access.Post{Account: "production", Function: function, Word: word, Level: word, Services: []string{"s3"}, Grants: grants}
	}
	reach := func(classes ...string) (x access.Crossing) {
		x.User = "ada"
		for _, c := range classes {
			x.Reach = append(x.Reach, access.Reach{Classification: c})
		}
		return x
	}
	before := access.Matrix{Crossings: []access.Crossing{reach("live", "test")}, Cells: []access.Cell{
		{User: "ada", Post: post("ops", "write", access.Given{Name: "a", Line: 1})},
		{User: "bob", Post: post("ops", "write", access.Given{Name: "a", Line: 1})},
		{User: "cas", Post: post("dev", "read")},
		{User: "dee", Post: post("dev", "read", access.Given{Name: "a"})},
	}}
	after := access.Matrix{Crossings: []access.Crossing{reach("live", "test")}, Cells: []access.Cell{
		{User: "ada", Post: post("ops", "write", access.Given{Name: "a", Line: 9})},
		{User: "cas", Post: post("dev", "write")},
		{User: "dee", Post: post("dev", "read", access.Given{Name: "b"})},
		{User: "eve", Post: post("ops", "write")},
	}}
	d := after.Since(before)
	if len(d.Gained) != 1 || d.Gained[0].User != "eve" || len(d.Lost) != 1 || d.Lost[0].User != "bob" || d.Same != 1 || len(d.Crossings) != 0 {
		t.Errorf("gained %v, lost %v, same %d, crossings %v", d.Gained, d.Lost, d.Same, d.Crossings)
	}
	if len(d.Changed) != 2 || d.Changed[0].User != "cas" || d.Changed[0].Before.Word != "read" || d.Changed[0].After.Word != "write" || d.Changed[1].User != "dee" {
		t.Errorf("changed %v", d.Changed)
	}
	after.Crossings = []access.Crossing{reach("live", "secret", "test")}
	if d := after.Since(before); len(d.Crossings) != 1 {
		t.Errorf("one who crosses further is not told: %v", d.Crossings)
	}
	if d := before.Since(before); len(d.Gained)+len(d.Lost)+len(d.Changed) > 0 || d.Same != len(before.Cells) {
		t.Errorf("a matrix is different from itself: %+v", d)
	}
}
