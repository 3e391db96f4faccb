package kind

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/engine/sandbox"
)

func readPowers(t *testing.T, document string) func(string, ...string) policy.Document {
	o := parse(t, document)
	return func(account string, roles ...string) policy.Document { return MayRead(o, account, roles...) }
}

func writePowers(t *testing.T, document string) func(string, ...string) policy.Document {
	o := parse(t, document)
	return func(account string, roles ...string) policy.Document { return MayWrite(o, account, roles...) }
}

// built is a lab in which the full document was applied, its invited account
// joined.
func built(t *testing.T) *lab {
	l := inSandbox(t, sandbox.Options{})
	l.open(full).apply()
	l.join()
	l.open(full).apply()
	return l
}

// seen is what a run sees, and why it does not see all.
func (l *lab) seen(document string) (Draft, error) {
	o := l.open(document)
	need := NeedOfDrift(o.Wish)
	need.Texts = true // as reports of access read
	p, err := o.cloud.Read(l.Context(), need)
	if err != nil {
		return Draft{}, err
	}
	d := Compare(o.Wish, o.cloud, p)
	out := Drift(o.Wish, o.cloud, p, d)
	since := l.clock.Now().Add(-time.Hour)
	out.Since = &since
	if err := Witness(l.Context(), o.cloud, p, &out); err != nil {
		return d, err
	}
	for _, note := range out.Notes {
		if strings.Contains(note, "is not known") {
			d.Unreadable = append(d.Unreadable, engine.Unknown{Why: note})
		}
	}
	return d, nil
}

// inhabited puts what drift alone asks about into the master account and into a
// leaf: a provider of identities, and a user with a key and without a password,
// both also after the credential report was made.
func (l *lab) inhabited() {
	for _, id := range []string{masterID, legacyID} {
		m := &l.world.Accounts[id].IAM
		m.SAML = map[string]*sandbox.SAMLProvider{"arn:aws:iam::" + id + ":saml-provider/corp": {Name: "corp", Created: l.clock.Now()}}
		m.Users["robot"] = &sandbox.User{Identity: sandbox.Identity{Name: "robot", Path: "/", ID: "AIDA" + id, Created: l.clock.Now()}}
		m.Keys["AKIAEXAMPLE0"+id[:8]] = &sandbox.AccessKey{User: "robot", Secret: "x", Active: true, Created: l.clock.Now(), Changed: l.clock.Now()}
	}
	l.open(full).findings()
}

// rooted is full, with a leaf account whose root user is put away.
var rooted = strings.Replace(full, "  storage:    {", "  storage:    {root: {password: bob, mfa: alice}, ", 1)

// Plan and drift work with what MayRead says. Without any one of its actions
// the run fails, or says which account it could not read.
func TestMayReadIsTheSmallest(t *testing.T) {
	fresh := inSandbox(t, sandbox.Options{})
	first := newGate(fresh, full, readPowers(t, full))
	if d, err := first.at(fresh).seen(rooted); err != nil || d.Sum != fresh.open(rooted).draft().Sum {
		t.Fatalf("without an organization: %v", err)
	}
	l := built(t)
	l.inhabited()
	g := newGate(l, full, readPowers(t, full))
	for _, g.pathless = range []bool{true, false} {
		if d, err := g.at(l).seen(rooted); err != nil || len(d.Unreadable) > 0 || d.Sum != l.open(rooted).draft().Sum {
			t.Fatalf("%v, unreadable %v", err, d.Unreadable)
		}
	}
	for where, d := range g.may {
		for i, action := range actionsOf(d) {
			if i%stride() > 0 {
				continue
			}
			blind := newGate(l, full, readPowers(t, full))
			blind.may = map[string]policy.Document{cloud.Master: g.may[cloud.Master], anyLeaf: g.may[anyLeaf], where: less(d, action)}
			blind.without, blind.pathless = "none:None", action == "organizations:ListAccountsForParent"
			at := blind.at(l)
			if action == "organizations:ListHandshakesForAccount" {
				blind.world, at = fresh.world, blind.at(fresh)
			}
			if d, err := at.seen(rooted); err == nil && len(d.Unreadable) == 0 {
				t.Errorf("%s: %s is not needed", where, action)
			}
		}
	}
}

// edited is full with some of the edits.
func edited(names ...string) string {
	document := full
	for _, e := range edits {
		for _, name := range names {
			if e.name == name {
				document = strings.Replace(document, e.old, e.new, 1)
			}
		}
	}
	return document
}

// Apply works with what MayWrite says, from nothing to everything, over what
// others did by hand, and back to nothing. Each of its actions is needed for
// some call: without it that call is denied.
func TestMayWriteIsTheSmallest(t *testing.T) {
	if testing.Short() {
		t.Skip("there is no part of it, and nothing in it that races: the run without -short has it")
	}
	l := inSandbox(t, sandbox.Options{CreateDelay: 3 * time.Second})
	g := newGate(l, full, writePowers(t, full))
	run := g.at(l)
	run.open(full).apply()
	run.open(rooted).draft()
	l.join()
	run.open(full).apply()
	g.pathless = true
	run.open(full).draft()
	g.pathless = false
	run.withTheLock()
	for _, document := range []string{
		edited("a unit's path", "names, contacts, passwords", "a session and a description", "another place for an account"),
		strings.Replace(full, "only-eu: {", "only-eu: {protect: true, ", 1), renamedUnit, full, edited("CI"),
	} {
		run.open(document).apply()
	}
	run.madeInBetween(l)
	l.meddle()
	run.open(full).apply()
	l.inhabited()
	_, err := run.seen(full)
	l.must(err)
	run.watched()
	l.adopts(run)
	l.leaver()
	leaving := run.open(l.onlyAccounts(full))
	_, err = leaving.solemns()
	l.must(err)
	leaving.apply()
	g.all(uncalled)
}

// renamedUnit is full with another name for a classification and its unit.
var renamedUnit = strings.NewReplacer("  testing: ", "  trials: ", "classification: testing", "classification: trials",
	"classification:testing", "classification:trials", "{guardrails: [no-leaving, only-eu]}", "{was: testing, guardrails: [no-leaving, only-eu]}").Replace(full)

// withTheLock takes the lock and gives it back, after a beat.
func (l *lab) withTheLock() {
	c := l.open(full).cloud
	_, release, err := c.Lock(l.Context(), cloud.Holder{Who: "x", Host: "here"}, func(int) bool { return true })
	l.must(err)
	l.must(release(l.Context()))
}

// madeInBetween carries out a plan after somebody has made one of its roles,
// in each sort of account.
func (l *lab) madeInBetween(admin *lab) {
	o := l.open(full)
	d := o.draft()
	for _, id := range []string{masterID, legacyID} {
		name := map[string]string{masterID: ciPlan, legacyID: ciRead}[id]
		admin.world.Accounts[id].IAM.Roles[name] = &sandbox.Role{
			Identity: sandbox.Identity{Name: name, Path: "/orgwright/", ID: "AROA" + id, Created: admin.clock.Now(), Inline: map[string]string{}},
			Trust:    policy.TrustAccount(legacyID).String(), MaxSession: 3600,
		}
	}
	l.must(engine.Apply(l.Context(), d.Plan, 1, Do(o.Wish, o.cloud)))
	if again := o.draft(); again.Summary.Todo() > 0 {
		l.Errorf("the plan after apply is not empty:\n%s", lines(again.Plan))
	}
}

// meddle changes by hand what we made.
func (l *lab) meddle() {
	foreign := policy.FromStatements([]policy.Rule{{Actions: []string{"s3:*"}}}, nil).String()
	mark := map[string]string{"orgwright:owner": "acme", "orgwright:x": "y"}
	for _, id := range []string{masterID, legacyID} {
		for _, name := range []string{"operations", ciPlan, ciApply, ciRead} {
			if r := l.world.Accounts[id].IAM.Roles[name]; r != nil {
				r.Trust, r.Tags = policy.TrustAccount(legacyID).String(), mark
				r.Attached = append(r.Attached, "arn:aws:iam::aws:policy/ReadOnlyAccess")
				r.Inline["more"], r.Boundary = foreign, readonly
			}
		}
	}
	l.world.Organization.Types = nil // service control policies are switched off
	m := &l.world.Accounts[masterID].IAM
	m.Users["alice"].Tags, m.Users["alice"].Boundary = map[string]string{"orgwright:owner": "acme", "orgwright:x": "y"}, readonly
	for _, p := range m.OIDC {
		p.Clients, p.Tags = []string{"https://github.com/acme"}, mark
	}
	group := m.Groups["developers"]
	group.Attached = append(group.Attached, "arn:aws:iam::aws:policy/ReadOnlyAccess")
	group.Inline = map[string]string{"more": foreign}
	p := m.Policies["arn:aws:iam::"+masterID+":policy/orgwright/self-service"]
	for p.Last < 5 {
		p.Last++
		p.Versions = append(p.Versions, sandbox.PolicyVersion{Number: p.Last, Document: foreign, Created: l.clock.Now()})
		p.Default = p.Last
	}
}

// adopts takes over a user and a group that were there before.
func (l *lab) adopts(run *lab) {
	people := iam.NewFromConfig(l.cfg)
	_, err := people.CreateUser(l.Context(), &iam.CreateUserInput{UserName: aws.String("carol")})
	l.must(err)
	_, err = people.CreateGroup(l.Context(), &iam.CreateGroupInput{GroupName: aws.String("auditors")})
	l.must(err)
	document := strings.Replace(edited("a user", "a function"), "carol: {", "carol: {adopt: true, ", 1)
	run.open(strings.Replace(document, "auditors: {", "auditors: {adopt: true, ", 1)).apply()
}

// leaver gives a person everything that a user can have.
func (l *lab) leaver() {
	l.enrol("carol")
	m := &l.world.Accounts[masterID].IAM
	u := m.Users["carol"]
	one := map[string]sandbox.Credential{"APKAEXAMPLEEXAMPLE00": {Body: "x", Service: "codecommit.amazonaws.com", Active: true, Created: l.clock.Now()}}
	u.SSHKeys, u.Certs, u.ServiceKeys = one, map[string]sandbox.Credential{"C": one["APKAEXAMPLEEXAMPLE00"]}, map[string]sandbox.Credential{"ACCA": one["APKAEXAMPLEEXAMPLE00"]}
	u.Login = &sandbox.LoginProfile{Created: l.clock.Now()}
	u.Attached = []string{"arn:aws:iam::aws:policy/ReadOnlyAccess"}
	u.Inline = map[string]string{"own": policy.FromStatements([]policy.Rule{{Actions: []string{"s3:*"}}}, nil).String()}
	stray := "arn:aws:iam::" + masterID + ":mfa/stray" // of an earlier run, and of somebody else
	m.MFA[stray] = &sandbox.MFADevice{Name: "stray", Path: "/", Tags: map[string]string{leaverTag: "dave"}}
	m.Keys["AKIAEXAMPLE00CAROL00"] = &sandbox.AccessKey{User: "carol", Secret: "x", Active: true, Created: l.clock.Now()}
}
