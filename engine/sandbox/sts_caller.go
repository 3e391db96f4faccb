package sandbox

import (
	"crypto/subtle"

	"github.com/aws/smithy-go"
)

// authenticate is who has an access key, and in which account: a user, root, or a
// session. AWS's query services say InvalidClientTokenId for a key that is
// unknown or switched off.
func (w *World) authenticate(keyID, sessionToken string) (Caller, *Account, error) {
	for _, a := range w.Accounts {
		if k := a.IAM.Keys[keyID]; k != nil && k.Active && sessionToken == "" {
			return a.callerOf(k.User, keyID), a, nil
		}
		if session := a.IAM.Sessions[keyID]; session != nil {
			c, err := w.resume(a, session, sessionToken)
			c.Key = keyID
			return c, a, err
		}
	}
	return Caller{}, nil, unknownToken()
}

func unknownToken() error {
	return &smithy.GenericAPIError{Code: "InvalidClientTokenId", Message: "The security token included in the request is invalid."}
}

// resume is who holds a session: its token must be right, its time not over, and
// its role the same as when it began.
func (w *World) resume(a *Account, s *Session, token string) (Caller, error) {
	if subtle.ConstantTimeCompare([]byte(token), []byte(s.Token)) != 1 {
		return Caller{}, unknownToken()
	}
	if !w.now().Before(s.Expires) {
		return Caller{}, &smithy.GenericAPIError{Code: "ExpiredToken", Message: "The security token included in the request is expired"}
	}
	if s.Role == "" {
		return a.callerOf(s.User, ""), nil
	}
	if r := a.IAM.Roles[s.Role]; r == nil || r.ID != s.RoleID {
		return Caller{}, unknownToken()
	}
	return Caller{Account: a.ID, ARN: a.sessionARN(s.Role, s.Name), ID: s.RoleID + ":" + s.Name}, nil
}

func (a *Account) sessionARN(role, session string) string {
	return "arn:aws:sts::" + a.ID + ":assumed-role/" + role + "/" + session
}

// callerOf is the user of a name, or root for none.
func (a *Account) callerOf(user, keyID string) Caller {
	c := Caller{Account: a.ID, ARN: "arn:aws:iam::" + a.ID + ":root", ID: a.ID, Key: keyID}
	if u := a.IAM.Users[user]; u != nil {
		c.ARN, c.ID = a.arn("user", u.Identity), u.ID
	}
	return c
}

// addAccessRole makes the role that AWS makes in a created account: the master
// may do everything through it, with no MFA asked for.
func (w *World) addAccessRole(a *Account, name, masterID string) {
	trust := `{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + masterID + `:root"}}],"Version":"2012-10-17"}`
	r := &Role{Identity: w.identity("AROA", name, "/"), Trust: trust, MaxSession: sessionDefault}
	r.Attached = []string{administratorAccess}
	a.IAM.Roles[name] = r
}

const administratorAccess = managedPrefix + "/AdministratorAccess"

// addAdministrator makes a user who may do everything, with one access key; a
// user of this name who is there already gets another key.
func (w *World) addAdministrator(a *Account, name string) (keyID, secret string, err error) {
	u := a.IAM.Users[name]
	if u == nil {
		u = &User{Identity: w.identity("AIDA", name, "/"), Groups: []string{}}
		u.Attached = []string{administratorAccess}
		a.IAM.Users[name] = u
	}
	return w.addKey(a, u.Name)
}

// principalARN is who calls as policies name them: a role's session is the role, with its path.
func (c *call) principalARN() string {
	if s := c.session(); s != nil && s.Role != "" {
		if r := c.account.IAM.Roles[s.Role]; r != nil {
			return c.account.arn("role", r.Identity)
		}
	}
	return c.caller.ARN
}

// session is the caller's temporary credentials; nil for a long-term key.
func (c *call) session() *Session { return c.account.IAM.Sessions[c.caller.Key] }
