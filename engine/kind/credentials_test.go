package kind

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// to delivers into a map; it never has anything before.
func to(into map[string]cloud.Secret, second bool) Delivery {
	return Delivery{
		Place: "a map", Second: second,
		Held: func() (bool, error) { return false, nil },
		Free: func() error { return nil },
		Hand: func(id string, secret cloud.Secret) error { into[id] = secret; return nil },
	}
}

// A person has one key, and in a rotation two.
func TestARotation(t *testing.T) {
	o := hired(t)
	ctx, alice := o.Context(), o.person("alice")
	keys := map[string]cloud.Secret{}
	_, err := alice.MakeKey(ctx, to(keys, true))
	o.refuses(err, "ORG363", "no access key to rotate")
	first, err := alice.MakeKey(ctx, to(keys, false))
	o.must(err)
	_, err = alice.MakeKey(ctx, to(keys, false))
	o.refuses(err, "ORG363", "has an access key: "+first.ID)
	_, err = alice.Rotation(ctx)
	o.refuses(err, "ORG366", "no rotation is under way")
	o.must(o.clock.sleep(ctx, time.Hour))
	second, err := alice.MakeKey(ctx, to(keys, true))
	o.must(err)
	for _, again := range []bool{true, false} {
		_, err = alice.MakeKey(ctx, to(keys, again))
		o.refuses(err, "ORG363", "has 2 access keys")
	}
	r, err := alice.Rotation(ctx)
	o.must(err)
	if r.Old.ID != first.ID || r.New.ID != second.ID || len(r.Doubts()) != 1 || !strings.Contains(r.Doubts()[0], "has not been used") {
		t.Errorf("%+v, doubts %q", r, r.Doubts())
	}
	o.use(first.ID, time.Minute)
	o.use(second.ID, time.Minute)
	r, err = alice.Rotation(ctx)
	o.must(err)
	if d := r.Doubts(); len(d) != 1 || !strings.Contains(d[0], "the old key "+first.ID+" was used") {
		t.Errorf("doubts %q", d)
	}
	o.use(first.ID, 2*time.Minute) // between the look and the end
	o.refuses(alice.Finish(ctx, r), "ORG366", "was used just now")
	if all, _ := alice.Keys(ctx); len(all) != 2 || !all[0].Active {
		t.Errorf("after a refusal: %+v", all)
	}
	r, err = alice.Rotation(ctx)
	o.must(err)
	o.must(alice.Finish(ctx, r))
	if all, _ := alice.Keys(ctx); len(all) != 1 || all[0].ID != second.ID || !all[0].Active {
		t.Errorf("at the end: %+v", all)
	}
}

// use has a key have been used, some time from now.
func (o *office) use(id string, from time.Duration) {
	at := o.clock.Now().Add(from)
	k := o.world.Accounts[masterID].IAM.Keys[id]
	k.LastUsed, k.LastService, k.LastRegion = &at, "s3", "eu-west-1"
}

// What a dead run has left stays where somebody uses it.
func TestTidyKeepsWhatIsUsed(t *testing.T) {
	o := hired(t)
	ctx, alice := o.Context(), o.person("alice")
	none := to(map[string]cloud.Secret{}, false)
	o.must(alice.setMark(ctx, none.Place, nil))
	var ids []string
	for range 2 {
		got, err := alice.IAM.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: &alice.Name})
		o.must(err)
		ids = append(ids, *got.AccessKey.AccessKeyId)
	}
	o.use(ids[0], 0)
	left, err := o.person("alice").Tidy(ctx, none)
	o.must(err)
	if !slices.Equal(left.Deleted, ids[1:]) || len(left.Kept) != 1 || left.Kept[0].ID != ids[0] || left.Kept[0].By != "s3 in eu-west-1" {
		t.Errorf("%+v", left)
	}
	if again, err := o.person("alice").Tidy(ctx, none); err != nil || again.Deleted != nil || again.Kept != nil {
		t.Errorf("again: %+v, %v", again, err)
	}
	// The mark is nothing that the plan knows.
	o.must(o.person("alice").setMark(ctx, "x", nil))
	if d := o.draft(); d.Summary.Todo() != 0 {
		t.Errorf("the mark is in the plan:\n%s", lines(d.Plan))
	}
}

// A first password is random, fits the rules, is to be changed, and is not
// given twice by mistake.
func TestFirstPassword(t *testing.T) {
	o := hired(t)
	ctx, alice := o.Context(), o.person("alice")
	random := rand.NewChaCha8([32]byte{7})
	first, err := alice.FirstPassword(ctx, random, false)
	o.must(err)
	s, err := KitOf(ctx, o.Wish, o.cloud, "alice")
	o.must(err)
	if len(first.Reveal()) != 24 || s.Password != FirstGiven {
		t.Errorf("%d characters, %s", len(first.Reveal()), s.Password)
	}
	_, err = alice.FirstPassword(ctx, random, false)
	o.refuses(err, "ORG367", "alice has a password")
	_, err = alice.IAM.UpdateAccountPasswordPolicy(ctx, &iam.UpdateAccountPasswordPolicyInput{
		MinimumPasswordLength: aws.Int32(100), RequireLowercaseCharacters: true, RequireUppercaseCharacters: true, RequireNumbers: true, RequireSymbols: true,
	})
	o.must(err)
	second, err := alice.FirstPassword(ctx, random, true)
	o.must(err)
	if len(second.Reveal()) != 100 || second == first {
		t.Errorf("%d characters", len(second.Reveal()))
	}
	if _, err := alice.FirstPassword(ctx, strings.NewReader("too little"), true); err == nil {
		t.Error("a password was made of nothing")
	}
}

// Every password has every sort of character, and no two are alike.
func TestPasswordsAreStrong(t *testing.T) {
	random := rand.NewChaCha8([32]byte{8})
	seen, first := map[string]bool{}, map[byte]bool{}
	for range 2000 {
		p, err := makePassword(random, 24)
		if err != nil || len(p) != 24 || seen[p] {
			t.Fatalf("%q, %v", p, err)
		}
		seen[p], first[p[0]] = true, true
		for _, sort := range passwordLetters {
			if !strings.ContainsAny(p, sort) {
				t.Fatalf("%q has none of %s", p, sort)
			}
		}
	}
	if all := len(strings.Join(passwordLetters, "")); len(first) != all {
		t.Errorf("of %d characters, %d come first", all, len(first))
	}
}

// A reply that is lost leaves no password that nobody knows.
func TestAPasswordWhoseReplyIsLost(t *testing.T) {
	for _, do := range []string{"drop-reply", "500"} {
		o := hired(t)
		o.must(o.world.Fault("service=iam op=CreateLoginProfile do=" + do))
		got, err := o.person("alice").FirstPassword(o.Context(), rand.NewChaCha8([32]byte{9}), false)
		if do == "500" { // nothing was made: the next run does it
			if err == nil {
				t.Error("a password that was not made")
			}
			o.must(o.world.ClearFaults())
			got, err = o.person("alice").FirstPassword(o.Context(), rand.NewChaCha8([32]byte{9}), false)
		}
		o.must(err)
		if !o.world.Accounts[masterID].IAM.Users["alice"].Login.Reset || got.Reveal() == "" {
			t.Error(do)
		}
	}
}

// Only who is to have access is given anything.
func TestNobodyElse(t *testing.T) {
	o := inSandbox(t, sandbox.Options{}).open(strings.Replace(alone, "users:\n", "users:\n  bob: {email: b@acme.example, functions: [operations], state: suspended}\n"+
		"  carol: {email: c@acme.example, functions: [operations], until: 2026-11-01}\n", 1))
	for name, why := range map[string]string{"alice": "no user in AWS yet", "bob": "is suspended", "carol": "last day was 2026-11-01"} {
		_, err := FindPerson(o.Context(), o.Wish, o.cloud, name)
		o.refuses(err, "ORG361", why)
	}
	_, err := iam.NewFromConfig(o.cfg).CreateUser(o.Context(), &iam.CreateUserInput{UserName: aws.String("alice")})
	o.must(err)
	_, err = FindPerson(o.Context(), o.Wish, o.cloud, "alice")
	o.refuses(err, "ORG361", "was not made here: its path is /")
}

// What people lack is told, with what to do about it; FIDO is not enough.
func TestStanding(t *testing.T) {
	o := hired(t)
	ctx := o.Context()
	missing := func(want ...string) {
		t.Helper()
		s, err := KitOf(ctx, o.Wish, o.cloud, "alice")
		o.must(err)
		got := s.Missing()
		for i := range max(len(got), len(want)) {
			if i >= len(got) || i >= len(want) || !strings.HasPrefix(got[i], want[i]) {
				t.Fatalf("missing %q, want %q", got, want)
			}
		}
	}
	missing("a password for the console", "a device for one-time codes: orgwright user mfa alice --enrol", "an access key")
	_, err := o.person("alice").FirstPassword(ctx, rand.NewChaCha8([32]byte{1}), false)
	o.must(err)
	alice := o.world.Accounts[masterID].IAM.Users["alice"]
	alice.Passkeys = map[string]time.Time{"arn:aws:iam::111111111111:u2f/user/alice/yubi": o.clock.Now()}
	missing("a password of one's own", "a device for one-time codes: a passkey or security key serves the console alone", "an access key")
	o.enrol("alice")
	alice.Login.Reset = false
	k, err := o.person("alice").MakeKey(ctx, to(map[string]cloud.Secret{}, false))
	o.must(err)
	missing()
	o.world.Accounts[masterID].IAM.Keys[k.ID].Active = false
	missing("an access key")
	all, err := Everyone(ctx, o.Wish, o.cloud)
	o.must(err)
	if len(all) != 1 || len(all[0].Devices) != 2 || all[0].Devices[1].Sort != FIDO || all[0].Coded() != "arn:aws:iam::111111111111:mfa/alice" || len(all[0].Missing()) > 0 {
		t.Errorf("%+v", all)
	}
}

// The commands about one person work with what MayServe says. Each of its
// actions is needed for some call: without it that call is denied.
func TestMayServeIsTheSmallest(t *testing.T) {
	l := hired(t).lab
	o := parse(t, alone)
	g := &gate{t: t, world: l.world, probed: map[string]bool{}, may: map[string]policy.Document{cloud.Master: MayServe(o)}}
	f := g.at(l).open(alone)
	ctx, keys := t.Context(), map[string]cloud.Secret{}
	held, release, err := f.cloud.Lock(ctx, cloud.Holder{Who: "x", Host: "y"}, func(int) bool { return true })
	l.must(err)
	alice := f.person("alice")
	_, err = alice.MakeKey(held, to(keys, false))
	l.must(err)
	l.must(l.clock.sleep(ctx, time.Minute))
	_, err = alice.MakeKey(held, to(keys, true))
	l.must(err)
	r, err := alice.Rotation(held)
	l.must(err)
	l.must(alice.Finish(held, r))
	l.must(release(ctx)) // its beat moves the clock, and codes go with that
	e, err := alice.Enrol(ctx, "alice")
	l.must(err)
	l.must(e.Abandon(ctx))
	e, err = alice.Enrol(ctx, "alice")
	l.must(err)
	l.must(e.Enable(ctx, code(t, e, l.clock, -1), code(t, e, l.clock, 0)))
	for _, reset := range []bool{false, true} {
		_, err = alice.FirstPassword(ctx, rand.NewChaCha8([32]byte{1}), reset)
		l.must(err)
	}
	_, err = KitOf(ctx, f.Wish, f.cloud, "alice")
	l.must(err)
	g.all(map[string]string{"iam:TagRole": "a lock that is held longer than half a minute says that it lives"})
	if slices.ContainsFunc(actionsOf(MayWrite(o, cloud.Master)), func(a string) bool {
		return a == "iam:CreateAccessKey" || a == "iam:CreateLoginProfile" || a == "iam:EnableMFADevice"
	}) {
		t.Error("whoever applies may make keys")
	}
}
