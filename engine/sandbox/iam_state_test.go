package sandbox

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// What IAM holds outlives the process: keys, MFA and sessions work in a world
// that was opened from the file, and what was empty can still be filled.
func TestIAMIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "world.json")
	before := newDesk(t, Options{})
	w, err := Open(path, before.world.options)
	before.must(err)
	d := deskOf(t, w, before.clock)
	c := d.iam(d.master)
	d.user(c, "alice")
	d.grant(c, "alice", administratorAccess)
	k := d.key(c, "alice")
	serial, seed := d.enrol(c, "alice")
	d.pass(time.Minute)
	given, err := d.sts(k).GetSessionToken(t.Context(), &sts.GetSessionTokenInput{SerialNumber: serial, TokenCode: d.code(seed, 0)})
	d.must(err)
	d.must(w.Close())

	w, err = Open(path, before.world.options)
	d.must(err)
	d = deskOf(t, w, before.clock)
	arn := d.leaf(mfaTrust, 3600)
	session, own := d.with(given.Credentials)
	_, err = session.AssumeRole(t.Context(), assume(arn))
	d.must(err)
	_, err = own.UploadSSHPublicKey(t.Context(), &iam.UploadSSHPublicKeyInput{UserName: aws.String("alice"), SSHPublicKeyBody: aws.String(sshKey)})
	d.must(err)
	_, err = d.sts(k).GetSessionToken(t.Context(), &sts.GetSessionTokenInput{SerialNumber: serial, TokenCode: d.code(seed, 0)})
	d.says(err, "AccessDenied", "invalid MFA one time pass code") // used before the file was closed
}
