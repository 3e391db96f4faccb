package cloud

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// A RootUser is what AWS tells of an account's root user.
type RootUser struct {
	MFA          bool
	Password     bool // central root access can have taken it away
	Keys         bool
	Certificates bool
	PasswordUsed time.Time // last; zero is never, or that AWS does not know
	KeyUsed      time.Time // last
}

// Used is when the root user was last seen at work, by its password or a key.
func (r RootUser) Used() time.Time {
	if r.KeyUsed.After(r.PasswordUsed) {
		return r.KeyUsed
	}
	return r.PasswordUsed
}

// RootUser is what a snapshot that was taken for drift tells of the root user.
// It is false where the account summary could not be read; without the
// credential report, nothing is known of its last use. The summary is about the
// root user, despite the names of its keys (AWS: GetAccountSummary).
func (s *Snapshot) RootUser() (RootUser, bool) {
	if s.Summary == nil {
		return RootUser{}, false
	}
	has := func(key string) bool { return s.Summary[key] > 0 }
	_, told := s.Summary["AccountPasswordPresent"]
	r := RootUser{
		MFA: has("AccountMFAEnabled"), Keys: has("AccountAccessKeysPresent"), Certificates: has("AccountSigningCertificatesPresent"),
		Password: has("AccountPasswordPresent") || !told && s.Account == Master, // where it is not told, only the master's is certain
	}
	for _, c := range s.Credentials {
		if !c.Root() {
			continue
		}
		r.PasswordUsed = c.PasswordUsed
		for _, k := range c.Keys {
			if k.Used.After(r.KeyUsed) {
				r.KeyUsed = k.Used
			}
		}
	}
	return r, true
}

// rootMayEnter reports whether the root user has, or could have for all that AWS
// told, something to sign in with.
func (s *Snapshot) rootMayEnter() bool {
	_, told := s.Summary["AccountPasswordPresent"]
	return !told || s.Summary["AccountPasswordPresent"]+s.Summary["AccountAccessKeysPresent"]+s.Summary["AccountSigningCertificatesPresent"] > 0
}

// rootFeatures asks which features of central root access are on. While the
// organization does not trust IAM, none is.
func (r *reading) rootFeatures(ctx context.Context, o *Organization) error {
	a, err := r.Account(Master)
	if err != nil {
		return err
	}
	got, err := a.IAM.ListOrganizationsFeatures(ctx, &iam.ListOrganizationsFeaturesInput{}, func(o *iam.Options) { o.Retryer = r.Optional() })
	if Is(err, "ServiceAccessNotEnabledException", "OrganizationNotInAllFeaturesModeException", "OrganizationNotFoundException") {
		return nil
	}
	if err != nil {
		return fmt.Errorf("ask what of central root access is on: %w", err)
	}
	for _, f := range got.EnabledFeatures {
		o.RootFeatures = append(o.RootFeatures, string(f))
	}
	return nil
}
