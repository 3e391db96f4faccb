package sandbox

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
)

// An Entry of the log is one request that changed something, or was refused to.
type Entry struct {
	Time      time.Time `json:"time"`
	Account   string    `json:"account"`   // the caller's; "" where the credentials are unknown
	Caller    string    `json:"caller"`    // ARN
	Operation string    `json:"operation"` // "iam:CreateRole"
	Effect    string    `json:"effect"`    // what it was done to ("role/operations"), or the error's code

	Parameters map[string]string `json:"parameters,omitempty"` // what Effect is made of, by the input's fields; never a secret
	Error      string            `json:"error,omitempty"`      // the error's code where it was refused
	Creation   string            `json:"creation,omitempty"`   // the request that CreateAccount began: car-…
}

// Writes is the log so far, oldest first.
func (w *World) Writes() []Entry {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.Log)
}

// Calls is how often each operation ("iam:GetRole") was called since the world was opened.
func (w *World) Calls() map[string]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return maps.Clone(w.calls)
}

// note counts a request and logs it where it writes.
func (w *World) note(r *request, c Caller, err error) {
	name := r.service.name + ":" + r.name
	w.calls[name]++
	if r.operation.reads {
		return
	}
	e := Entry{Time: w.now().UTC(), Account: c.Account, Caller: c.ARN, Operation: name}
	e.Effect, e.Parameters = effect(r.input.Elem())
	if e.Effect == "" {
		e.Effect = "account/" + c.Account // the caller's own: its organization, its password policy, …
	}
	if err != nil {
		e.Error = faultOf(err).code
		e.Effect = e.Error
	}
	if err == nil && name == createAccount {
		e.Creation = w.Organization.Creations[len(w.Organization.Creations)-1].ID
	}
	w.Log = append(w.Log, e)
}

// createAccount is the operation that does not do what it is asked for at once.
const createAccount = "organizations:CreateAccount"

// reads says whether an operation, by its name, leaves the world as it is but for
// sessions and reports: those are no writes to anybody who counts writes.
func reads(operation string) bool {
	for _, verb := range []string{"Get", "List", "Describe", "Assume", "Generate", "Lookup", "Simulate", "Decode"} {
		if strings.HasPrefix(operation, verb) {
			return true
		}
	}
	return false
}

// nouns are the input fields that say what a request is about, in the order they are told. Never a secret one.
var nouns = []struct{ field, word string }{
	{"AccountId", "account"},
	{"AccountName", "account"},
	{"Email", "email"},
	{"RoleName", "role"},
	{"GroupName", "group"},
	{"UserName", "user"},
	{"InstanceProfileName", "instance-profile"},
	{"NewUserName", "to"},
	{"NewGroupName", "to"},
	{"VirtualMFADeviceName", "mfa"},
	{"SerialNumber", "mfa"},
	{"AccessKeyId", "key"},
	{"Status", "status"},
	{"PolicyName", "policy"},
	{"PolicyArn", "policy"},
	{"PermissionsBoundary", "boundary"},
	{"VersionId", "version"},
	{"AccountAlias", "alias"},
	{"OpenIDConnectProviderArn", "provider"},
	{"SAMLProviderArn", "provider"},
	{"Url", "provider"},
	{"OrganizationalUnitId", "unit"},
	{"PolicyId", "policy"},
	{"Name", "name"},
	{"ParentId", "in"},
	{"PolicyType", "type"},
	{"SourceParentId", "from"},
	{"DestinationParentId", "to"},
	{"TargetId", "target"},
	{"ResourceId", "resource"},
	{"HandshakeId", "handshake"},
	{"Target", "target"},
	{"ServicePrincipal", "service"},
	{"AlternateContactType", "contact"},
}

// effect is what a request is about, in short words, and by fields.
func effect(input reflect.Value) (string, map[string]string) {
	var words []string
	var fields map[string]string
	for _, n := range nouns {
		v := input.FieldByName(n.field)
		if v.IsValid() && v.Kind() == reflect.Pointer && !v.IsNil() {
			v = v.Elem()
		}
		if v.IsValid() && v.Kind() == reflect.Struct {
			v = v.FieldByName("Id").Elem()
		}
		if v.IsValid() && v.Kind() == reflect.String && v.String() != "" {
			words = append(words, n.word+"/"+v.String())
			if fields == nil {
				fields = map[string]string{}
			}
			fields[n.field] = v.String()
		}
	}
	return strings.Join(words, " "), fields
}
