package sandbox

import (
	"net/http"

	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// identify finds who signed a request, and holds the signature to that one's secret.
func (w *World) identify(r *request, c *call) error {
	c.asked = r
	if r.key == "" {
		return r.anonymous()
	}
	caller, account, err := w.authenticate(r.key, r.token)
	if err != nil {
		return err
	}
	if err := r.signed.check(account.IAM.secretOf(r.key), r.service.name, w.options.Arrival()); err != nil {
		return err
	}
	if w.state(account) == orgtypes.AccountStateClosed {
		return unknownToken() // of a closed account nobody's credentials are good
	}
	c.caller, c.account = caller, account
	w.touch(account.ID)
	w.keyUsed(caller, r.service.name)
	return nil
}

// anonymous is the error of a request without credentials, where they are needed.
func (r *request) anonymous() error {
	switch {
	case r.signed.flaw != "":
		return &fault{code: "IncompleteSignature", message: r.signed.flaw}
	case r.allowUnsigned:
		return nil
	}
	return &fault{code: r.protocol.unsigned, message: "Request is missing Authentication Token", status: http.StatusForbidden}
}

// secretOf is the secret of an access key, long-term or temporary.
func (m *IAM) secretOf(key string) string {
	if k := m.Keys[key]; k != nil {
		return k.Secret
	}
	return m.Sessions[key].Secret
}
