package kind

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/internal/moto"
)

// The same promise, held against moto. It has no invitations and no account
// names to change, so the document does without the legacy account, and its
// virtual devices take any code.
func TestMotoConformance(t *testing.T) {
	l := inMoto(t)
	lacks := []string{invitation.name, accessrole.name, custody.name, rootaccess.name}
	l.open(withoutInvitations(full)).apply()
	l.enrol("alice")
	l.enrol("bob")
	l.conforms(withoutInvitations(full), func(kind string) bool { return !slices.Contains(lacks, kind) })
}

// What moto has of the legacy account's way in: no invitations, which the
// account's side says at once; and once it is a member, as one that moto made,
// the role is made and lets the master account in.
func TestMotoJoining(t *testing.T) {
	server := moto.Start(t)
	id, secret := server.Administrator(t, masterID)
	l := &lab{T: t, clock: &clock{now: time.Now()}, cfg: aws.Config{
		Region: "us-east-1", BaseEndpoint: &server.URL,
		Credentials: credentials.NewStaticCredentialsProvider(id, secret, ""),
	}}
	o := cloud.Options{Config: l.cfg.Copy(), MasterID: masterID, Clock: l.clock.Now, Sleep: l.clock.sleep, Backoff: time.Millisecond}
	out, outSecret := server.Administrator(t, legacyID)
	o.Config.Credentials = credentials.NewStaticCredentialsProvider(out, outSecret, "")
	stranger, err := cloud.Visit(t.Context(), o)
	l.must(err)
	_, err = (&Joining{Account: stranger, Role: "LetsIn", Master: masterID}).Look(t.Context())
	if err == nil || !strings.Contains(err.Error(), "this endpoint has no invitations") {
		t.Errorf("%v", err)
	}
	office := l.open(strings.Replace(small, "  legacy: ", "  # ", 1))
	office.apply()
	in, err := office.cloud.Account("production")
	l.must(err)
	o.Config.Credentials = in.IAM.Options().Credentials
	member, err := cloud.Visit(t.Context(), o)
	l.must(err)
	j := &Joining{Account: member, Role: "LetsIn", Master: masterID}
	l.must(j.Join(t.Context()))
	if s, err := j.Look(t.Context()); err != nil || !s.Done() {
		t.Errorf("%+v, %v", s, err)
	}
	if again := strings.Replace(small, "  legacy: ", "  # ", 1); lines(l.open(strings.Replace(again, "classification: production}", "classification: production, access_role: LetsIn}", 1)).draft().Plan) != "" {
		t.Error("by the role that was made, the plan is not empty")
	}
}

// inMoto is a lab at a moto of its own.
func inMoto(t *testing.T) *lab {
	t.Helper()
	server := moto.Start(t)
	id, secret := server.Administrator(t, masterID)
	return &lab{T: t, clock: &clock{now: time.Now()}, cfg: aws.Config{
		Region: "us-east-1", BaseEndpoint: &server.URL,
		Credentials: credentials.NewStaticCredentialsProvider(id, secret, ""),
	}}
}

// withoutInvitations is a document without the accounts that are invited: moto
// has no invitations.
func withoutInvitations(document string) string {
	var kept []string
	for line := range strings.Lines(document) {
		if !strings.Contains(line, "join: invite") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// What moto can be made to do is told there as in the sandbox.
func TestMotoIntrusions(t *testing.T) {
	l := inMoto(t)
	document := withoutInvitations(peopled)
	l.open(document).apply()
	for _, name := range l.open(document).Org.People(today) {
		if name != "bare" && name != "fido" {
			l.enrol(name)
		}
	}
	s := &scene{l.open(document)}
	s.empower()
	rest := drifts(s.drift())
	t.Logf("at rest:\n%s", strings.Join(rest, "\n"))
	want := slices.Clone(rest)
	n := 0
	for _, i := range intrusions() {
		if !i.onMoto {
			continue
		}
		i.plant(s)
		n++
		if !slices.Contains(want, i.want) {
			want = append(want, i.want)
		}
	}
	s = &scene{l.open(document)}
	s.empower()
	differ(t, drifts(s.drift()), want)
	t.Logf("%d intrusions", n)
}

// empower gives the access roles what AWS makes them with, and moto does not.
func (s *scene) empower() {
	p, err := s.cloud.Read(s.Context(), Need(s.Wish))
	s.must(err)
	for _, m := range p.Organization.Members {
		if m.Name != cloud.Master {
			done[*iam.AttachRolePolicyOutput](s)(s.in(m.Name).AttachRolePolicy(s.Context(), &iam.AttachRolePolicyInput{RoleName: aws.String("OrganizationAccountAccessRole"), PolicyArn: aws.String(admin)}))
		}
	}
}

// Users, groups and units are renamed on moto as on the sandbox; names of
// accounts it cannot change, so the account keeps its own.
func TestMotoRename(t *testing.T) {
	server := moto.Start(t)
	id, secret := server.Administrator(t, masterID)
	l := &lab{T: t, clock: &clock{now: time.Now()}, cfg: aws.Config{
		Region: "us-east-1", BaseEndpoint: &server.URL,
		Credentials: credentials.NewStaticCredentialsProvider(id, secret, ""),
	}}
	l.open(before).apply()
	o := l.open(strings.Replace(after, "store: {was: shop,", "store: {was: shop, name: shop,", 1))
	want := `revoke - master/member/auditors/carol
build ~ master/unit/Workloads/Prod
build ~ master/unit/trials
build + lab/role/ops
build + store/role/ops
build + lab/grant/ops/AdministratorAccess
build + store/grant/ops/AdministratorAccess
build ~ master/group/ops
build ~ master/assume/ops
build ~ master/user/carol
clear - store/grant/operations/AdministratorAccess
clear - lab/grant/operations/AdministratorAccess
clear - store/role/operations
clear - lab/role/operations
`
	if got := lines(o.draft().Plan); got != want {
		t.Errorf("the plan is\n%s\nwant\n%s", got, want)
	}
	o.apply()
}
