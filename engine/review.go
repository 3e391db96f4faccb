package engine

// PlanFormat and DriftFormat name the JSON documents and their version. Within
// a version, keys are only added.
const (
	PlanFormat  = "orgwright/plan/1"
	DriftFormat = "orgwright/drift/1"
)

// A Review is a plan with all that a reviewer is shown beside it. It is what
// plan --format json writes, and it never holds a secret.
type Review struct {
	Format       string    `json:"format"`
	Organization string    `json:"organization"`
	Master       string    `json:"master"` // the master account's id, twelve digits
	File         File      `json:"file"`
	MadeWith     *MadeWith `json:"made_with,omitempty"` // nil in a plan of an older version
	Sum          string    `json:"sum"`
	Plan
	Access     Access    `json:"access"`
	Budget     []Quota   `json:"budget"`
	Refusals   []Refusal `json:"refusals"`
	Pending    []Pending `json:"pending"`
	Unreadable []Unknown `json:"unreadable"`
	Notes      []string  `json:"notes"`
	Unchanged  int       `json:"unchanged"` // wanted facts that are already so
	Summary    Summary   `json:"summary"`
}

// A MadeWith is what the command line said about what a plan takes in. To apply
// a saved plan is to apply it with the same.
type MadeWith struct {
	Target     string `json:"target,omitempty"` // addresses that begin so alone; empty is all
	Close      string `json:"close,omitempty"`  // the account to close
	Retire     bool   `json:"retire,omitempty"`
	MaxDeletes *int   `json:"max_deletes,omitempty"` // nil is the default
	MaxRevokes *int   `json:"max_revokes,omitempty"`
}

// An Access is what a plan does to people: who gains a way to become a role,
// who loses one, and what changed policies let those do who keep theirs. Lists
// are sorted.
type Access struct {
	Gained []Becoming `json:"gained"`
	Lost   []Becoming `json:"lost"`
	Powers []Powers   `json:"powers"`
}

// A Becoming is that a person can become the role of a function in an account.
type Becoming struct {
	User     string `json:"user"`
	Account  string `json:"account"`
	Function string `json:"function"`
}

// Powers are what one change of a policy lets people do more, and less. A
// guardrail's powers are those of everybody in the accounts under it.
type Powers struct {
	Address   Address  `json:"address"` // of the change: a grant's or a guardrail's
	Account   string   `json:"account"` // where it counts; a guardrail has one Powers an account
	Function  string   `json:"function,omitempty"`
	People    []string `json:"people"`
	Resources []string `json:"resources"` // on what; "*" is everything
	Gained    []Power  `json:"gained"`
	Lost      []Power  `json:"lost"`
	Idle      []Power  `json:"idle"` // named by a wildcard, and of no use on these resources

	Guardrails []string `json:"guardrails"` // in force there, for a grant's powers; none binds the master account
	Fences     []Fence  `json:"fences"`     // those of them that stop some of what is gained

	Wildcards []Wildcard `json:"wildcards"` // of a grant: those that newly let people change permissions
}

// WildcardCode is the number of the warning about a wildcard.
const WildcardCode = "ORG207"

// A Wildcard is a pattern of a policy that names actions on permissions which
// nobody wrote down one by one.
type Wildcard struct {
	Code    string   `json:"code"`    // WildcardCode
	Pattern string   `json:"pattern"` // such as s3:Put*
	Gained  []Power  `json:"gained"`  // the actions of level permissions that it newly gives
	Instead []string `json:"instead"` // a narrower list, from what was written before; empty when there is nothing to go by
}

// A Fence is what a guardrail stops of the actions that a grant gives.
type Fence struct {
	Guardrail string  `json:"guardrail"`
	Stops     []Power `json:"stops"`    // it denies them wherever they are granted
	MayStop   []Power `json:"may_stop"` // it denies them on some resources, under a condition, or is not known
}

// A Power is one action of AWS, such as s3:PutObject, and its level: list,
// read, tagging, write, permissions or unknown.
type Power struct {
	Name  string `json:"name"`
	Level string `json:"level"`
}

// A File is the document a plan was made from.
type File struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
}

// A Quota is a limit of AWS and how much of it the document uses.
type Quota struct {
	What  string `json:"what"`
	Used  int    `json:"used"`
	Limit int    `json:"limit"`
}

// A Refusal is a safety rule that a plan breaks. Apply does not run a plan
// that has any.
type Refusal struct {
	Code    string `json:"code"`    // its name, such as "own-access"
	Number  string `json:"number"`  // the same for good, such as "ORG304"; Numbered writes it
	Address string `json:"address"` // of the change concerned; empty when it is the plan as a whole
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

// A Pending is something that only a person can do, step by step.
type Pending struct {
	Address Address  `json:"address"`
	Steps   []string `json:"steps"`
}

// An Unknown is a part of the organization that could not be seen. No fact in
// it is planned for, and nothing is called in sync because of it.
type Unknown struct {
	Account string `json:"account"`
	Kind    string `json:"kind,omitempty"` // empty when nothing in the account could be seen
	Why     string `json:"why"`
	Hint    string `json:"hint,omitempty"` // what to do about it
}

// Covers reports whether a fact lies in what could not be seen.
func (u Unknown) Covers(a Address) bool {
	return u.Account == a.Account && (u.Kind == "" || u.Kind == a.Kind)
}
