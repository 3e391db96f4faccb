package policy

import "strings"

// MayBecome says whether the caller may become a role: the request's resource
// is the role's ARN, its action sts:AssumeRole if it has none, and trust the
// role's trust policy. Beside the action, sts:TagSession must be allowed when
// the request brings tags, and sts:SetSourceIdentity when it brings a source
// identity or the caller has one.
//
// The policies are the caller's. An explicit deny in any wins, and its
// guardrails must allow. Then (AWS: IAM user guide, policy evaluation logic;
// policy elements, Principal):
//   - the trust policy must allow, in any case;
//   - for a role in another account the caller's identity policies must allow
//     as well, within its boundary and session policies;
//   - for a role in the caller's account a trust policy that names the user or
//     the session itself needs nothing else; one that names the role whose
//     session calls is limited by boundary and session policies alone; one that
//     names the account leaves it to the identity policies.
//
// A root user can become no role. Guardrails of the role's account do not
// count, only those of the caller's.
func MayBecome(r Request, p Policies, trust Named) Decision {
	if r.Action == "" {
		r.Action = "sts:AssumeRole"
	}
	out := mayBecome(newScene(r), p, trust)
	for _, extra := range r.implied() {
		r.Action = extra.action
		d := mayBecome(newScene(r), p, trust)
		if !extra.certain && d.Verdict < Unknown {
			d = Decision{Unknown, []Reason{{Layer: LayerCaller, Text: "whether the request needs " + extra.action}}}
		}
		if d.Verdict < out.Verdict {
			out = d
		}
	}
	return out
}

// An implied action is one that assuming a role asks for at once, for certain
// or perhaps.
type implied struct {
	action  string
	certain bool
}

// implied are the actions that the request asks for beside its own.
func (r Request) implied() (out []implied) {
	s := newScene(r)
	if !globFold("sts:AssumeRole*", r.Action) {
		return nil
	}
	carries := func(action string, keys ...string) {
		for _, key := range keys {
			if values, known := s.lookup(key); len(values) > 0 || !known {
				out = append(out, implied{action, known})
			}
		}
	}
	carries("sts:TagSession", "aws:TagKeys")
	carries("sts:SetSourceIdentity", "sts:SourceIdentity", "aws:SourceIdentity")
	return out
}

func mayBecome(s *scene, p Policies, trust Named) Decision {
	if why := s.impossible(); why != nil {
		return *why
	}
	whole := s.weigh(LayerTrust, []Named{trust}, s.trusts(byAccount))
	if s.Caller.outside() {
		return conclude(whole.allow, []opinion{whole})
	}
	own, caps := s.identity(p.Identity), s.caps(p)
	limits := s.guardrails(p.Guardrails)
	if o, limited := s.credentials(); limited {
		limits = append(limits, o)
	}
	allow := min(whole.allow, own.allow, least(caps))
	if accountOf(s.Resource) == s.Caller.Account && !s.needsBoth() {
		allow = max(allow, min(s.grip(trust, byRole), least(caps)), s.grip(trust, bySelf))
	}
	opinions := append([]opinion{whole, own}, caps...)
	return conclude(min(allow, least(limits)), append(opinions, limits...))
}

// needsBoth reports whether trust and identity must both allow even within an
// account: role chaining with a source identity (AWS: IAM user guide,
// permissions required to set source identity).
func (s *scene) needsBoth() bool {
	return s.Caller.session() && s.isAnyOf("sts:SetSourceIdentity")
}

// grip is whether a trust policy lets the caller in and names it that closely.
func (s *scene) grip(trust Named, wanted grip) truth {
	return s.weigh(LayerTrust, []Named{trust}, s.trusts(wanted)).allow
}

// least is whether all layers allow.
func least(opinions []opinion) truth {
	out := yes
	for _, o := range opinions {
		out = min(out, o.allow)
	}
	return out
}

// impossible is the decision about a request of which trust need not be asked;
// nil for any other.
func (s *scene) impossible() *Decision {
	unknown := func(text string) *Decision {
		return &Decision{Unknown, []Reason{{Layer: LayerCaller, Text: text}}}
	}
	switch why := s.unclear(); {
	case why != "":
		return unknown(why)
	case !strings.Contains(s.Resource, ":role/") || accountOf(s.Resource) == "":
		return unknown(quote(s.Resource) + " is no role")
	case s.Caller.root():
		return &Decision{NotAllowed, []Reason{{Layer: LayerCaller, Text: "a root user cannot assume a role"}}}
	case s.Caller.Account == "" && !s.Caller.outside():
		return unknown("the caller's account is not known")
	}
	return nil
}
