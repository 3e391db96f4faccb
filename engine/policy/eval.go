package policy

import "strconv"

// Policies are all documents that have a say about one caller. What there are
// none of is nil, which is not the same as an empty list: a session policy or
// a guardrail level that allows nothing.
type Policies struct {
	Identity   []Named   // of a user: its own and its groups', inline and managed; of a session its role's
	Boundary   *Named    // permissions boundary of the user or role
	Session    []Named   // passed when the session was made
	Guardrails [][]Named // service control policies of the caller's account, one list a level: root, OUs, account; nil in the master account and outside any organization
}

// A Named is a document and what reasons call it.
type Named struct {
	Name     string
	Document Document
}

// Decide says whether a request to the caller's own account is allowed, as AWS
// documents it (IAM user guide, policy evaluation logic): an explicit deny
// anywhere wins; else each of identity, boundary, session and every guardrail
// level that there is must allow. A root user needs no identity policy.
// Guardrails pass service-linked roles by. Resource policies are not looked at;
// where one must allow as well (a resource of another account, a role's trust)
// the verdict is Unknown at best.
//
// What is not known (an operator, a key, a value, a malformed element) stays
// open until it decides: then the verdict is Unknown, never Allowed.
func Decide(r Request, p Policies) Decision {
	s := newScene(r)
	if why := s.unclear(); why != "" {
		return Decision{Unknown, []Reason{{Layer: LayerCaller, Text: why}}}
	}
	if equalsAction(r.Action, "sts:GetCallerIdentity") {
		return Decision{Allowed, []Reason{{Layer: LayerCaller, Text: "needs no permission, and cannot be denied"}}}
	}
	own, limits := s.identity(p.Identity), s.limits(p)
	allow := own.allow
	for _, o := range limits {
		allow = min(allow, o.allow)
	}
	return conclude(allow, append([]opinion{own}, limits...))
}

// equalsAction compares an action with one that is known, without regard to case.
func equalsAction(action, known string) bool { return globFold(known, action) }

// identity is what the caller's own policies say.
func (s *scene) identity(docs []Named) opinion {
	out := s.weigh(LayerIdentity, docs, s.statement)
	switch {
	case s.Caller.root():
		out.allow = yes
		out.grants = append(out.grants, Reason{Layer: LayerIdentity, Text: "a root user may do everything"})
	case s.Caller.user() && equalsAction(s.Action, "sts:GetSessionToken"):
		out.allow = yes
		out.grants = append(out.grants, Reason{Layer: LayerIdentity, Text: "a user needs no permission for it"})
	}
	return out
}

// limits are the opinions of the layers that must allow, each of them, beside
// what grants.
func (s *scene) limits(p Policies) []opinion {
	out := append(s.caps(p), s.guardrails(p.Guardrails)...)
	if o, limited := s.credentials(); limited {
		out = append(out, o)
	}
	if why := s.elsewhere(); why != "" {
		out = append(out, s.limited("", unsure("%s", why)))
	}
	return out
}

// caps are the boundary and the session policies, which limit what a policy
// allows, but not what a trust policy gives to the caller by name.
func (s *scene) caps(p Policies) []opinion {
	var out []opinion
	if p.Boundary != nil {
		out = append(out, s.weigh(LayerBoundary, []Named{*p.Boundary}, s.statement))
	}
	if p.Session != nil || s.Caller.federated() {
		out = append(out, s.weigh(LayerSession, p.Session, s.statement))
	}
	return out
}

func (s *scene) guardrails(levels [][]Named) []opinion {
	if s.Caller.linked() || s.Caller.outside() {
		return nil
	}
	out := make([]opinion, 0, len(levels))
	for _, level := range levels {
		out = append(out, s.weigh(LayerGuardrail, level, s.statement))
	}
	return out
}

// weigh asks each statement of the documents of a layer.
func (s *scene) weigh(layer string, docs []Named, about func(*Statement) belief) opinion {
	out := opinion{layer: layer}
	for i := range docs {
		d := &docs[i].Document
		s.variables = d.Version == Version
		for j := range d.Statement {
			st := &d.Statement[j]
			b, e := about(st), effect(st.Effect)
			if b.is == no && (b.why == "" || e == Deny) {
				continue
			}
			if e != Allow && e != Deny {
				b = b.and(unsure("the effect %q", st.Effect))
			}
			out.add(e, b, Reason{Layer: layer, Document: docs[i].Name, Statement: called(st, j)})
		}
	}
	return out
}

// called is what reasons call a statement.
func called(st *Statement, i int) string {
	if st.Sid != "" {
		return st.Sid
	}
	return "#" + strconv.Itoa(i+1)
}
