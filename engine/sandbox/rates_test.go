package sandbox

import (
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
)

func TestRatesAreAWSs(t *testing.T) {
	d := newDesk(t, Options{Rates: true})
	_, err := d.org.CreateOrganization(t.Context(), &organizations.CreateOrganizationInput{})
	d.must(err)
	other := d.as(d.standalone(legacyID, ""))
	admitted := func() (n int) {
		for {
			_, err := d.org.DescribeOrganization(t.Context(), &organizations.DescribeOrganizationInput{})
			if err != nil {
				d.refused(err, "TooManyRequestsException", "")
				return n
			}
			n++
		}
	}
	d.equal(admitted(), 2) // the burst
	d.equal(admitted(), 0)
	d.pass(999 * time.Millisecond)
	d.equal(admitted(), 0)
	d.pass(time.Millisecond)
	d.equal(admitted(), 1)
	d.pass(time.Hour)
	d.equal(admitted(), 2)
	_, err = other.DescribeOrganization(t.Context(), &organizations.DescribeOrganizationInput{})
	d.refused(err, "AWSOrganizationsNotInUseException", "") // an account's rate is its own
	for range 20 {
		_, err := d.iam(d.master).ListUsers(t.Context(), &iam.ListUsersInput{})
		d.must(err)
	}
}

func TestTenTenthsAreOne(t *testing.T) {
	w := New(Options{Clock: NewClock(time.Unix(0, 0)).Now})
	clock := NewClock(time.Unix(0, 0))
	w.now = clock.Now
	r := &request{service: services["organizations"], name: "CreateAccount"}
	for range 3 {
		w.admits(r, Caller{})
	}
	for i := range 100 { // asking in between does not lose what has come in
		clock.Advance(100 * time.Millisecond)
		if got, want := w.admits(r, Caller{}), i == 99; got != want {
			t.Fatalf("after %d tenths of a second: %v", i+1, got)
		}
	}
}

func TestEachRateIsOfAnOperation(t *testing.T) {
	for name, limit := range rates {
		if _, known := services["organizations"].operations[name]; !known || limit.second <= 0 || limit.burst < 1 {
			t.Errorf("%s: %v", name, limit)
		}
	}
}

func TestClockIsForEverybody(t *testing.T) {
	c := NewClock(time.Unix(0, 0))
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() { c.Advance(time.Second) })
		wg.Go(func() { _ = c.Sleep(t.Context(), time.Second); c.Now() })
	}
	wg.Wait()
	c.Advance(-time.Hour)
	if got := c.Now(); !got.Equal(time.Unix(100, 0)) {
		t.Errorf("got %v", got)
	}
}
