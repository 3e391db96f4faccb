package kind

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/pquerna/otp/totp"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// person is alice, as a command finds her.
func (o *office) person(name string) *Person {
	o.Helper()
	p, err := FindPerson(o.Context(), o.Wish, o.cloud, name)
	o.must(err)
	return p
}

// hired is an organization with alice in it.
func hired(t *testing.T) *office {
	o := inSandbox(t, sandbox.Options{}).open(alone)
	o.apply()
	return o
}

// refuses holds that an error refuses for a reason.
func (l *lab) refuses(err error, number, why string) {
	l.Helper()
	if r := new(Refused); !errors.As(err, &r) || r.Number != number || !strings.Contains(r.Why, why) || r.Todo == "" {
		l.Errorf("got %v, want a refusal %s with %q", err, number, why)
	}
}

// code is what a telephone shows, some steps of 30 seconds from now.
func code(t *testing.T, e *Enrolment, c *clock, steps int) string {
	t.Helper()
	got, err := totp.GenerateCode(e.Seed.Reveal(), c.Now().Add(time.Duration(steps)*30*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// A device is made under the ownership path, enabled with two codes in a row,
// and then read with the serial number that AWS gave it.
func TestEnrol(t *testing.T) {
	o := hired(t)
	alice := o.person("alice")
	e, err := alice.Enrol(o.Context(), "alice")
	o.must(err)
	if e.Serial != "arn:aws:iam::111111111111:mfa/orgwright/alice" || len(e.Seed.Reveal()) != 64 {
		t.Errorf("serial %s, seed of %d characters", e.Serial, len(e.Seed.Reveal()))
	}
	now := func(steps int) string { return code(t, e, o.clock, steps) }
	for name, pair := range map[string][2]string{"the same twice": {now(0), now(0)}, "backwards": {now(0), now(-1)}, "old": {now(-9), now(-8)}, "a gap": {now(-2), now(0)}} {
		if err := e.Enable(o.Context(), pair[0], pair[1]); !errors.Is(err, ErrWrongCodes) {
			t.Errorf("%s: %v", name, err)
		}
	}
	o.must(e.Enable(o.Context(), now(-1), now(0)))
	have, err := Devices(o.Context(), alice.Account, "alice")
	o.must(err)
	if len(have) != 1 || have[0].Serial != e.Serial || have[0].Sort != TOTP || !have[0].Codes() || have[0].Name() != "alice" {
		t.Errorf("devices: %+v", have)
	}
	_, err = alice.Enrol(o.Context(), "alice")
	o.refuses(err, "ORG362", e.Serial)
	other, err := alice.Enrol(o.Context(), "tablet")
	o.must(err)
	o.must(other.Abandon(o.Context()))
	if err := e.Abandon(o.Context()); err == nil {
		t.Error("a device in use was deleted")
	}
}

// An enrolment that was abandoned is cleared away by the next; a device of
// that name which is in use, or not ours, is left alone.
func TestAbandonedEnrolments(t *testing.T) {
	o := hired(t)
	people := iam.NewFromConfig(o.cfg)
	foreign, err := people.CreateVirtualMFADevice(o.Context(), &iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: aws.String("alice")})
	o.must(err)
	first, err := o.person("alice").Enrol(o.Context(), "alice")
	o.must(err)
	second, err := o.person("alice").Enrol(o.Context(), "alice")
	o.must(err)
	if !slices.Equal(second.Cleared, []string{first.Serial}) || second.Serial != first.Serial || second.Seed == first.Seed {
		t.Errorf("cleared %v, the new one is %s", second.Cleared, second.Serial)
	}
	o.must(second.Enable(o.Context(), code(t, second, o.clock, -1), code(t, second, o.clock, 0)))
	_, err = people.DeactivateMFADevice(o.Context(), &iam.DeactivateMFADeviceInput{UserName: aws.String("alice"), SerialNumber: &second.Serial})
	o.must(err)
	_, err = people.CreateUser(o.Context(), &iam.CreateUserInput{UserName: aws.String("other")})
	o.must(err)
	o.must(o.clock.sleep(o.Context(), time.Minute))
	_, err = people.EnableMFADevice(o.Context(), &iam.EnableMFADeviceInput{
		UserName: aws.String("other"), SerialNumber: &second.Serial,
		AuthenticationCode1: aws.String(code(t, second, o.clock, -1)), AuthenticationCode2: aws.String(code(t, second, o.clock, 0)),
	})
	o.must(err)
	third, err := o.person("alice").Enrol(o.Context(), "alice")
	o.must(err)
	if !strings.HasSuffix(third.Serial, ":mfa/orgwright/alice-2") || len(third.Cleared) > 0 {
		t.Errorf("made %s, cleared %v", third.Serial, third.Cleared)
	}
	if o.world.Accounts[masterID].IAM.MFA[*foreign.VirtualMFADevice.SerialNumber] == nil {
		t.Error("a device that is not ours was deleted")
	}
}

// Whatever befalls an enrolment, the next one ends well and leaves one device.
func TestEnrolmentsSurvive(t *testing.T) {
	org := parse(t, alone)
	enrol := func(h *handover, faults ...fault) (int, error) {
		h.runs++
		w := &wire{world: h.world, faults: faults, sends: map[string]int{}}
		c, err := h.open(h.Context(), w)
		if err != nil {
			return w.calls, err
		}
		p, err := FindPerson(h.Context(), &Wish{Org: h.org, Today: today, Names: c.Names}, c, "alice")
		if err != nil {
			return w.calls, err
		}
		e, err := p.Enrol(h.Context(), "alice")
		if err != nil {
			return w.calls, err
		}
		return w.calls, errors.Join(e.Enable(h.Context(), code(t, e, h.clock, -1), code(t, e, h.clock, 0)))
	}
	calm := newHandover(t, org)
	calls, err := enrol(calm)
	calm.must(err)
	var names []string
	var faults []fault
	for _, m := range []mode{crashBefore, crashAfter, replyLost, errorAfter, errorBefore, throttled} {
		for k := 1; k <= calls+1; k++ {
			names, faults = append(names, fmt.Sprintf("%s call %d", m, k)), append(faults, fault{k, m})
		}
	}
	trials(t, names, func(i int) []string {
		h := newHandover(t, org)
		_, err := enrol(h, faults[i])
		if err != nil && !strings.HasPrefix(string(faults[i].mode), "crash") {
			h.wrong("a run that lives does not end well: %v", err)
		}
		if _, again := enrol(h); err == nil && !errors.As(again, new(*Refused)) || err != nil && again != nil && !errors.As(again, new(*Refused)) {
			h.wrong("the next run: %v", again)
		}
		all := slices.Sorted(maps.Keys(h.world.Accounts[masterID].IAM.MFA))
		if len(all) != 1 || h.world.Accounts[masterID].IAM.MFA[all[0]].User != "alice" {
			h.wrong("devices %v", all)
		}
		return h.faulty
	})
}
