package sandbox

import (
	"sync"
	"time"
)

// A World is everything the sandbox knows: accounts, and the organization that
// some of them are in. Its exported fields are its state file.
type World struct {
	Accounts     map[string]*Account // by id
	Organization *Organization       `json:",omitempty"` // nil until CreateOrganization
	Serial       int                 // source of ids: every id made counts it up
	Log          []Entry

	mu  sync.Mutex // held for the whole of each request: requests happen one after another
	now func() time.Time
}

// An Account is one AWS account with its own IAM.
type Account struct {
	ID, Name, Email string
	Root            RootUser
	IAM             IAM
	Contacts        map[string]Contact // alternate contacts, by type
}

// A call is one request on its way through the world, on behalf of a caller.
type call struct {
	*World
	caller  Caller
	account *Account // the caller's account
}

// A Caller is who signed a request.
type Caller struct {
	Account string // id
	ARN     string
	ID      string // unique id: AIDA…, AROA…:session, or the account id for root
	Key     string // access key id
}
