package kind

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// peopleIntrusions are about users and what they sign in with.
var peopleIntrusions = []intrusion{
	{"a user in a leaf", func(s *scene) { s.user("sandbox", "ci-bot", "/") }, "extra user-in-leaf sandbox/user/ci-bot", true},
	{"a mighty user in another leaf, under our path", func(s *scene) {
		s.user("spare", "helper", "/orgwright/")
		done[*iam.AttachUserPolicyOutput](s)(s.in("spare").AttachUserPolicy(s.Context(), &iam.AttachUserPolicyInput{UserName: aws.String("helper"), PolicyArn: aws.String(admin)}))
	}, "extra user-in-leaf spare/user/helper", true},
	{"its access key", func(s *scene) { s.aged("sandbox", "ci-bot", 0, nil) }, "extra access-key-in-leaf sandbox/key/ci-bot", false},
	{"its password", func(s *scene) { s.password("sandbox", "ci-bot") }, "extra login-profile-in-leaf sandbox/login/ci-bot", false},
	{"a user in the master account", func(s *scene) { s.user("master", "mallory", "/") }, "extra user-not-declared master/user/mallory", true},
	{"one that hides under our path", func(s *scene) { s.user("master", "sneaky", "/orgwright/") }, "extra weaker master/user/sneaky", true},
	{"a second key", func(s *scene) { s.key("master", "extra"); s.key("master", "extra") }, "extra extra-access-key master/key/extra", true},
	{"an old key", func(s *scene) { s.aged("master", "old", 120, s.ago(2)) }, "extra old-access-key master/key/old", false},
	{"a key that nobody uses", func(s *scene) { s.aged("master", "unused", 200, s.ago(100)) }, "extra unused-access-key master/key/unused", false},
	{"a password without MFA", func(s *scene) { s.password("master", "bare") }, "missing user-without-mfa master/mfa/bare", true},
	{"a passkey alone", func(s *scene) {
		s.password("master", "fido")
		s.of("master").IAM.Users["fido"].Passkeys = map[string]time.Time{"arn:aws:iam::" + masterID + ":u2f/user/fido/laptop": s.clock.Now()}
	}, "missing mfa-not-totp master/mfa/fido", false},
	{"a policy attached to a person", func(s *scene) {
		done[*iam.AttachUserPolicyOutput](s)(s.in("master").AttachUserPolicy(s.Context(), &iam.AttachUserPolicyInput{UserName: aws.String("direct"), PolicyArn: aws.String(readonly)}))
	}, "extra direct-permission master/user/direct", true},
	{"a policy inside a person", func(s *scene) {
		done[*iam.PutUserPolicyOutput](s)(s.in("master").PutUserPolicy(s.Context(), &iam.PutUserPolicyInput{UserName: aws.String("alice"), PolicyName: aws.String("x"), PolicyDocument: aws.String(allowAll)}))
	}, "extra direct-permission master/user/alice", true},
	{"a group beside the functions", func(s *scene) {
		s.group("master", "readers", readonly)
		done[*iam.AddUserToGroupOutput](s)(s.in("master").AddUserToGroup(s.Context(), &iam.AddUserToGroupInput{GroupName: aws.String("readers"), UserName: aws.String("group")}))
	}, "extra direct-permission master/user/group", true},
	{"a last day that comes", func(*scene) {}, "extra membership-expiring master/user/leaver", true},
	{"a membership's last day", func(*scene) {}, "extra membership-expiring master/member/developers/member", true},
	{"a person in a function", func(s *scene) {
		done[*iam.AddUserToGroupOutput](s)(s.in("master").AddUserToGroup(s.Context(), &iam.AddUserToGroupInput{GroupName: aws.String("operations"), UserName: aws.String("bob")}))
	}, "extra weaker master/member/operations/bob", true},
	{"a stranger in a function", func(s *scene) {
		done[*iam.AddUserToGroupOutput](s)(s.in("master").AddUserToGroup(s.Context(), &iam.AddUserToGroupInput{GroupName: aws.String("operations"), UserName: aws.String("mallory")}))
	}, "extra weaker master/member/operations/mallory", true},
}

func (s *scene) ago(days int) *time.Time {
	t := s.clock.Now().AddDate(0, 0, -days)
	return &t
}

// aged gives a user a key of some age, used some time ago.
func (s *scene) aged(account, user string, days int, used *time.Time) {
	since := *s.ago(days)
	s.of(account).IAM.Keys["AKIA"+user+"EXAMPLE"] = &sandbox.AccessKey{User: user, Secret: "x", Active: true, Created: since, Changed: since, LastUsed: used}
}

func (s *scene) group(account, name string, policies ...string) {
	s.Helper()
	done[*iam.CreateGroupOutput](s)(s.in(account).CreateGroup(s.Context(), &iam.CreateGroupInput{GroupName: &name}))
	for _, arn := range policies {
		done[*iam.AttachGroupPolicyOutput](s)(s.in(account).AttachGroupPolicy(s.Context(), &iam.AttachGroupPolicyInput{GroupName: &name, PolicyArn: &arn}))
	}
}

// Of people whom org.yaml adopts later, and who are where they were, drift sees
// the devices that give no codes too: they are not called without MFA. A run that
// may not ask about them says so.
func TestPasskeysOfPeopleAdoptedLater(t *testing.T) {
	document := strings.NewReplacer("  root_access: central", "  root_access: central\n  adopt: later", "carol: {", "carol: {adopt: true, ").Replace(edited("a user"))
	l := built(t)
	s := &scene{l.open(full)}
	s.draft()
	s.user("master", "carol", "/")
	s.password("master", "carol")
	told := func() []string {
		return slices.DeleteFunc(drifts(l.open(document).drift()), func(line string) bool { return !strings.HasSuffix(line, "master/mfa/carol") })
	}
	differ(t, told(), []string{"missing user-without-mfa master/mfa/carol"})
	s.of("master").IAM.Users["carol"].Passkeys = map[string]time.Time{"arn:aws:iam::" + masterID + ":u2f/user/carol/laptop": s.clock.Now()}
	differ(t, told(), []string{"missing mfa-not-totp master/mfa/carol"})

	l.must(l.world.Fault(`service=iam op=ListMFADevices nth=1 every=1 do=error:AccessDenied message="User: arn:aws:iam::111111111111:user/administrator is not authorized to perform: iam:ListMFADevices"`))
	for _, u := range l.world.Accounts[masterID].IAM.Users {
		u.Path = "/" // what is ours, every policy of ours lets runs ask about
	}
	o := l.open(document)
	p, err := o.cloud.Read(t.Context(), NeedOfDrift(o.Wish))
	l.must(err)
	d := Drift(o.Wish, o.cloud, p, Compare(o.Wish, o.cloud, p))
	if len(d.Unreadable) != 1 || d.Unreadable[0].Kind != mfa.name || !strings.Contains(d.Unreadable[0].Hint, "iam:ListMFADevices") || strings.Contains(strings.Join(drifts(d), "\n"), "mfa/carol") {
		t.Errorf("unreadable %v, told %v", d.Unreadable, drifts(d))
	}
}
