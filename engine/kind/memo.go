package kind

import (
	"strings"
	"sync"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// A memo remembers what the same texts came to before: an organization has the
// same few policies in a thousand accounts. The zero memo is empty.
type memo struct {
	mu        sync.Mutex
	documents map[string]reading
	bodies    map[[2]string]engine.Body // by kind and text
	alike     map[likeness]engine.Body
	granted   map[string]granted // by function and what its grants are to
	divided   map[string]error   // by all roles together
	held      map[*cloud.Picture]map[string]bool
	raisers   map[string][]raiser // by the texts of policies
}

// A likeness is what bodies of a kind have in common that are written in the
// same way, as long as no other account gets a name.
type likeness struct {
	kind    string
	learned int
	of      any
}

// A copied is what tells a document from others without reading it: its copies
// have their statements in one place, where nobody changes them.
type copied struct {
	version string
	first   *policy.Statement
	length  int
}

func copyOf(d policy.Document) copied {
	c := copied{version: d.Version, length: len(d.Statement)}
	if c.length > 0 {
		c.first = &d.Statement[0]
	}
	return c
}

// A granted is what a function may do in accounts that the same grants reach.
type granted struct {
	policies map[string]grantBody // by the names of policies
	inline   int                  // characters that the inline ones take of their quota
}

// A reading is what policy.Parse made of a text.
type reading struct {
	document policy.Document
	err      error
}

// remember is what make makes of a key, the first time. Nobody waits for another
// who makes the same.
func remember[K comparable, V any](m *memo, in *map[K]V, key K, make func() V) V {
	m.mu.Lock()
	v, known := (*in)[key]
	m.mu.Unlock()
	if known {
		return v
	}
	v = make()
	m.mu.Lock()
	defer m.mu.Unlock()
	if *in == nil {
		*in = map[K]V{}
	}
	(*in)[key] = v
	return v
}

// parse is policy.Parse. Whoever gets the document leaves it as it is.
func (m *memo) parse(text string) (policy.Document, error) {
	r := remember(m, &m.documents, text, func() (r reading) {
		r.document, r.err = policy.Parse(text)
		return r
	})
	return r.document, r.err
}

// body is what make makes of a kind's text.
func (m *memo) body(kind, text string, make func() engine.Body) engine.Body {
	return remember(m, &m.bodies, [2]string{kind, text}, make)
}

// once is what make makes of the first of those that are alike.
func (m *memo) once(sort likeness, make func() engine.Body) engine.Body {
	return remember(m, &m.alike, sort, make)
}

// divides is policy.SplitMayAssume's error for the roles of a group.
func (m *memo) divides(roles []string) error {
	return remember(m, &m.divided, strings.Join(roles, " "), func() error {
		_, _, err := policy.SplitMayAssume(roles, policy.InlineGroup)
		return err
	})
}

// raises is what make makes of a policy's text.
func (m *memo) raises(text string, make func() []raiser) []raiser {
	return remember(m, &m.raisers, text, make)
}

// grants is what make makes of grants that are to so.
func (m *memo) grants(key string, make func() granted) granted {
	return remember(m, &m.granted, key, make)
}

// holds is what make makes of a picture.
func (m *memo) holds(p *cloud.Picture, make func() map[string]bool) map[string]bool {
	m.mu.Lock()
	held, known := m.held[p]
	m.mu.Unlock()
	if known {
		return held
	}
	held = make()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.held = map[*cloud.Picture]map[string]bool{p: held} // of the last picture alone: pictures are large
	return held
}
