package kind

import (
	"fmt"
	"slices"
	"time"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/schema"
)

// rootRules are about root users and who keeps them.
var rootRules = []rule{
	{
		name: "root-without-mfa", severity: engine.Error, in: everywhere, class: engine.Missing,
		about: "a root user that can sign in, or has, without a second factor",
		fix:   "enrol a device: orgwright root guide {name} has the steps",
		look:  (*Sight).rootWithoutMFA,
	},
	{
		name: "root-access-key", severity: engine.Error, in: everywhere,
		about: "an access key of a root user, which may do everything and asks for no second factor",
		fix:   "delete the key: signed in as the root user, or with orgwright root remove {account}",
		look: func(s *Sight, found func(engine.Address, string)) {
			if r, ok := s.RootUser(); ok && r.Keys {
				found(s.in("root", "key"), "the root user of "+s.Account+" has an access key")
			}
		},
	},
	{
		name: "root-used", severity: engine.Error, in: everywhere,
		about: "a use of a root user that root-log.yaml does not have",
		fix:   "find out who it was; if it was meant: orgwright root log {account} --who NAME --with NAME --why WORDS --when TIME",
		look:  (*Sight).rootUsed,
	},
	{
		name: "root-password-in-leaf", severity: engine.Error, in: leaves,
		about: "a member with a root password, although org.yaml asks for central root access",
		fix:   "orgwright root remove {account}",
		look: func(s *Sight, found func(engine.Address, string)) {
			if r, ok := s.RootUser(); ok && r.Password && s.centralRoot() {
				found(s.in("root", "password"), "the root user of "+s.Account+" has a password of its own")
			}
		},
	},
	{
		name: "custody-stale", severity: engine.Warning, in: master, class: engine.Changed,
		about: "a root user whose two parties have not signed in together for a year",
		fix:   "both sign in together, log it with orgwright root log {name}, and write the day as root.tested",
		look:  (*Sight).staleCustody,
	},
}

// rootWithoutMFA judges root users that somebody can be: not those that
// Organizations gave a password nobody knows and nobody has ever used.
func (s *Sight) rootWithoutMFA(found func(engine.Address, string)) {
	r, ok := s.RootUser()
	switch {
	case !ok || r.MFA || !r.Password: // a key is found by its own rule, with a device or without
		return
	case s.Account != cloud.Master && s.centralRoot(): // so is a password that should not be there
		return
	}
	_, kept := s.custodies()[s.Account]
	if s.Account == cloud.Master || kept || s.invited(s.Account) || !r.Used().IsZero() {
		found(at(custody.name, s.Account), "the root user of "+s.Account+" has no MFA device")
	}
}

// logged is how far an entry of the journal may be from the use that it is
// about: people write down when they sat together, AWS when it was last.
const logged = 24 * time.Hour

func (s *Sight) rootUsed(found func(engine.Address, string)) {
	r, ok := s.RootUser()
	used := r.Used()
	if !ok || used.IsZero() {
		return
	}
	last := ""
	for _, u := range s.RootUses {
		if u.Account != s.Account {
			continue
		}
		if u.Time().Sub(used).Abs() <= logged {
			return
		}
		last = "; its last entry for the account is of " + u.When
	}
	how := "signed in"
	if used.Equal(r.KeyUsed) {
		how = "used an access key"
	}
	found(s.in("root", "use"), fmt.Sprintf("the root user of %s %s on %s, which root-log.yaml does not have%s", s.Account, how, schema.Moment(used), last))
}

// staleCustody judges the days that org.yaml says.
func (s *Sight) staleCustody(found func(engine.Address, string)) {
	all := s.custodies()
	for _, account := range sortedKeys(all) {
		tested, err := time.Parse(time.DateOnly, string(all[account].Tested))
		if snapshot := s.Picture.Snapshots[account]; snapshot == nil || !snapshot.RootMFA {
			continue // without a device there is nothing to try, which another rule says
		}
		if err == nil && schema.Date(tested.AddDate(1, 0, 0).Format(time.DateOnly)).Past(s.Today) {
			found(at(custody.name, account), fmt.Sprintf("the root user of %s was last tried on %s", account, all[account].Tested))
		}
	}
}

// RootRules are the names of the rules about root users, in order.
func RootRules() []string {
	var all []string
	for _, r := range rootRules {
		all = append(all, r.name)
	}
	slices.Sort(all)
	return all
}
