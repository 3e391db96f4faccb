package policy

import "strings"

// A Verdict is how a request ends. The lower one lets less.
type Verdict uint8

// The verdicts. Unknown is a request that AWS might allow and might not; who
// must decide lets nothing through but what is Allowed.
const (
	Denied     Verdict = iota // a statement denies it, whatever else is not known
	NotAllowed                // nothing denies it, but nothing allows it either where something must
	Unknown                   // what is not known could make it allowed
	Allowed
)

// String is the verdict in a word or two.
func (v Verdict) String() string {
	switch v {
	case Denied:
		return "denied"
	case NotAllowed:
		return "not allowed"
	case Unknown:
		return "unknown"
	case Allowed:
		return "allowed"
	}
	return "no verdict"
}

// The layers that can have a say, as reasons name them.
const (
	LayerCaller    = "caller" // what such credentials can do at all
	LayerIdentity  = "identity"
	LayerBoundary  = "boundary"
	LayerSession   = "session"
	LayerGuardrail = "guardrail"
	LayerTrust     = "trust"
)

// A Decision is a verdict and what it rests on: of a denied request the
// statements that deny it; of one not allowed the layers that do not, and the
// conditions that were not met there; of an unknown one what is not known; of
// an allowed one the statements that allow it.
type Decision struct {
	Verdict Verdict
	Why     []Reason
}

// Allowed reports whether the request is let through: for certain.
func (d Decision) Allowed() bool { return d.Verdict == Allowed }

// String is the verdict and its reasons in one line.
func (d Decision) String() string {
	texts := make([]string, len(d.Why))
	for i, r := range d.Why {
		texts[i] = r.String()
	}
	return strings.TrimSuffix(d.Verdict.String()+": "+strings.Join(texts, "; "), ": ")
}

// A Reason is one thing that a decision rests on. Document and Statement are
// empty where it is the absence of any.
type Reason struct {
	Layer     string // one of the Layer constants
	Document  string // name of the document
	Statement string // Sid, or #1 for the first
	Text      string // what about it
}

// String is the reason as a clause: where, and what.
func (r Reason) String() string {
	where := strings.TrimSpace(r.Layer + " " + r.Document)
	if r.Statement != "" {
		where += ", statement " + r.Statement
	}
	return where + ": " + r.Text
}

// An opinion is what one layer has to say about a request.
type opinion struct {
	layer                          string
	allow, deny                    truth
	grants, denies, doubts, misses []Reason
}

// add counts a statement in, of which is known whether it is about the request.
func (o *opinion) add(effect string, b belief, r Reason) {
	r.Text = b.why
	if b.is == maybe {
		o.doubts = append(o.doubts, r)
	}
	switch {
	case effect != Deny && b.is == no && b.why != "":
		o.misses = append(o.misses, r)
	case effect == Deny && b.is == yes:
		r.Text = "denies it"
		o.denies = append(o.denies, r)
	case b.is == yes:
		r.Text = "allows it"
		o.grants = append(o.grants, r)
	}
	if effect != Allow {
		o.deny = max(o.deny, b.is)
	}
	if effect != Deny {
		o.allow = max(o.allow, b.is)
	}
}

// A verdict needs the allow of all layers together and the deny of each.
func conclude(allow truth, opinions []opinion) Decision {
	deny := no
	for _, o := range opinions {
		deny = max(deny, o.deny)
	}
	switch {
	case deny == yes:
		return Decision{Denied, collect(opinions, func(o opinion) []Reason { return o.denies })}
	case allow == no:
		return Decision{NotAllowed, collect(opinions, opinion.lacks)}
	case allow == maybe || deny == maybe:
		return Decision{Unknown, collect(opinions, func(o opinion) []Reason { return o.doubts })}
	}
	return Decision{Allowed, collect(opinions, func(o opinion) []Reason { return o.grants })}
}

func collect(opinions []opinion, part func(opinion) []Reason) []Reason {
	var out []Reason
	for _, o := range opinions {
		out = append(out, part(o)...)
	}
	return out
}

// lacks are the reasons for which a layer does not allow.
func (o opinion) lacks() []Reason {
	if o.allow != no {
		return nil
	}
	return append([]Reason{{Layer: o.layer, Text: "no statement allows it"}}, o.misses...)
}
