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

// parse is policy.Parse. Whoever gets the document leaves it as it is.
func (m *memo) parse(text string) (policy.Document, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, known := m.documents[text]
	if !known {
		if m.documents == nil {
			m.documents = map[string]reading{}
		}
		r.document, r.err = policy.Parse(text)
		m.documents[text] = r
	}
	return r.document, r.err
}

// body is what make makes of a kind's text.
func (m *memo) body(kind, text string, make func() engine.Body) engine.Body {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := [2]string{kind, text}
	b, known := m.bodies[key]
	if !known {
		if m.bodies == nil {
			m.bodies = map[[2]string]engine.Body{}
		}
		b = make()
		m.bodies[key] = b
	}
	return b
}

// once is what make makes of the first of those that are alike.
func (m *memo) once(sort likeness, make func() engine.Body) engine.Body {
	m.mu.Lock()
	b, known := m.alike[sort]
	m.mu.Unlock()
	if known {
		return b
	}
	b = make()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.alike == nil {
		m.alike = map[likeness]engine.Body{}
	}
	m.alike[sort] = b
	return b
}

// divides is policy.SplitMayAssume's error for the roles of a group.
func (m *memo) divides(roles []string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := strings.Join(roles, " ")
	err, known := m.divided[key]
	if !known {
		if m.divided == nil {
			m.divided = map[string]error{}
		}
		_, _, err = policy.SplitMayAssume(roles, policy.InlineGroup)
		m.divided[key] = err
	}
	return err
}

// raises is what make makes of a policy's text.
func (m *memo) raises(text string, make func() []raiser) []raiser {
	m.mu.Lock()
	all, known := m.raisers[text]
	m.mu.Unlock()
	if known {
		return all
	}
	all = make()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.raisers == nil {
		m.raisers = map[string][]raiser{}
	}
	m.raisers[text] = all
	return all
}

// grants is what make makes of grants that are to so.
func (m *memo) grants(key string, make func() granted) granted {
	m.mu.Lock()
	g, known := m.granted[key]
	m.mu.Unlock()
	if known {
		return g
	}
	g = make()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.granted == nil {
		m.granted = map[string]granted{}
	}
	m.granted[key] = g
	return g
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
