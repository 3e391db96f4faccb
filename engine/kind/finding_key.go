package kind

import (
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// keyRules are about what users sign in with.
var keyRules = []rule{
	{
		name: "access-key-in-leaf", severity: engine.Error, in: leaves,
		about: "an active access key in a leaf account, where nothing long-lived belongs",
		fix:   "give its holder a role, then delete the key in {account}",
		look: func(s *Sight, found func(engine.Address, string)) {
			for _, c := range s.Credentials {
				if keys := active(c); !c.Root() && len(keys) > 0 {
					found(s.in("key", "%s", c.User), "the user has "+s.keysInWords(keys))
				}
			}
		},
	},
	{
		name: "login-profile-in-leaf", severity: engine.Error, in: leaves,
		about: "a user of a leaf account with a password for the console",
		fix:   "delete the password: people sign in at the master account and switch roles",
		look: func(s *Sight, found func(engine.Address, string)) {
			for _, c := range s.Credentials {
				if !c.Root() && c.Password {
					found(s.in("login", "%s", c.User), "the user can sign in at the console of "+s.Account)
				}
			}
		},
	},
	{
		name: "extra-access-key", severity: engine.Error, in: master,
		about: "a person with two active access keys, of whom one is enough",
		fix:   "{name} deletes the key that is not in use",
		look:  keysOfPeople(func(s *Sight, keys []cloud.AccessKey) bool { return len(keys) > 1 }),
	},
	{
		name: "unused-access-key", severity: engine.Warning, in: master,
		about: "an active access key of a person that was not used for 90 days",
		fix:   "{name} deletes the key, and makes one again when it is needed",
		look:  keysOfPeople(func(s *Sight, keys []cloud.AccessKey) bool { return len(keys) == 1 && s.unused(keys[0]) }),
	},
	{
		name: "old-access-key", severity: engine.Warning, in: master,
		about: "an active access key of a person that is more than 90 days old and in use",
		fix:   "{name} makes a new key, takes it into use and deletes the old one",
		look: keysOfPeople(func(s *Sight, keys []cloud.AccessKey) bool {
			return len(keys) == 1 && s.old(keys[0].Since) && !s.unused(keys[0])
		}),
	},
	{
		name: "user-without-mfa", severity: engine.Error, in: master, class: engine.Missing,
		about: "a person who has a password or a key and no MFA device at all",
		fix:   "{name} enrols a device for one-time codes: orgwright plan has the steps",
		look:  mfaOfPeople(func(s *Sight, name string) bool { return !s.Passkeys[name] }, "a password or an access key is all that is asked of the person"),
	},
	{
		name: "mfa-not-totp", severity: engine.Warning, in: master, class: engine.Missing,
		about: "a person whose only MFA devices are passkeys or security keys, which the command line cannot use",
		fix:   "{name} enrols a device for one-time codes beside it: orgwright plan has the steps",
		look:  mfaOfPeople(func(s *Sight, name string) bool { return s.Passkeys[name] }, "the only MFA devices are passkeys or security keys: AWS STS takes six digits"),
	},
}

// keyAge is when an access key is old, and when one that was not used is unused
// (CIS AWS Foundations Benchmark: rotated every 90 days).
const keyAge = 90 * 24 * time.Hour

func (s *Sight) old(since time.Time) bool { return s.now().Sub(since) > keyAge }

// now is the moment by which ages are judged.
func (s *Sight) now() time.Time { return s.Cloud.Clock().UTC() }

// unused reports whether a key of some age has no use in all that time.
func (s *Sight) unused(k cloud.AccessKey) bool { return s.old(k.Since) && s.old(k.Used) }

func active(c cloud.Credential) (keys []cloud.AccessKey) {
	for _, k := range c.Keys {
		if k.Active {
			keys = append(keys, k)
		}
	}
	return keys
}

// keysOfPeople finds, at master/key/NAME, the people whose active keys are as a
// rule says.
func keysOfPeople(is func(*Sight, []cloud.AccessKey) bool) func(*Sight, func(engine.Address, string)) {
	return func(s *Sight, found func(engine.Address, string)) {
		for _, c := range s.Credentials {
			if keys := active(c); s.Org.Person(c.User, s.Today) && len(keys) > 0 && is(s, keys) {
				found(at("key", c.User), "the person has "+s.keysInWords(keys))
			}
		}
	}
}

// keysInWords says how old keys are and when they were used, never which.
func (s *Sight) keysInWords(keys []cloud.AccessKey) string {
	var all []string
	for _, k := range keys {
		used := "never used"
		if !k.Used.IsZero() {
			used = "last used on " + k.Used.UTC().Format(time.DateOnly)
		}
		all = append(all, fmt.Sprintf("an active access key of %s, %s", k.Since.UTC().Format(time.DateOnly), used))
	}
	return strings.Join(all, ", and ")
}

// mfaOfPeople finds, at master/mfa/NAME, the people who can sign in, have no
// device for one-time codes, and are as a rule says.
func mfaOfPeople(is func(*Sight, string) bool, detail string) func(*Sight, func(engine.Address, string)) {
	return func(s *Sight, found func(engine.Address, string)) {
		able := map[string]bool{}
		for _, c := range s.Credentials {
			able[c.User] = c.Password || len(active(c)) > 0
		}
		for _, u := range s.people() {
			name := aws.ToString(u.UserName)
			if s.Blind[mfa.name] != nil && !s.Cloud.Ours(u.Path) {
				continue // what the person has was not seen, and that is told
			}
			if able[name] && s.Org.Users[name].State != "suspended" && len(s.Devices[name]) == 0 && is(s, name) {
				found(at("mfa", name), detail)
			}
		}
	}
}
