package policy

import "strings"

// A Request is one call of an AWS API: who asks to do what to what.
//
// Context holds the values of condition keys, in any case. A key with an empty
// list is one that is known not to be in the request; a key that ends in "/*"
// with an empty list says so of all tags of that sort that are not told, as
// "aws:ResourceTag/*". What the Caller says need not be said again
// (aws:PrincipalArn, aws:PrincipalAccount, aws:PrincipalType, aws:userid,
// aws:username); Context goes before it.
//
// Silence about a key means that it is not in the request where the key speaks
// of what the caller or the request bring along: MFA and token keys, source
// identity, tags and ids of the request, AssumeRoot. Silence about any other
// key (time, address, Region, tags of the principal or the resource, keys of
// services) makes conditions on it Unknown, as does a key named in Open,
// which whoever asks cannot tell at all.
type Request struct {
	Action   string // one action, such as iam:CreateUser
	Resource string // ARN, or * for an action that has no resource
	Caller   Caller
	Context  map[string][]string
	Open     []string
}

// A Caller is who makes a request. Account may be {name} if the documents
// speak so as well.
type Caller struct {
	Account string // its account's twelve digits
	ARN     string // as GetCallerIdentity says: of a user, of a role's session, of a root user
	Role    string // for a role's session the ARN of the role, with its path
	ID      string // unique id (aws:userid): AIDA…, AROA…:session, an account's id for root
	Token   bool   // a user's temporary credentials from GetSessionToken

	// Instead of all these, one of the two that only a trust policy lets in.
	Service   string // service principal, such as ec2.amazonaws.com
	Federated string // identity provider: its ARN or domain
}

// root reports whether the caller is an account's root user, by its own
// credentials or by AssumeRoot.
func (c Caller) root() bool { return strings.HasSuffix(c.ARN, ":root") && !c.session() }

// federated reports whether the caller is a session of GetFederationToken.
func (c Caller) federated() bool { return strings.Contains(c.ARN, ":federated-user/") }

// linked reports whether the caller is a service in its own role.
func (c Caller) linked() bool { return strings.Contains(c.Role, ":role/aws-service-role/") }

// outside reports whether the caller is no principal of an account.
func (c Caller) outside() bool { return c.Service != "" || c.Federated != "" }

// user reports whether the caller is an IAM user.
func (c Caller) user() bool { return !c.session() && strings.Contains(c.ARN, ":user/") }

// session reports whether the caller is a role's session.
func (c Caller) session() bool { return c.Role != "" || strings.Contains(c.ARN, ":assumed-role/") }

// principal is the ARN that policies know the caller by: for a role's session
// the role (AWS: IAM global condition keys, aws:PrincipalArn); "" is not known.
func (c Caller) principal() string {
	if c.session() {
		return c.Role
	}
	return c.ARN
}

// sort is the caller's aws:PrincipalType (AWS: IAM policy variables, principal
// key values).
func (c Caller) sort() string {
	switch {
	case c.root():
		return "Account"
	case c.session():
		return "AssumedRole"
	case c.federated():
		return "FederatedUser"
	case c.user():
		return "User"
	}
	return ""
}

// A scene is a request while it is judged.
type scene struct {
	Request
	told      map[string][]string // Context by key in lower case
	variables bool                // the document at hand may hold policy variables
}

func newScene(r Request) *scene {
	s := &scene{Request: r, told: make(map[string][]string, len(r.Context))}
	for key, values := range r.Context {
		key = lower(key)
		s.told[key] = append(s.told[key], values...)
	}
	return s
}

// unclear says why a request cannot be judged, or "".
func (s *scene) unclear() string {
	service, name, _ := strings.Cut(s.Action, ":")
	switch {
	case service == "" || name == "" || wild(s.Action):
		return "the request's action " + quote(s.Action) + " is not one action"
	case s.Resource == "" || s.Resource != "*" && wild(s.Resource):
		return "the request's resource " + quote(s.Resource) + " is not one resource"
	}
	return ""
}

// lookup finds the values of a key. None is a key that is not in the request;
// false is a key of which that is not known.
func (s *scene) lookup(key string) ([]string, bool) {
	key = lower(key)
	for _, open := range s.Open {
		if strings.EqualFold(open, key) {
			return nil, false
		}
	}
	if values, ok := s.told[key]; ok {
		return values, true
	}
	family, _, tagged := strings.Cut(key, "/")
	if tagged {
		if _, closed := s.told[family+"/*"]; closed {
			return nil, true
		}
	}
	if values, ok := s.derive(key); ok {
		return values, true
	}
	return nil, broughtAlong[family]
}

// derive is what the caller says of a key.
func (s *scene) derive(key string) (values []string, known bool) {
	if s.Caller.outside() {
		return nil, false
	}
	switch key {
	case "aws:principalarn":
		return some(s.Caller.principal())
	case "aws:principalaccount":
		return some(s.Caller.Account)
	case "aws:principaltype":
		return some(s.Caller.sort())
	case "aws:userid":
		return some(s.Caller.ID)
	case "aws:username":
		return s.username()
	case "aws:principalisawsservice":
		return some("false")
	case "aws:resourceaccount":
		return some(accountOf(s.Resource))
	case "aws:multifactorauthpresent":
		if s.Caller.session() {
			return some("false") // (AWS: IAM user guide, MFA-protected API access)
		}
	}
	return nil, false
}

func some(value string) ([]string, bool) { return []string{value}, value != "" }

// username is there for users alone (AWS: IAM policy variables, principal key
// values).
func (s *scene) username() ([]string, bool) {
	if !s.Caller.user() {
		return nil, s.Caller.ARN != ""
	}
	return some(s.Caller.ARN[strings.LastIndexByte(s.Caller.ARN, '/')+1:])
}

// accountOf is the account in an ARN, or "".
func accountOf(arn string) string {
	parts := strings.SplitN(arn, ":", arnParts)
	if len(parts) < arnParts {
		return ""
	}
	return parts[4]
}

// broughtAlong are the keys, and the families of tags, that are in a request
// only if the caller or the request bring them along (AWS: IAM global
// condition keys; IAM and STS condition keys).
var broughtAlong = map[string]bool{
	"aws:assumedroot":            true,
	"aws:federatedprovider":      true,
	"aws:multifactorauthage":     true,
	"aws:multifactorauthpresent": true,
	"aws:requesttag":             true,
	"aws:sourceidentity":         true,
	"aws:tagkeys":                true,
	"aws:tokenissuetime":         true,
	"sts:externalid":             true,
	"sts:sourceidentity":         true,
	"sts:transitivetagkeys":      true,
}
