package kind

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// Whatever AWS gives as the reason why an account was not made, the run says
// what it is and what to do, never asks with another email, and goes on once it
// is put right.
func TestAccountsThatAreNotMade(t *testing.T) {
	org := parse(t, small)
	want, _ := baseline(t, org)
	for _, reason := range types.CreateAccountFailureReason("").Values() {
		tr := newTrial(t, org)
		tr.must(tr.world.Fault("op=CreateAccount nth=1 do=fail:" + string(reason)))
		_, err := tr.run()
		passing := reason == types.CreateAccountFailureReasonConcurrentAccountModification // that one sorts itself out
		if passing != (err == nil) || err != nil && !strings.Contains(err.Error(), "AWS could not make the account: "+string(reason)+" (") {
			t.Errorf("%s: got %v", reason, err)
		}
		if err != nil && strings.Contains(err.Error(), unheardOf) != ofGovCloud(reason) {
			t.Errorf("%s has no advice of its own: %v", reason, err)
		}
		tr.must(tr.world.ClearFaults())
		if _, err := tr.run(); err != nil {
			tr.wrong("one further run does not end well: %v", err)
		}
		tr.settled(want)
		for _, wrong := range tr.faulty {
			if !passing || !strings.Contains(wrong, "2 times sent") { // there it was a clear no that was asked again
				t.Errorf("%s: %s", reason, wrong)
			}
		}
	}
	if err := failure("A_REASON_OF_TOMORROW"); !strings.Contains(err.Error(), unheardOf) {
		t.Error(err)
	}
}

const unheardOf = "ask AWS Support what it means"

// ofGovCloud are reasons of calls that this program never makes.
func ofGovCloud(r types.CreateAccountFailureReason) bool {
	return r == "GOVCLOUD_ACCOUNT_ALREADY_EXISTS" || r == "UPDATE_EXISTING_RESOURCE_POLICY_WITH_TAGS_NOT_SUPPORTED"
}
