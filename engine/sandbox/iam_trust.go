package sandbox

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// trustMax is how long a trust policy may be. AWS: IAM quotas, ACLSizePerRole.
const trustMax = 2048

var (
	accountShape = regexp.MustCompile(`^[0-9]{12}$`)
	identityARN  = regexp.MustCompile(`^arn:aws:iam::([0-9]{12}):(root|(user|role)(/(?:[\x21-\x7E]+/)?)([\w+=,.@-]+))$`)
	sessionARN   = regexp.MustCompile(`^arn:aws:sts::([0-9]{12}):(assumed-role|federated-user)/([\w+=,.@-]+)(/[\w+=,.@-]+)?$`)
	serviceShape = regexp.MustCompile(`^[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|aws\.internal)$`)
	providerARN  = regexp.MustCompile(`^arn:aws:iam::[0-9]{12}:(saml|oidc)-provider/.+$`)
	webProviders = []string{"cognito-identity.amazonaws.com", "accounts.google.com", "graph.facebook.com", "www.amazon.com"}
	uniqueID     = regexp.MustCompile(`"(AIDA|AROA)[A-Z0-9]+"`)
)

// keptTrust checks a trust policy and is the form in which it is kept: compact,
// an account as its root, users and roles by their unique ids.
func (w *World) keptTrust(text string) (string, error) {
	if err := checkCharacters(text); err != nil {
		return "", err
	}
	d, err := readDocument(text)
	if err != nil {
		return "", err
	}
	for _, s := range d.Statements {
		if err := checkTrust(s); err != nil {
			return "", err
		}
	}
	if n := weight(text); n > trustMax {
		return "", overLimit("Cannot exceed quota for ACLSizePerRole: %d", trustMax)
	}
	var tree map[string]any
	if err := json.Unmarshal([]byte(text), &tree); err != nil {
		return "", badPolicy("This policy contains invalid Json")
	}
	statements, ok := tree["Statement"].([]any)
	if !ok {
		statements = []any{tree["Statement"]}
	}
	for _, s := range statements {
		if err := w.keepPrincipals(s.(map[string]any)); err != nil {
			return "", err
		}
	}
	return compact(tree)
}

func checkTrust(s statement) error {
	switch {
	case s.Resources != nil || s.NoResource != nil:
		return badPolicy("Has prohibited field Resource")
	case s.NotPrincipal != nil && s.Allow:
		return badPolicy("Allow with NotPrincipal is not allowed.")
	case s.Principal == nil && s.NotPrincipal == nil:
		return badPolicy("Missing required field Principal")
	}
	for _, action := range slices.Concat(s.Actions, s.NotActions) {
		if !strings.HasPrefix(strings.ToLower(action), "sts:") {
			return badPolicy("AssumeRole policy may only specify STS AssumeRole actions.")
		}
	}
	return nil
}

// keepPrincipals replaces the principals of a statement by what is kept of them.
func (w *World) keepPrincipals(fields map[string]any) error {
	for _, key := range []string{"Principal", "NotPrincipal"} {
		sorts, ok := fields[key].(map[string]any)
		if !ok {
			continue // "*", or not there
		}
		for _, sort := range []string{"AWS", "Service", "Federated", "CanonicalUser"} {
			names, ok := values(sorts[sort])
			if !ok {
				continue
			}
			kept := make([]any, len(names))
			for i, name := range names {
				id, ok := w.keptPrincipal(sort, name)
				if !ok {
					return badPolicy("Invalid principal in policy: %q:%q", strings.ToUpper(sort), name)
				}
				kept[i] = id
			}
			sorts[sort] = kept
			if len(kept) == 1 {
				sorts[sort] = kept[0]
			}
		}
	}
	return nil
}

// keptPrincipal is a principal as it is kept, and whether there is such a one.
func (w *World) keptPrincipal(sort, name string) (string, bool) {
	switch sort {
	case "Service":
		return name, serviceShape.MatchString(name)
	case "Federated":
		return name, providerARN.MatchString(name) || slices.Contains(webProviders, name)
	case "CanonicalUser":
		return name, false // of S3 alone
	}
	if name == "*" {
		return name, true
	}
	if accountShape.MatchString(name) {
		name = "arn:aws:iam::" + name + ":root"
	}
	known := w.sight().Accounts // who was only just made is not known everywhere
	if m := sessionARN.FindStringSubmatch(name); m != nil {
		a := known[m[1]]
		return name, a != nil && (m[2] == "federated-user" || a.IAM.Roles[m[3]] != nil)
	}
	m := identityARN.FindStringSubmatch(name)
	if m == nil || known[m[1]] == nil {
		return name, false
	}
	return known[m[1]].IAM.principalID(m, name)
}

// principalID is the unique id of the user or role that the parts of an identity ARN name.
func (m *IAM) principalID(part []string, arn string) (string, bool) {
	path, name := part[4], part[5]
	switch part[3] {
	case "user":
		if u := m.Users[name]; u != nil && u.Path == path {
			return u.ID, true
		}
	case "role":
		if r := m.Roles[name]; r != nil && r.Path == path {
			return r.ID, true
		}
	}
	return arn, part[2] == "root"
}

// shownTrust is a kept trust policy as it is read: unique ids as ARNs, where
// the user or role still exists.
func (w *World) shownTrust(kept string) string {
	return uniqueID.ReplaceAllStringFunc(kept, func(quoted string) string {
		if arn := w.arnOf(strings.Trim(quoted, `"`)); arn != "" {
			return `"` + arn + `"`
		}
		return quoted
	})
}

// arnOf is the ARN of the user or role with a unique id, or nothing when it is gone.
func (w *World) arnOf(id string) string {
	for _, a := range w.Accounts {
		for _, u := range a.IAM.Users {
			if u.ID == id {
				return a.arn("user", u.Identity)
			}
		}
		for _, r := range a.IAM.Roles {
			if r.ID == id {
				return a.arn("role", r.Identity)
			}
		}
	}
	return ""
}

// arn names a user, group or role of the account.
func (a *Account) arn(sort string, of Identity) string {
	return "arn:aws:iam::" + a.ID + ":" + sort + of.Path + of.Name
}
