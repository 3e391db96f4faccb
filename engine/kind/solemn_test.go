package kind

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// solemns looks at everything and says what is to be typed.
func (o *office) solemns() ([]Solemn, error) {
	o.Helper()
	p, err := o.cloud.Read(o.Context(), Need(o.Wish))
	o.must(err)
	return Compare(o.Wish, o.cloud, p).Solemns(o.Context(), o.Wish, o.cloud, p)
}

// A user who signed in lately, with the password or with a key, is not deleted
// by a yes alone.
func TestWhoSignedInLately(t *testing.T) {
	l := reign(t)
	gone := altered("  carol: {email: carol@acme.example, functions: [auditors]}\n", "")
	carol := l.world.Accounts[masterID].IAM.Users["carol"]
	ago := func(days int) *time.Time {
		return aws.Time(l.clock.Now().Add(-time.Duration(days)*24*time.Hour - time.Minute))
	}
	for _, test := range []struct {
		name          string
		password, key *time.Time
		want          string
	}{
		{"never", nil, nil, ""},
		{"three days ago", ago(3), nil, "delete carol carol signed in 3 days ago"},
		{"long ago", ago(31), ago(90), ""},
		{"with a key", ago(31), ago(1), "delete carol carol signed in 1 day ago"},
	} {
		carol.Login = &sandbox.LoginProfile{Created: l.clock.Now(), LastLogin: test.password}
		l.world.Accounts[masterID].IAM.Keys["AKIACAROL00000000000"] = &sandbox.AccessKey{User: "carol", LastUsed: test.key}
		o := l.open(gone)
		all, err := o.solemns()
		l.must(err)
		var got []string
		for _, s := range all {
			got = append(got, s.What+" "+s.Name+" "+s.Why)
		}
		if strings.Join(got, "\n") != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// The last guardrail of an account or a unit is not detached by a yes alone,
// unless the unit goes too.
func TestTheLastGuardrail(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.open(full).apply()
	for _, test := range []struct{ old, new, want string }{
		{"guardrails: [no-leaving, only-eu]", "guardrails: [only-eu]", ""},
		{"guardrails: [no-leaving, only-eu]", "guardrails: []", "testing"},
		{", guardrails: [only-s3]", "", "storage"},
		{"ou: Workloads/Production", "ou: Workloads/Other", ""},
	} {
		o := l.open(strings.Replace(full, test.old, test.new, 1))
		all, err := o.solemns()
		l.must(err)
		var names []string
		for _, s := range all {
			names = append(names, s.Name)
		}
		if got := strings.TrimPrefix(strings.Join(names, " "), "/"); got != test.want {
			t.Errorf("%s: %q, want %q", test.new, got, test.want)
		}
	}
}

// An account is closed once; that it is closing, or closed, is as good, and any
// other reason is told. Nothing in it is taken away first.
func TestClosing(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.open(full).apply()
	closed := strings.Replace(full, "classification: testing, name: Sandbox of Acme, protect: true}", "classification: testing, name: Sandbox of Acme, state: closed}", 1)
	o := l.open(closed)
	o.Close = "sandbox"
	d := o.draft()
	if got := lines(d.Plan); !strings.HasSuffix(got, "clear - master/account/sandbox\n") || strings.Contains(got, " sandbox/") || strings.Contains(got, "@sandbox") {
		t.Fatalf("plan\n%s", got)
	}
	l.must(engine.Apply(t.Context(), d.Plan, 1, Do(o.Wish, o.cloud)))
	in, err := o.cloud.Account(cloud.Master)
	l.must(err)
	for _, wait := range []time.Duration{0, 100 * 24 * time.Hour} { // closing, and closed
		l.must(l.clock.sleep(t.Context(), wait/100))
		l.must(closeAccount(t.Context(), in, "sandbox", accountBody{}))
	}
	if again := l.open(closed).draft(); again.Summary.Todo() > 0 || !strings.Contains(strings.Join(again.Notes, "\n"), "account sandbox is ") {
		t.Errorf("and then:\n%s%v", lines(again.Plan), again.Notes)
	}
	if err := closeAccount(t.Context(), in, cloud.Master, accountBody{}); err == nil {
		t.Error("the master account can be closed")
	}
	l.world.Organization.Closings = nil
	for range 250 {
		l.world.Organization.Closings = append(l.world.Organization.Closings, l.clock.Now())
	}
	if err := closeAccount(t.Context(), in, "storage", accountBody{}); err == nil || !strings.Contains(err.Error(), "closed as many accounts") {
		t.Errorf("beyond the quota: %v", err)
	}
	if got, err := o.cloud.Organizations.DescribeAccount(t.Context(), &organizations.DescribeAccountInput{AccountId: aws.String(masterID)}); err != nil || got.Account.State != "ACTIVE" {
		t.Errorf("the master account: %v, %v", got, err)
	}
}
