// Package sandbox is AWS Organizations, IAM, STS, Account Management and the event
// history of CloudTrail in memory, over HTTP, in the protocols that the SDKs speak.
// Its state is one file.
package sandbox

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"
)

// A World is everything the sandbox knows: accounts, and the organization that
// some of them are in. Its exported fields are its state file.
type World struct {
	Accounts     map[string]*Account // by id
	Organization *Organization       `json:",omitempty"` // nil until CreateOrganization
	Serial       int                 // source of ids: every id made counts it up
	Traps        []*Trap             `json:",omitempty"` // rules in force, oldest first
	Unseen       []*Unseen           `json:",omitempty"` // changes that reads do not see yet, oldest first
	Mail         []Letter            `json:",omitempty"` // what AWS has sent to people, oldest first
	Log          []Entry

	mu      sync.Mutex // held for the whole of each request: requests happen one after another
	now     func() time.Time
	random  io.Reader // source of secrets
	options Options
	calls   map[string]int // requests by operation, since the world was opened
	served  int            // requests answered, since the world was opened
	file    file

	requests []Request         // since the world was opened
	buckets  map[string]bucket // what is left of AWS's rates, by account and operation
}

// Options are how a world differs from AWS: its clock, its quotas, its delays.
type Options struct {
	Clock       func() time.Time // default time.Now
	Random      io.Reader        // where secrets come from; default crypto/rand
	Arrival     func() time.Time // what signatures' dates are held against: the clients' clock, whatever Clock says; default time.Now
	Quota       int              // accounts in an organization; default 10 (AWS: Organizations quotas)
	CreateDelay time.Duration    // how long CreateAccount and CloseAccount stay in progress; default 0.3 s, negative is none
	Finalizing  time.Duration    // how long a new organization neither makes nor invites accounts
	WarmUp      time.Duration    // how long after its making an account's roles cannot be assumed
	PageSize    int              // longest page of a listing; 0 is AWS's own
	EmptyPages  bool             // a listing of Organizations that has a second page has an empty one before it
	Seed        uint64           // of rules with a probability: the same seed, the same faults
	Rates       bool             // hold callers to the rates that AWS publishes for Organizations
	SaveEvery   time.Duration    // state is saved this often at most; 0 is before each reply to a request that changed it

	// Sleep lets a rule's delay of a reply pass; nil is in no time.
	Sleep func(context.Context, time.Duration) error
}

// An Account is one AWS account with its own IAM.
type Account struct {
	ID, Name, Email string
	Created         time.Time
	Closing         time.Time    `json:",omitzero"`  // when CloseAccount was asked; zero while it is open
	Admin           *Credentials `json:",omitempty"` // of a stand-alone account: the administrator it began with
	Root            RootUser
	IAM             IAM
	Contacts        map[string]Contact `json:",omitempty"` // alternate contacts, by type
	Contact         *PrimaryContact    `json:",omitempty"`
	NewEmail        *EmailUpdate       `json:",omitempty"` // that nobody has confirmed yet
}

// Credentials are a long-term access key of an administrator.
type Credentials struct {
	Account         string `json:"account"` // id
	Email           string `json:"email"`   // of the account
	AccessKeyID     string `json:"access_key_id"`
	SecretAccessKey string `json:"secret_access_key"`
}

// A call is one request on its way through the world, on behalf of a caller.
type call struct {
	*World
	caller  Caller
	account *Account // the caller's account
	asked   *request
}

// A Caller is who signed a request.
type Caller struct {
	Account string // id
	ARN     string
	ID      string // unique id: AIDA…, AROA…:session, or the account id for root
	Key     string // access key id
}

// New is an empty world that is kept in memory only.
func New(options Options) *World {
	w := &World{}
	w.begin(options)
	return w
}

// begin sets what a world has beside its state.
func (w *World) begin(options Options) {
	w.options = options.filled()
	w.now = w.options.Clock
	w.random = w.options.Random
	w.calls, w.buckets = map[string]int{}, map[string]bucket{}
	if w.Accounts == nil {
		w.Accounts = map[string]*Account{}
	}
}

func (o Options) filled() Options {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Arrival == nil {
		o.Arrival = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Quota == 0 {
		o.Quota = 10
	}
	if o.CreateDelay == 0 {
		o.CreateDelay = 300 * time.Millisecond
	}
	return o
}

const (
	lower = "abcdefghijklmnopqrstuvwxyz0123456789"
	upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	digit = "0123456789"
)

// id makes the world's next id: prefix and n (at most 32) letters and digits, in
// upper case where the prefix is (AIDA…), else in lower case (ou-…).
func (w *World) id(prefix string, n int) string {
	alphabet := lower
	if prefix != "" && prefix[0] >= 'A' && prefix[0] <= 'Z' {
		alphabet = upper
	}
	return prefix + w.draw(alphabet, n)
}

// draw is n letters of the alphabet, the same for the same serial.
func (w *World) draw(alphabet string, n int) string {
	w.Serial++
	sum := sha256.Sum256([]byte("sandbox " + strconv.Itoa(w.Serial)))
	letters := make([]byte, n)
	for i := range letters {
		letters[i] = alphabet[int(sum[i])%len(alphabet)]
	}
	return string(letters)
}

// accountID is the id of an account that is not there yet.
func (w *World) accountID() string {
	for {
		id := w.draw(digit, 12)
		if _, taken := w.Accounts[id]; !taken && id[0] != '0' {
			return id
		}
	}
}

// newAccount adds an account that is in no organization.
func (w *World) newAccount(id, name, email string) *Account {
	a := &Account{ID: id, Name: name, Email: email, Created: w.now().UTC(), IAM: newIAM(), Contacts: map[string]Contact{}}
	w.Accounts[id] = a
	return a
}

// warming says whether an account is too young for its roles to be assumed.
func (w *World) warming(a *Account) bool {
	return w.now().Before(a.Created.Add(w.options.WarmUp))
}

// Has reports whether there is an account of an id.
func (w *World) Has(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.Accounts[id] != nil
}

// Account makes a stand-alone account as signing up does, or finds it, and gives
// it an administrator. An id or email that is "" is made up; one that belongs to
// another account is an error.
func (w *World) Account(id, email string) (Credentials, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	a, err := w.signUp(id, email)
	if err != nil {
		return Credentials{}, err
	}
	w.touch(a.ID)
	c, err := w.administrator(a)
	if err != nil {
		return Credentials{}, err
	}
	return c, w.save()
}

// signUp finds or makes the account of an id, an email, or both.
func (w *World) signUp(id, email string) (*Account, error) {
	a, owner := w.Accounts[id], w.accountOf(email)
	switch {
	case a != nil && email != "" && owner != a:
		return nil, fmt.Errorf("account %s has another email than %s", id, email)
	case a != nil:
		return a, nil
	case owner != nil && id != "":
		return nil, fmt.Errorf("email %s belongs to account %s", email, owner.ID)
	case owner != nil:
		return owner, nil
	case id != "" && !isAccountID(id):
		return nil, fmt.Errorf("account id %q is not 12 digits", id)
	}
	if id == "" {
		id = w.accountID()
	}
	if email == "" {
		email = "root@" + id + ".example"
	}
	return w.newAccount(id, id, email), nil
}

// administrator is the account's first administrator, or a new one where that one's key is gone.
func (w *World) administrator(a *Account) (Credentials, error) {
	name := "administrator"
	if a.Admin != nil {
		if _, _, err := w.authenticate(a.Admin.AccessKeyID, ""); err == nil {
			return *a.Admin, nil
		}
		name = w.id("administrator-", 6)
	}
	key, secret, err := w.addAdministrator(a, name)
	if err != nil {
		return Credentials{}, fmt.Errorf("making an administrator of account %s: %w", a.ID, err)
	}
	a.Admin = &Credentials{Account: a.ID, Email: a.Email, AccessKeyID: key, SecretAccessKey: secret}
	return *a.Admin, nil
}
