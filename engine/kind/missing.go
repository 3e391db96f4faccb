package kind

import "fmt"

// Missing is what a person lacks to work from the command line, of what was
// asked: each a sentence with what to do about it. The commands are for
// whoever has the rights.
func (k Kit) Missing() []string {
	if k.Absent {
		return []string{"a user in AWS: orgwright apply makes it"}
	}
	var all []string
	switch k.Password {
	case NoPassword:
		all = append(all, fmt.Sprintf("a password for the console: an administrator gives the first one with orgwright user password %s", k.Name))
	case FirstGiven:
		all = append(all, "a password of one's own: sign in to the console, which asks for one")
	}
	if k.Coded() == "" {
		all = append(all, k.missingDevice())
	}
	if active := k.activeKeys(); !k.Unasked && active == 0 {
		all = append(all, fmt.Sprintf("an access key: an administrator makes it with orgwright user key %s", k.Name))
	}
	return all
}

func (k Kit) missingDevice() string {
	how := fmt.Sprintf("orgwright user mfa %s --enrol, or the console: Security credentials, Assign MFA device, Authenticator app", k.Name)
	if len(k.Devices) > 0 {
		return "a device for one-time codes: a passkey or security key serves the console alone, the command line needs six digits. " + how
	}
	return "a device for one-time codes: " + how
}

func (k Kit) activeKeys() (n int) {
	for _, key := range k.Keys {
		if key.Active {
			n++
		}
	}
	return n
}
