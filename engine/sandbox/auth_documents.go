package sandbox

import (
	"sync"

	"github.com/orgwright/orgwright/engine/policy"
)

// documentsMax is how many documents are kept parsed: the policies of a large
// organization, many of which are the same text.
const documentsMax = 2048

// documents are parsed policies by their text: each is read once, and asked often.
var documents = shelf{parsed: map[string]policy.Document{}}

// A shelf is a bounded store of parsed documents. It may be used from many goroutines.
type shelf struct {
	mu     sync.Mutex
	parsed map[string]policy.Document
}

// of is the document of a text. One that cannot be read has a statement of which
// nobody knows what it says, so that it leaves open what it might decide.
func (s *shelf) of(text string, trust bool) policy.Document {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d, known := s.parsed[text]; known {
		return d
	}
	d, err := policy.Parse(text)
	if err != nil {
		return unreadable(err, trust)
	}
	if len(s.parsed) >= documentsMax {
		clear(s.parsed)
	}
	s.parsed[text] = d
	return d
}

func unreadable(err error, trust bool) policy.Document {
	s := policy.Statement{Effect: err.Error(), Action: policy.List{"*"}}
	if trust {
		s.Principal = policy.Principal{"AWS": {"*"}}
	} else {
		s.Resource = policy.List{"*"}
	}
	return policy.Document{Version: policy.Version, Statement: []policy.Statement{s}}
}

// law is a policy by its name.
func law(name, text string) policy.Named {
	return policy.Named{Name: name, Document: documents.of(text, false)}
}
