package kind

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/engine/sandbox"
	"github.com/orgwright/orgwright/schema"
)

// team is an organization of two people, who do the same.
const team = `
version: 1
organization: {name: acme, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@acme.example}
classifications:
  production: {guardrails: [no-leaving]}
accounts:
  production: {email: aws+prod@acme.example, classification: production}
functions:
  operations: {grants: [{to: production, managed: [AdministratorAccess]}]}
  auditors: {grants: [{to: [production, master], managed: [SecurityAudit]}]}
users:
  alice: {email: alice@acme.example, functions: [operations, auditors]}
  bob: {email: bob@acme.example, functions: [operations, auditors]}
`

// A town is a world that has been lived in: two people with everything that a
// user can have. It is kept as a file, so that each trial begins with the same.
type town struct {
	*testing.T
	text []byte
	keys aws.CredentialsProvider
	from time.Time
}

// settle makes the organization of team and gives its people all they can have.
func settle(t *testing.T) *town {
	t.Helper()
	path := filepath.Join(t.TempDir(), "world.json")
	c := &clock{now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	world, err := sandbox.Open(path, sandbox.Options{Clock: c.Now, Random: rand.NewChaCha8([32]byte{1}), CreateDelay: -1, SaveEvery: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(world)
	defer server.Close()
	l := &lab{T: t, world: world, clock: c, cfg: aws.Config{Region: "eu-west-1", BaseEndpoint: &server.URL}}
	l.cfg.Credentials = l.administrator(masterID, "aws+master@acme.example")
	l.administrator(decoyID, "decoy@elsewhere.example")
	l.open(team).apply()
	for _, user := range []string{"alice", "bob"} {
		l.equip(user)
	}
	l.must(world.Close())
	text, err := os.ReadFile(path)
	l.must(err)
	return &town{t, text, l.cfg.Credentials, c.Now()}
}

// equip gives a user one of everything, and two of what there can be two of.
func (l *lab) equip(user string) {
	l.Helper()
	people, ctx := iam.NewFromConfig(l.cfg), l.Context()
	for range 2 {
		_, err := people.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: &user})
		l.must(err)
	}
	_, err := people.CreateLoginProfile(ctx, &iam.CreateLoginProfileInput{UserName: &user, Password: aws.String("Canary-2026-" + user)})
	l.must(err)
	_, err = people.UploadSSHPublicKey(ctx, &iam.UploadSSHPublicKeyInput{UserName: &user, SSHPublicKeyBody: aws.String("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIU0WKzMeHeaNWl3y/y5HpKigD13YXkNzJXSyUjJ/oSg " + user)})
	l.must(err)
	_, err = people.CreateServiceSpecificCredential(ctx, &iam.CreateServiceSpecificCredentialInput{UserName: &user, ServiceName: aws.String("codecommit.amazonaws.com")})
	l.must(err)
	_, err = people.UploadSigningCertificate(ctx, &iam.UploadSigningCertificateInput{
		UserName: &user, CertificateBody: aws.String("-----BEGIN CERTIFICATE-----\n" + map[string]string{"alice": "YWxpY2U=", "bob": "Ym9i"}[user] + "\n-----END CERTIFICATE-----\n"),
	})
	l.must(err)
	_, err = people.AttachUserPolicy(ctx, &iam.AttachUserPolicyInput{UserName: &user, PolicyArn: aws.String("arn:aws:iam::aws:policy/ReadOnlyAccess")})
	l.must(err)
	_, err = people.PutUserPolicy(ctx, &iam.PutUserPolicyInput{UserName: &user, PolicyName: aws.String("own"), PolicyDocument: aws.String(policy.MayAssume([]string{"*"}).String())})
	l.must(err)
	_, err = people.CreateGroup(ctx, &iam.CreateGroupInput{GroupName: aws.String("choir-" + user)})
	l.must(err)
	_, err = people.AddUserToGroup(ctx, &iam.AddUserToGroupInput{UserName: &user, GroupName: aws.String("choir-" + user)})
	l.must(err)
	l.enrol(user)
}

// trial is a trial in the town, of a document.
func (tn *town) trial(t *testing.T, org *schema.Org) *trial {
	t.Helper()
	path := filepath.Join(t.TempDir(), "world.json")
	if err := os.WriteFile(path, tn.text, 0o600); err != nil {
		t.Fatal(err)
	}
	c := &clock{now: tn.from}
	world, err := sandbox.Open(path, sandbox.Options{Clock: c.Now, Random: rand.NewChaCha8([32]byte{2}), CreateDelay: -1, SaveEvery: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = world.Close() })
	tr := &trial{T: t, org: org, world: world, clock: c, keys: tn.keys}
	tr.decoy = tr.look(decoyID)
	return tr
}

// means is all that a user can do, thing by thing: ways to sign in, policies
// that apply, and the roles that the evaluator says it may become with MFA.
func means(t *testing.T, w *sandbox.World, user string) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	master := w.Accounts[masterID]
	u := master.IAM.Users[user]
	if u == nil {
		return all
	}
	for id, k := range master.IAM.Keys {
		all["key "+id] = k.User == user && k.Active
	}
	all["password"] = u.Login != nil
	for sort, of := range map[string]map[string]sandbox.Credential{"ssh": u.SSHKeys, "certificate": u.Certs, "service": u.ServiceKeys} {
		for id, c := range of {
			all[sort+" "+id] = c.Active
		}
	}
	maps.DeleteFunc(all, func(_ string, can bool) bool { return !can })
	if len(all) == 0 {
		return all // nobody signs in as this user, whatever it may do
	}
	may := policy.Policies{Identity: documentsOf(t, w, u)}
	for _, d := range may.Identity {
		all["policy "+d.Name] = true
	}
	for id, a := range w.Accounts {
		for name, r := range a.IAM.Roles {
			arn := fmt.Sprintf("arn:aws:iam::%s:role%s%s", id, r.Path, name)
			trust, err := policy.Parse(r.Trust)
			if err != nil {
				t.Fatal(err)
			}
			d := policy.MayBecome(policy.Request{
				Resource: arn, Caller: policy.Caller{Account: masterID, ARN: "arn:aws:iam::" + masterID + ":user" + u.Path + user, ID: u.ID, Token: true},
				Context: map[string][]string{"aws:MultiFactorAuthPresent": {"true"}},
			}, may, policy.Named{Name: name, Document: trust})
			if d.Allowed() {
				all["role "+arn] = true
			}
		}
	}
	return all
}

// documentsOf are the policies that apply to a user, its own and its groups'.
func documentsOf(t *testing.T, w *sandbox.World, u *sandbox.User) []policy.Named {
	t.Helper()
	of := map[string]string{}
	add := func(whose string, i sandbox.Identity) {
		for name, text := range i.Inline {
			of[whose+" "+name] = text
		}
		for _, arn := range i.Attached {
			of[whose+" "+arn] = `{"Version":"2012-10-17","Statement":[]}` // what AWS's own let do is told by the name
			if p := w.Accounts[masterID].IAM.Policies[arn]; p != nil {
				of[whose+" "+arn] = p.Versions[len(p.Versions)-1].Document
			}
		}
	}
	add("user", u.Identity)
	for _, g := range u.Groups {
		add("group "+g, w.Accounts[masterID].IAM.Groups[g].Identity)
	}
	var all []policy.Named
	for _, name := range slices.Sorted(maps.Keys(of)) {
		d, err := policy.Parse(of[name])
		if err != nil && !strings.Contains(of[name], `"Statement":[]`) {
			t.Fatal(err)
		}
		all = append(all, policy.Named{Name: name, Document: d})
	}
	return all
}
