package access

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine/policy"
)

// A Realm is everything that has a say about who may do what in an
// organization, beyond what a State holds: identities and guardrails of others
// too. Its texts name accounts by their twelve digits, and by {name} those that
// have none yet. The zero Realm has no account.
type Realm struct {
	Accounts   map[string]*Holding // by what people call them
	Guardrails map[string]string   // documents by name
	Targets    map[string][]string // where each is attached: root, a unit's path, an account's name
	Units      map[string]string   // where accounts live; "" is the root
	Fenced     bool                // guardrails are switched on
	Setting    Setting

	read map[string]policy.Document // by text
}

// A Setting is what conditions may ask and no account says.
type Setting struct {
	Partition    string // aws, aws-cn, aws-us-gov
	Region       string // of calls to STS
	Organization string // its id, such as o-abcdefghij; "" while there is none
	Session      string // the role session name of runs
	Path         string // the ownership path
	AccessRole   string // what AWS makes in new accounts
}

// A Holding is one account, as far as it matters here.
type Holding struct {
	ID       string // twelve digits, or {name}
	Users    map[string]*Identity
	Groups   map[string]*Identity
	Roles    map[string]*Identity
	Policies map[string]string // managed policies of its own: documents by ARN
	Whole    bool              // Roles are all that there are, but those of AWS's services
}

// An Identity is a user, a group or a role, with its policies.
type Identity struct {
	Path      string
	Groups    []string          // of a user
	Inline    map[string]string // documents by name
	Attached  []string          // ARNs of managed policies
	Boundary  string            // the ARN of one; "" is none
	Trust     string            // of a role
	Suspended bool              // a user who has nothing to sign in with
	Tags      map[string]string
}

// A Who is who asks to do something: a caller, and what people call its
// account.
type Who struct {
	Account string
	policy.Caller
}

// NewHolding is an account without anything in it.
func NewHolding(id string) *Holding {
	return &Holding{ID: id, Users: map[string]*Identity{}, Groups: map[string]*Identity{}, Roles: map[string]*Identity{}, Policies: map[string]string{}}
}

// arn is the ARN of something in an account's IAM, such as role/x/y.
func (r *Realm) arn(account, rest string) string {
	id := "{" + account + "}"
	if h := r.Accounts[account]; h != nil {
		id = h.ID
	}
	return "arn:" + cmp.Or(r.Setting.Partition, "aws") + ":iam::" + id + ":" + rest
}

// RoleARN is the ARN of a role by its name; "" when there is none.
func (r *Realm) RoleARN(account, name string) string {
	h := r.Accounts[account]
	if h == nil || h.Roles[name] == nil {
		return ""
	}
	return r.arn(account, "role"+h.Roles[name].Path+name)
}

// Session is a role's session, as its holder would be known to AWS.
func (r *Realm) Session(account, role, session string) Who {
	w := Who{Account: account}
	if h := r.Accounts[account]; h != nil {
		w.Caller.Account = h.ID
	}
	w.Role = r.RoleARN(account, role)
	w.ARN = strings.Replace(r.arn(account, "assumed-role/"+role+"/"+session), ":iam:", ":sts:", 1)
	return w
}

// User is a person of an account, with a session with MFA or with an access
// key alone.
func (r *Realm) User(account, name string, mfa bool) Who {
	w := Who{Account: account}
	w.Caller.Account, w.Token = r.Accounts[account].ID, mfa
	path := "/"
	if u := r.Accounts[account].Users[name]; u != nil {
		path = u.Path
	}
	w.ARN = r.arn(account, "user"+path+name)
	return w
}

// document is what a text says. One that cannot be read has a statement of
// which nobody knows what it says, so that it leaves open what it might decide.
func (r *Realm) document(text string, trust bool) policy.Document {
	if d, known := r.read[text]; known {
		return d
	}
	d, err := policy.Parse(text)
	if err != nil {
		return obscure(err.Error(), trust)
	}
	if r.read == nil {
		r.read = map[string]policy.Document{}
	}
	r.read[text] = d
	return d
}

// obscure is a document of which only its name is known.
func obscure(effect string, trust bool) policy.Document {
	st := policy.Statement{Effect: effect, Action: policy.List{"*"}}
	if trust {
		st.Principal = policy.Principal{"AWS": {"*"}}
	} else {
		st.Resource = policy.List{"*"}
	}
	return policy.Document{Version: policy.Version, Statement: []policy.Statement{st}}
}

// managed is a managed policy by its ARN. Of AWS's own, AdministratorAccess is
// known to say everything and no more; the ones for people are known to deny
// nothing, as far as their purpose is known; of the rest nothing is.
func (r *Realm) managed(account, arn string) policy.Named {
	name := managedName(arn)
	text, own := r.Accounts[account].Policies[arn]
	switch {
	case own:
		return policy.Named{Name: arn[strings.LastIndexByte(arn, '/')+1:], Document: r.document(text, false)}
	case name == "AdministratorAccess":
		return policy.Named{Name: name, Document: policy.Document{Version: policy.Version, Statement: []policy.Statement{everything}}}
	case name != "" && purpose(arn) != unknown:
		st := everything
		st.Condition = policy.Conditions{"StringEquals": {"what " + name + " says": {"?"}}}
		return policy.Named{Name: name, Document: policy.Document{Version: policy.Version, Statement: []policy.Statement{st}}}
	}
	return policy.Named{Name: cmp.Or(name, arn), Document: obscure(cmp.Or(name, arn), false)}
}

// over reports whether a guardrail's target has an account under it. A unit
// that is called like an account has a slash before it.
func (r *Realm) over(target, account string) bool {
	switch _, isAccount := r.Accounts[target]; {
	case target == account || target == "root":
		return true
	case isAccount:
		return false
	}
	unit := strings.TrimPrefix(target, "/")
	return r.Units[account] == unit || strings.HasPrefix(r.Units[account], unit+"/")
}

// Under lists the accounts under a target, in order. The master account is
// under none (AWS: Organizations user guide, service control policies).
func (r *Realm) Under(target string) []string {
	var all []string
	for _, account := range slices.Sorted(maps.Keys(r.Accounts)) {
		if account != master && r.over(target, account) {
			all = append(all, account)
		}
	}
	return all
}

// Holds lists the guardrails in force in an account, in order.
func (r *Realm) Holds(account string) []string {
	var all []string
	if account == master || !r.Fenced {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(r.Targets)) {
		if slices.ContainsFunc(r.Targets[name], func(target string) bool { return r.over(target, account) }) {
			all = append(all, name)
		}
	}
	return all
}

// Copy is a Realm that changes of the master account and of guardrails can be
// tried on. What is in leaf accounts the two share.
func (r *Realm) Copy() *Realm {
	next := *r
	next.Accounts, next.Units = maps.Clone(r.Accounts), maps.Clone(r.Units)
	next.Guardrails, next.Targets = maps.Clone(r.Guardrails), maps.Clone(r.Targets)
	if h := r.Accounts[master]; h != nil {
		next.Accounts[master] = &Holding{h.ID, maps.Clone(h.Users), maps.Clone(h.Groups), maps.Clone(h.Roles), maps.Clone(h.Policies), h.Whole}
	}
	return &next
}
