package kind

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// invitedLab is a lab whose legacy account holds an invitation.
func invitedLab(t *testing.T) *lab {
	t.Helper()
	l := inSandbox(t, sandbox.Options{})
	l.open(small).apply()
	return l
}

// visit opens the legacy account over a wire.
func (l *lab) visit(w *wire) (*Joining, error) {
	w.world, w.sends = l.world, map[string]int{}
	a, err := cloud.Visit(l.Context(), cloud.Options{
		Config: aws.Config{
			Region: "eu-west-1", BaseEndpoint: aws.String("http://aws.example"), HTTPClient: &http.Client{Transport: w},
			Credentials: l.administrator(legacyID, "aws@acme.example"),
		},
		MasterID: masterID, Backoff: time.Microsecond, Clock: l.clock.Now, Sleep: l.clock.sleep, Owner: "acme",
	})
	return &Joining{Account: a, Role: ordinaryRole, Master: masterID}, err
}

// joinOver is one run of accept.
func (l *lab) joinOver(w *wire) error {
	j, err := l.visit(w)
	if err != nil {
		return err
	}
	return j.Join(l.Context())
}

// joined holds that the account is a member and lets the master account in, and
// nobody else.
func (l *lab) joined() {
	l.Helper()
	j, err := l.visit(&wire{})
	l.must(err)
	if s, err := j.Look(l.Context()); err != nil || !s.Done() {
		l.Errorf("%+v, %v", s, err)
	}
	l.world.Accounts[legacyID].IAM.Roles[ordinaryRole].Tags = map[string]string{cloud.OwnerTag: "acme"} // whoever put it there
	if left := lines(l.open(small).draft().Plan); strings.Contains(left, ordinaryRole) || strings.Contains(left, "invitation") || !strings.Contains(left, "placement/legacy") {
		l.Errorf("the account is not manageable:\n%s", left)
	}
}

// Accept, killed at each of its calls, with its reply lost or an error in its
// place: the next run goes on from there.
func TestJoinAtEveryCall(t *testing.T) {
	l := invitedLab(t)
	w := new(wire)
	l.must(l.joinOver(w))
	l.joined()
	if w.calls < 8 {
		t.Fatalf("accept makes %d calls", w.calls)
	}
	bad := 0
	for _, m := range []mode{crashBefore, crashAfter, replyLost, errorAfter, errorBefore, throttled} {
		for k := 1; k <= w.calls; k += stride() {
			t.Run(fmt.Sprintf("%s call %d", m, k), func(t *testing.T) {
				l := invitedLab(t)
				err := l.joinOver(&wire{faults: []fault{{k, m}}, check: l.onlyMasterIn})
				if err != nil && m != crashBefore && m != crashAfter {
					t.Errorf("a run that lives does not end well: %v", err)
				}
				l.must(l.joinOver(&wire{check: l.onlyMasterIn}))
				l.joined()
				if t.Failed() {
					bad++
				}
			})
		}
	}
	t.Logf("%d calls, %d bad trials", w.calls, bad)
}

// onlyMasterIn holds that the access role, once there, trusts the master
// account and nobody else, and that it comes after membership.
func (l *lab) onlyMasterIn() {
	r := l.world.Accounts[legacyID].IAM.Roles[ordinaryRole]
	if r == nil {
		return
	}
	d, err := policy.Parse(r.Trust)
	if err != nil || !policy.Equal(d, policy.TrustAccount(masterID)) {
		l.Errorf("the access role trusts %s, %v", r.Trust, err)
	}
	if l.world.Organization.Members[legacyID] == nil {
		l.Error("the master account was let in before the account had joined")
	}
}

// What AWS does not show yet is waited for.
func TestJoinBehind(t *testing.T) {
	for _, rule := range []string{
		"service=organizations op=AcceptHandshake do=lag:5000", "service=iam op=CreateRole do=lag:5000", "service=iam op=AttachRolePolicy do=hide:2",
		"service=organizations op=AcceptHandshake do=hide:3",
	} {
		l := invitedLab(t)
		l.must(l.world.Fault(rule))
		if err := l.joinOver(&wire{}); err != nil {
			t.Errorf("%s: %v", rule, err)
		}
		l.must(l.world.ClearFaults())
		l.joined()
	}
}

// A role of the access role's name that trusts others is refused before
// anything is accepted, and the difference told.
func TestJoinForeignRole(t *testing.T) {
	l := invitedLab(t)
	l.administrator(decoyID, "decoy@elsewhere.example")
	theirs := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999999999999:root"},"Action":"sts:AssumeRole"}]}`
	l.asLegacy().makeRole(theirs)
	err := l.joinOver(&wire{})
	foreign := new(ForeignRole)
	if !errors.As(err, &foreign) || !strings.Contains(err.Error(), decoyID) || !strings.Contains(err.Error(), masterID) {
		t.Fatalf("%v", err)
	}
	if l.world.Organization.Members[legacyID] != nil {
		t.Error("the account joined all the same")
	}
}

// A role that trusts the master account and may do nothing is given its powers;
// one that may is left as it is.
func TestJoinHalfMadeRole(t *testing.T) {
	l := invitedLab(t)
	l.asLegacy().makeRole(policy.TrustAccount(masterID).String())
	l.must(l.joinOver(&wire{}))
	l.joined()
	writes := len(l.world.Writes())
	l.must(l.joinOver(&wire{}))
	if n := len(l.world.Writes()); n != writes {
		t.Errorf("%d writes where all was done", n-writes)
	}
}

// A legacyDesk is what somebody in the legacy account does without us.
type legacyDesk struct {
	*lab
	organizations *organizations.Client
	iam           *iam.Client
}

func (l *lab) asLegacy() legacyDesk {
	l.Helper()
	cfg := l.cfg.Copy()
	cfg.Credentials = l.administrator(legacyID, "aws@acme.example")
	return legacyDesk{l, organizations.NewFromConfig(cfg), iam.NewFromConfig(cfg)}
}

func (d legacyDesk) makeRole(trust string) {
	d.Helper()
	_, err := d.iam.CreateRole(d.Context(), &iam.CreateRoleInput{RoleName: aws.String(ordinaryRole), AssumeRolePolicyDocument: &trust})
	d.must(err)
}

func (d legacyDesk) handshake() *string {
	d.Helper()
	got, err := d.organizations.ListHandshakesForAccount(d.Context(), &organizations.ListHandshakesForAccountInput{})
	d.must(err)
	return got.Handshakes[len(got.Handshakes)-1].Id
}

// An invitation that was declined, was cancelled or has expired is told of, and
// sent again by the next apply; the account's own side says why it cannot join.
func TestInvitationsEnd(t *testing.T) {
	ends := map[string]func(l *lab){
		"was declined": func(l *lab) {
			d := l.asLegacy()
			_, err := d.organizations.DeclineHandshake(l.Context(), &organizations.DeclineHandshakeInput{HandshakeId: d.handshake()})
			l.must(err)
		},
		"was cancelled": func(l *lab) {
			_, err := organizations.NewFromConfig(l.cfg).CancelHandshake(l.Context(), &organizations.CancelHandshakeInput{HandshakeId: l.asLegacy().handshake()})
			l.must(err)
		},
		"has expired": func(l *lab) { l.must(l.clock.sleep(l.Context(), 16*24*time.Hour)) },
	}
	for how, end := range ends {
		t.Run(how, func(t *testing.T) {
			l := invitedLab(t)
			end(l)
			d := l.open(small).draft()
			if notes := strings.Join(d.Notes, "\n"); !strings.Contains(notes, "account legacy: the invitation of ") || !strings.Contains(notes, how+"; apply sends it again") {
				t.Errorf("notes %q", notes)
			}
			if err := l.joinOver(&wire{}); !isUninvited(err) || !strings.Contains(err.Error(), how) {
				t.Errorf("accept: %v", err)
			}
			l.open(small).apply()
			l.must(l.joinOver(&wire{}))
			l.joined()
		})
	}
}

// An account that is a member and cannot be managed is planned around: what is
// to be done in it waits, everything else goes on, and nothing fails.
func TestNotManageableYet(t *testing.T) {
	l := invitedLab(t)
	d := l.asLegacy()
	_, err := d.organizations.AcceptHandshake(t.Context(), &organizations.AcceptHandshakeInput{HandshakeId: d.handshake()})
	l.must(err)
	l.open(small).apply() // holds that nothing is unreadable or refused, and that nothing is left
	draft := l.open(small).draft()
	steps := ""
	for _, p := range draft.Pending {
		steps += strings.Join(p.Steps, "\n")
	}
	if !strings.Contains(steps, "cannot be managed yet") || !strings.Contains(steps, "orgwright accept legacy") {
		t.Errorf("steps:\n%s", steps)
	}
	if draft.Summary.Waiting == 0 {
		t.Error("nothing waits for the access role")
	}
	l.must(l.joinOver(&wire{}))
	l.open(small).apply()
}

// An account that org.yaml invites and that AWS has made is simply a member.
func TestInvitedAndThere(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.open(small).apply()
	var id string
	for _, a := range l.world.Accounts {
		if a.Email == "aws+prod@acme.example" {
			id = a.ID
		}
	}
	moved := strings.Replace(small, "production: {email: aws+prod@acme.example,", `production: {email: aws+prod@acme.example, id: "`+id+`", join: invite,`, 1)
	if left := lines(l.open(moved).draft().Plan); left != "" {
		t.Errorf("a plan where all is there:\n%s", left)
	}
}

// Drift names the old users and keys of the account until the last is gone.
func TestOldUsersAreListed(t *testing.T) {
	l := invitedLab(t)
	l.must(l.joinOver(&wire{}))
	l.open(small).apply()
	old := func() (all []string) {
		for _, f := range l.open(small).drift().Findings {
			if f.Address.Account == "legacy" {
				all = append(all, f.Rule+" "+f.Address.String())
			}
		}
		return all
	}
	if got := strings.Join(old(), ", "); got != "access-key-in-leaf legacy/key/administrator, user-in-leaf legacy/user/administrator" {
		t.Errorf("found %s", got)
	}
	m := &l.world.Accounts[legacyID].IAM
	delete(m.Users, "administrator")
	m.Keys, m.Report = map[string]*sandbox.AccessKey{}, nil
	if got := old(); len(got) > 0 {
		t.Errorf("all are gone, and drift has %v", got)
	}
}
