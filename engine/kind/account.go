package kind

import (
	"context"
	"fmt"
	"strings"

	accountsdk "github.com/aws/aws-sdk-go-v2/service/account"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// An account is a place to keep data of one classification. It is made once
// and never replaced; that it disappears from org.yaml closes nothing.
var account = define[accountBody]{
	name:     "account",
	forever:  true,
	parallel: 5, // AWS: concurrent CreateAccount requests
	in:       master,
	listed:   true,

	want: func(w *Wish, _ string, put func(string, accountBody)) {
		for _, key := range w.Org.Leaves() {
			if !w.invited(key) {
				put(key, w.account(key))
			}
		}
	},
	have: func(s *Sight, put func(string, accountBody)) {
		for _, m := range s.organization().Members {
			declared, ok := s.Org.Accounts[m.Name]
			closed := declared.State == "closed"
			if !ok || s.invited(m.Name) && !closed || closed && !m.Active() {
				continue // an invited one is an invitation's, until it is to go
			}
			have := accountBody{Email: m.Email, Name: m.Called}
			if !m.Active() {
				have = s.account(m.Name) // AWS changes nothing about it
			}
			put(m.Name, have)
		}
	},
	create: createAccount,
	update: func(ctx context.Context, in *cloud.Account, name string, c Update[accountBody]) error {
		id, ok := in.Names.ID(name)
		if !ok {
			return fmt.Errorf("account %s has no id", name)
		}
		_, err := in.Contacts.PutAccountName(ctx, &accountsdk.PutAccountNameInput{AccountId: &id, AccountName: &c.After.Name})
		return err
	},
	remove: closeAccount,
	hand: func(w *Wish, a engine.Address, c Update[accountBody]) bool {
		if c.After.Email == "" {
			return a.Name != w.Close
		}
		return c.Before.Email != "" && !strings.EqualFold(c.Before.Email, c.After.Email)
	},
	risk: func(a engine.Action, _ Update[accountBody]) engine.Risk {
		if a == engine.Delete {
			return engine.Permanent
		}
		return ""
	},
	why: func(b accountBody) string { return b.Email },
	needs: func(w *Wish, _ engine.Address, _ accountBody) []engine.Address {
		return []engine.Address{at("organization", w.Org.Organization.Name), at("service", accountManagement)}
	},
	steps: func(_ *Wish, a engine.Address, c Update[accountBody]) []string {
		if c.After.Email == "" {
			return []string{
				fmt.Sprintf("org.yaml asks for account %s to be closed: look inside it first; for 90 days AWS Support can open it again, then all in it is gone, and its email is spent", a.Name),
				fmt.Sprintf("whoever may close it, and means it:\n  orgwright apply --close %s", a.Name),
			}
		}
		return []string{
			fmt.Sprintf("in the master account:\n  aws account start-primary-email-update --account-id {%s} --primary-email %s", a.Name, c.After.Email),
			fmt.Sprintf("AWS sends a code to %s; then:\n  aws account accept-primary-email-update --account-id {%s} --primary-email %s --otp CODE", c.After.Email, a.Name, c.After.Email),
		}
	},
}.kind()

type accountBody struct {
	Email string `json:"email"`
	Name  string `json:"name"`
}

func (w *Wish) account(key string) accountBody {
	a := w.Org.Accounts[key]
	if a.Name == "" {
		a.Name = key
	}
	return accountBody{Email: a.Email, Name: a.Name}
}
