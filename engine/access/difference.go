package access

import (
	"slices"

	"github.com/orgwright/orgwright/engine"
)

// DifferenceFormat names the JSON of a Difference and its version.
const DifferenceFormat = "orgwright/access-difference/1"

// A Difference is who can do what where now and could not before, or the other
// way round. It is what access --compare --format json writes.
type Difference struct {
	Format       string     `json:"format"`
	Organization string     `json:"organization"`
	Before       Edition    `json:"before"`
	After        Edition    `json:"after"`
	Gained       []Cell     `json:"gained"`    // ways that are new
	Lost         []Cell     `json:"lost"`      // ways that are no more
	Changed      []Moved    `json:"changed"`   // ways that lead further than before, or less far
	Same         int        `json:"same"`      // ways that are as they were
	Crossings    []Crossing `json:"crossings"` // of people who did not cross before, or did elsewhere
	NotCounted   []string   `json:"not_counted"`
}

// An Edition is which document a side of a Difference is of.
type Edition struct {
	File   engine.File `json:"file"`
	Commit string      `json:"commit,omitempty"` // in full; empty is the file as it lies there
}

// A Moved is a way that there was before too.
type Moved struct {
	User   string `json:"user"`
	Before *Post  `json:"before"`
	After  *Post  `json:"after"`
}

// Edition is which document a Matrix is of.
func (m Matrix) Edition() Edition { return Edition{m.File, m.Commit} }

// Since tells what is different in a Matrix from an earlier one.
func (m Matrix) Since(before Matrix) Difference {
	d := Difference{
		Format: DifferenceFormat, Organization: m.Organization, Before: before.Edition(), After: m.Edition(),
		Gained: []Cell{}, Lost: []Cell{}, Changed: []Moved{}, Crossings: []Crossing{}, NotCounted: m.NotCounted,
	}
	could := map[[3]string]*Post{}
	for _, c := range before.Cells {
		could[c.way()] = c.Post
	}
	can := make(map[[3]string]bool, len(m.Cells))
	for _, c := range m.Cells {
		can[c.way()] = true
		switch was := could[c.way()]; {
		case was == nil:
			d.Gained = append(d.Gained, c)
		case was.alike(c.Post):
			d.Same++
		default:
			d.Changed = append(d.Changed, Moved{c.User, was, c.Post})
		}
	}
	d.Lost = keep(before.Cells, func(c Cell) bool { return !can[c.way()] })
	d.Crossings = keep(m.Crossings, func(x Crossing) bool {
		return !slices.ContainsFunc(before.Crossings, func(y Crossing) bool { return y.User == x.User && y.within(x) })
	})
	return d
}

// way is what makes a cell the same one in two matrices.
func (c Cell) way() [3]string { return [3]string{c.User, c.Account, c.Function} }

// alike reports whether two posts let people do the same, as far as a Matrix can
// tell, by the same policies: in which lines these stand is of no account.
func (p *Post) alike(other *Post) bool {
	return p.Word == other.Word && p.Surprise == other.Surprise && slices.Equal(p.Services, other.Services) && slices.Equal(p.Unknown, other.Unknown) &&
		slices.EqualFunc(p.Grants, other.Grants, func(a, b Given) bool {
			return a.Name == b.Name && a.Level == b.Level && a.Known == b.Known && slices.Equal(a.Services, b.Services)
		})
}

// within reports whether somebody crosses the same classifications.
func (x Crossing) within(other Crossing) bool {
	return slices.EqualFunc(x.Reach, other.Reach, func(a, b Reach) bool { return a.Classification == b.Classification })
}
