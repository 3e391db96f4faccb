package view_test

import (
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/view"
)

// A matrix of half a million cells is written with little more memory than it
// has itself: JSON in one piece took three times its hundreds of megabytes.
func TestLargeMatrixIsWrittenInPieces(t *testing.T) {
	m := roster()
	posts := m.Cells
	for i := range 500_000 {
		m.Cells = append(m.Cells, access.Cell{User: fmt.Sprintf("user-%03d", i%500), Post: posts[i%len(posts)].Post})
	}
	most := uint64(128 << 20) // bytes given out in all, most of them at once taken back
	if underRace {
		most *= 2
	}
	for name, write := range map[string]func(io.Writer, access.Matrix) error{"json": view.AccessJSON, "csv": view.AccessCSV} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if err := write(&held{t: t}, m); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; name == "json" && used > most {
			t.Errorf("%s: %d MiB of memory", name, used>>20)
		}
	}
}

// held is a writer that takes pieces, and no heap.
type held struct{ t *testing.T }

func (h *held) Write(p []byte) (int, error) {
	if len(p) > 1<<20 {
		h.t.Errorf("a piece of %d bytes", len(p))
	}
	return len(p), nil
}
