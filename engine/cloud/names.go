package cloud

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Master is what the master account is called.
const Master = "master"

// Names is the table of accounts: what people call them and their ids. Plans
// speak names; only the wire speaks numbers.
type Names struct {
	partition string
	declared  map[string]bool   // by name
	byEmail   map[string]string // of those without an id: the name, by the email in lower case

	mu      sync.RWMutex
	ids     map[string]string // name → id
	names   map[string]string // id → name
	learned int               // how often one was put there
}

// NewNames starts the table with what org.yaml itself says.
func NewNames(partition, masterID string, declared []Declared) *Names {
	n := &Names{partition: partition, declared: map[string]bool{}, byEmail: map[string]string{}, ids: map[string]string{}, names: map[string]string{}}
	if masterID != "" {
		n.set(Master, masterID)
	}
	for _, d := range declared {
		n.declared[d.Name] = true
		if d.ID != "" {
			n.set(d.Name, d.ID)
		} else {
			n.byEmail[strings.ToLower(d.Email)] = d.Name
		}
	}
	return n
}

func (n *Names) set(name, id string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.ids[name], n.names[id] = id, name
	n.learned++
}

// Learned is how often an account was named: while it is the same, Speak says
// the same of a text.
func (n *Names) Learned() int {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.learned
}

// Learn names the account with an id, an email and AWS's own name: as org.yaml
// calls it, or, where it does not, by something made of AWS's name that no
// other account has. It returns the name.
func (n *Names) Learn(id, email, called string) string {
	if name, ok := n.Name(id); ok {
		return name
	}
	name := n.byEmail[strings.ToLower(email)]
	if name == "" {
		name = n.invent(id, called)
	}
	n.set(name, id)
	return name
}

var unspeakable = regexp.MustCompile(`[^a-z0-9]+`)

// invent makes a name for an account that org.yaml does not know.
func (n *Names) invent(id, called string) string {
	name := strings.Trim(unspeakable.ReplaceAllString(strings.ToLower(called), "-"), "-")
	if len(name) == 12 && digits.FindString(name) == name {
		name = "account"
	}
	if _, taken := n.ID(name); name == "" || name == "account" || taken || n.declared[name] {
		name = strings.TrimPrefix(name+"-"+id, "-")
	}
	return name
}

// Declares reports whether org.yaml names the account.
func (n *Names) Declares(name string) bool { return name == Master || n.declared[name] }

// ID is the id of the account called name, and whether there is one yet.
func (n *Names) ID(name string) (string, bool) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	id, ok := n.ids[name]
	return id, ok
}

// Name is what the account with an id is called.
func (n *Names) Name(id string) (string, bool) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	name, ok := n.names[id]
	return name, ok
}

// All lists the names of all known accounts, in order.
func (n *Names) All() []string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return slices.Sorted(maps.Keys(n.ids))
}

var (
	digits = regexp.MustCompile(`\d+`)
	braces = regexp.MustCompile(`\$?\{[a-z0-9-]+\}`)
	inARN  = regexp.MustCompile(`:\{[a-z0-9-]+\}:`)
)

// Speak writes account ids as names, {production} for 123456789012, and the
// partition as aws. Only whole tokens of twelve digits are ids.
func (n *Names) Speak(s string) string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	if n.partition != "aws" {
		s = strings.ReplaceAll(s, "arn:"+n.partition+":", "arn:aws:")
	}
	if !mayHaveID(s) {
		return s
	}
	return n.speakIDs(s)
}

// speakIDs goes from number to number. It is no regular expression: it reads
// every policy of every account.
func (n *Names) speakIDs(s string) string {
	var out strings.Builder
	for len(s) > 0 {
		at := strings.IndexAny(s, "{0123456789")
		if at < 0 {
			break
		}
		out.WriteString(s[:at])
		s = s[at:]
		end := len(s) - len(strings.TrimLeft(s, "0123456789"))
		if s[0] == '{' {
			end = nameEnd(s)
		}
		if name, known := n.names[s[:end]]; known {
			out.WriteString("{" + name + "}")
		} else {
			out.WriteString(s[:end])
		}
		s = s[end:]
	}
	return out.String() + s
}

// nameEnd is where the name in braces ends with which s begins; 1 where it is
// none.
func nameEnd(s string) int {
	end := 1 + len(s[1:]) - len(strings.TrimLeft(s[1:], "abcdefghijklmnopqrstuvwxyz0123456789-"))
	if end == 1 || end == len(s) || s[end] != '}' {
		return 1
	}
	return end + 1
}

// mayHaveID reports whether there are twelve digits in a row: most texts have
// none, and are not searched for words.
func mayHaveID(s string) bool {
	run := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			run = 0
		} else if run++; run == 12 {
			return true
		}
	}
	return false
}

// Spell is the reverse of Speak. An ARN that names an account without an id
// is an error: nothing may be sent to AWS that means no account.
func (n *Names) Spell(s string) (string, error) {
	s = n.SpellKnown(s)
	if left := inARN.FindString(s); left != "" {
		return "", fmt.Errorf("account %s has no id yet", strings.Trim(left, ":{}"))
	}
	return s, nil
}

// SpellKnown is Spell, but accounts without an id keep their names.
func (n *Names) SpellKnown(s string) string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	if n.partition != "aws" {
		s = strings.ReplaceAll(s, "arn:aws:", "arn:"+n.partition+":")
	}
	return braces.ReplaceAllStringFunc(s, func(token string) string {
		if id, ok := n.ids[strings.Trim(token, "{}")]; ok && token[0] != '$' {
			return id
		}
		return token
	})
}

// Partition is the part of AWS that the organization is in, such as aws.
func (n *Names) Partition() string { return n.partition }
