package view

import (
	"cmp"
	"time"

	"github.com/orgwright/orgwright/engine"
)

// A Header says where a plan or a drift comes from: who looked, at what, with
// what.
type Header struct {
	Version        string        // of orgwright
	Organization   string        // its name in the document; a plan's own comes first
	File           string        // path of the document; a plan's own comes first
	Commit         string        // of the document, as "4f1c9e2 (clean)"; empty when not known
	Source         string        // web address of the document at that commit, for links to its lines; may be empty
	Caller         string        // ARN of the identity that looked
	Account        string        // id of the account it looked from, twelve digits
	AccountName    string        // what people call that account; not shown when it is the id
	OrganizationID string        // empty while there is no organization
	Calls          int           // API calls made
	Elapsed        time.Duration // what looking took
	Accounts       int           // how many accounts were read
	Next           string        // the command to run next; empty is "orgwright apply"
	Save           string        // the commands that save this plan and apply it; empty where it is saved already
	Asking         bool          // whether somebody is asked next, or needs not be: no command is shown
}

// next is the command that carries the plan out.
func (h Header) next() string { return cmp.Or(h.Next, "orgwright apply") }

// proof is what stands behind a word such as "in sync".
func (h Header) proof() string {
	return "(" + count(h.Calls, "call") + " in " + seconds(h.Elapsed) + ")"
}

// header writes who looked at what.
func (p *page) header(h Header, file string, unread []engine.Unknown) {
	document := cmp.Or(file, h.File, "org.yaml")
	if h.Commit != "" {
		document += " at commit " + h.Commit
	}
	p.fact("orgwright "+h.Version, document)
	p.fact("caller", h.Caller)
	p.fact("account", account(h))
	p.fact("read", h.read(len(unread)))
}

const factWidth = 17

func (p *page) fact(label, value string) {
	label = pad(prose(label), factWidth-2)
	for i, line := range wrap(value, p.style.width()-columns(label)-2) {
		if i > 0 {
			label = pad("", columns(label))
		}
		p.line(0, span{faint, label}, text("  "+line))
	}
}

func account(h Header) string {
	s := h.Account
	if h.AccountName != "" && h.AccountName != h.Account {
		s += ` "` + h.AccountName + `"`
	}
	if h.OrganizationID == "" {
		return s + ", not in an organization yet"
	}
	return s + ", organization " + h.OrganizationID
}

func (h Header) read(unread int) string {
	s := count(h.Calls, "call") + " in " + seconds(h.Elapsed) + " over " + count(h.Accounts, "account")
	if unread == 0 {
		return s + ", nothing was unreadable"
	}
	return s + ", " + count(unread, "thing") + " unreadable"
}
