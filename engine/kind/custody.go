package kind

import (
	"fmt"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/schema"
)

// An mfa is a person's device for one-time codes. No call can enrol somebody's
// telephone: it is by hand.
var mfa = define[struct{}]{
	name: "mfa",
	in:   master,

	want: func(w *Wish, _ string, put func(string, struct{})) {
		for _, name := range w.Org.People(w.Today) {
			if !w.Org.Suspended(name) {
				put(name, struct{}{})
			}
		}
	},
	have: func(s *Sight, put func(string, struct{})) {
		for _, name := range s.Org.People(s.Today) {
			if !s.Org.Suspended(name) && len(s.Devices[name]) > 0 {
				put(name, struct{}{})
			}
		}
	},
	why: func(struct{}) string { return "enrol a device for one-time codes" },
	needs: func(_ *Wish, a engine.Address, _ struct{}) []engine.Address {
		return []engine.Address{at("user", a.Name)}
	},
	steps: func(w *Wish, a engine.Address, _ Update[struct{}]) []string {
		return []string{
			fmt.Sprintf("an administrator gives %s a first password, in person:\n  orgwright user password %s", a.Name, a.Name),
			fmt.Sprintf("%s signs in at %s and changes it", a.Name, w.SignIn()),
			fmt.Sprintf("%s opens Security credentials, Assign MFA device, Authenticator app (a passkey alone cannot serve the command line); or at a terminal:\n  orgwright user mfa %s --enrol", a.Name, a.Name),
			fmt.Sprintf("%s signs out and in again, with a code", a.Name),
		}
	},
}.kind()

// A custody is an account's root user put away: one person keeps the password,
// another the one-time codes. AWS shows only that there are codes; that both
// parties can still sign in together is shown by the day they last tried.
var custody = define[custodyBody]{
	name: "custody",
	in:   master,

	want: func(w *Wish, _ string, put func(string, custodyBody)) {
		for account, r := range w.custodies() {
			put(account, custodyBody{r.Password, r.MFA})
		}
	},
	have: func(s *Sight, put func(string, custodyBody)) {
		for account, r := range s.custodies() {
			if seen, ok := s.Picture.Snapshots[account]; ok && seen.RootMFA && r.Tested != "" {
				put(account, custodyBody{r.Password, r.MFA})
			}
		}
	},
	why: func(b custodyBody) string { return fmt.Sprintf("password %s, codes %s", b.Password, b.MFA) },
	needs: func(w *Wish, a engine.Address, _ custodyBody) []engine.Address {
		if a.Name == cloud.Master {
			return nil
		}
		return w.wayIn(a.Name)
	},
	steps: func(w *Wish, a engine.Address, c Update[custodyBody]) []string {
		return []string{
			fmt.Sprintf("%s signs in as the root user of %s, sets a long password and keeps it alone", c.After.Password, a.Name),
			fmt.Sprintf("in the same session %s enrols the device for one-time codes and keeps it alone", c.After.MFA),
			"both sign in together once, then write the day into org.yaml as root.tested",
			"each step, and who holds what:\n  orgwright root guide " + a.Name,
		}
	},
}.kind()

type custodyBody struct {
	Password string `json:"password"`
	MFA      string `json:"mfa"`
}

// custodies are the accounts whose root user org.yaml speaks of.
func (w *Wish) custodies() map[string]*schema.Root {
	all := map[string]*schema.Root{}
	if r := w.Org.Master.Root; r != nil {
		all[cloud.Master] = r
	}
	for _, key := range w.Org.Leaves() {
		if r := w.Org.Accounts[key].Root; r != nil {
			all[key] = r
		}
	}
	return all
}
