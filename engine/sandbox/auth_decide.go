package sandbox

import (
	"net/http"
	"strings"

	"github.com/orgwright/orgwright/engine/policy"
)

// authorize is the error of a request that the caller may not make.
func (c *call) authorize() error {
	r := c.asked
	all, known := c.needs()
	if !known {
		return &fault{code: "InternalFailure", message: "nobody knows who may call " + r.name, status: http.StatusInternalServerError}
	}
	if len(all) == 0 {
		return nil
	}
	p := c.policies()
	for _, n := range all {
		if d := policy.Decide(c.ask(n.action, n.resource), p); !d.Allowed() {
			return c.forbid(n, d)
		}
	}
	return nil
}

// Layers in AWS's words (AWS: IAM user guide, access denied error messages).
var layers = map[string]string{
	policy.LayerGuardrail: "service control policy", policy.LayerIdentity: "identity-based policy", policy.LayerBoundary: "permissions boundary",
	policy.LayerSession: "session policy", policy.LayerTrust: "role trust policy",
}

// precedence is the order in which one missing Allow is told of several.
var precedence = []string{policy.LayerGuardrail, policy.LayerIdentity, policy.LayerBoundary, policy.LayerSession, policy.LayerTrust}

// forbid is what AWS says to a caller who may not do something.
func (c *call) forbid(n need, d policy.Decision) error {
	limited := d.Verdict == policy.NotAllowed && len(d.Why) > 0 && only(d, policy.LayerCaller)
	switch {
	case limited && strings.HasPrefix(n.action, "iam:"):
		return unknownToken() // a session token without MFA is worth nothing to IAM
	case limited && n.action == "sts:GetSessionToken":
		return denied("Cannot call GetSessionToken with session credentials")
	}
	return denied("User: %s is not authorized to perform: %s on resource: %s%s", c.caller.ARN, n.action, n.resource, because(n.action, d))
}

// only says whether all that speaks against a request is of one layer.
func only(d policy.Decision, layer string) bool {
	for _, r := range d.Why {
		if r.Layer != layer {
			return false
		}
	}
	return true
}

// because is why a request is denied, as the end of AWS's sentence. What AWS has
// no words for, a policy that the sandbox cannot judge, is told in its own.
func because(action string, d policy.Decision) string {
	switch {
	case len(d.Why) == 0:
		return ""
	case d.Verdict == policy.Denied:
		layer := layers[d.Why[0].Layer]
		article := " with an explicit deny in a "
		if layer == layers[policy.LayerIdentity] {
			article = " with an explicit deny in an "
		}
		if name := d.Why[0].Document; strings.HasPrefix(name, "arn:") {
			return article + layer + ": " + name
		}
		return article + layer
	case d.Verdict == policy.Unknown:
		return " because it is not known whether it is allowed: " + strings.TrimPrefix(d.String(), "unknown: ")
	}
	for _, layer := range precedence {
		for _, r := range d.Why {
			if r.Layer == layer {
				return " because no " + layers[layer] + " allows the " + action + " action"
			}
		}
	}
	return " because " + d.Why[0].Text
}
