package sandbox

import (
	"fmt"
	"maps"
	"net/url"
)

// A RootDeed is what somebody does as an account's root user at the console,
// where no API reaches: "" leaves a thing as it is.
type RootDeed struct {
	MFA    string // on: a device is enrolled; off: it is taken away
	Key    string // on: an access key is made; off: all are deleted
	SignIn bool   // the password was used, now
}

// Root does something as an account's root user.
func (w *World) Root(id string, d RootDeed) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	a := w.Accounts[id]
	switch {
	case a == nil:
		return fmt.Errorf("there is no account %s", id)
	case d.SignIn && a.Root.NoPassword:
		return fmt.Errorf("the root user of %s has no password to sign in with", id)
	case !onOff(d.MFA) || !onOff(d.Key):
		return fmt.Errorf("a root user's device and key are on or off")
	}
	w.touch(id)
	if d.MFA != "" {
		a.Root.MFA = d.MFA == "on"
	}
	if d.SignIn {
		now := w.moment()
		a.Root.PasswordLastUsed = &now
	}
	if d.Key == "off" {
		maps.DeleteFunc(a.IAM.Keys, func(_ string, k *AccessKey) bool { return k.User == "" })
	}
	if d.Key == "on" {
		if _, _, err := w.addKey(a, ""); err != nil {
			return err
		}
	}
	return w.save()
}

func onOff(word string) bool { return word == "" || word == "on" || word == "off" }

func rootDeed(q url.Values) RootDeed {
	return RootDeed{MFA: q.Get("mfa"), Key: q.Get("key"), SignIn: q.Has("sign-in")}
}
