package kind

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// squat makes a managed policy of others in the master account.
func (l *lab) squat(name string) {
	l.Helper()
	_, err := iam.NewFromConfig(l.cfg).CreatePolicy(l.Context(), &iam.CreatePolicyInput{
		PolicyName: &name, PolicyDocument: aws.String(policy.FromStatements([]policy.Rule{{Actions: []string{"s3:ListAllMyBuckets"}}}, nil).String()),
	})
	l.must(err)
}

// crowded is a document whose function reaches more accounts than its group can
// list.
func crowded(accounts int) string {
	var b strings.Builder
	head, tail, _ := strings.Cut(ruled, "functions:\n")
	b.WriteString(head)
	for i := range accounts {
		fmt.Fprintf(&b, "  shop-%d: {email: aws+shop%d@acme.example, classification: production}\n", i, i)
	}
	return b.String() + "functions:\n" + tail
}

// A managed policy of others that has a name of ours, whatever its path and its
// case, is a conflict of the plan; that of a part which is not needed is none.
func TestPoliciesOfOthersAreConflicts(t *testing.T) {
	for _, test := range []struct{ name, squatter, before, document, want string }{
		{"self-service", "Self-Service", "", ruled, "conflict master/selfservice/self-service\n"},
		{"a part of an assume", "assume-admins-2", "", crowded(150), "conflict master/assume/admins\n"},
		{"of one that grows", "assume-admins-1", ruled, crowded(150), "conflict master/assume/admins\n"},
		{"of one that fits its group", "assume-admins-1", "", ruled, ""},
		{"a part too many", "assume-admins-9", "", crowded(150), ""},
		{"no part", "assume-admins-01", "", crowded(150), ""},
		{"of a function that is not", "assume-nobody-1", "", crowded(150), ""},
		{"of one that is there", "assume-admins-1", ruled, ruled, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := inSandbox(t, sandbox.Options{})
			if test.before != "" {
				l.open(test.before).apply()
			}
			l.squat(test.squatter)
			d := l.open(test.document).draft()
			if got := refusals(d); got != test.want {
				t.Errorf("refused: %s, want %s", got, test.want)
			}
			for _, c := range d.Plan.Changes() {
				if strings.Contains(test.want, " "+c.Address.String()+"\n") {
					t.Errorf("%c %s is planned", c.Action(), c.Address)
				}
			}
		})
	}
}

// One that comes between the plan and its being carried out ends that change at
// once and says which it is: nothing is gained by asking again.
func TestPolicyOfOthersBetweenPlanAndApply(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	o := l.open(ruled)
	d := o.draft()
	l.squat("self-service")
	start := l.clock.Now()
	partial, _ := engine.AsPartial(engine.Apply(t.Context(), d.Plan, o.cloud.Parallel, Do(o.Wish, o.cloud)))
	if partial == nil || len(partial.Failed) != 1 {
		t.Fatalf("stopped with %+v, want one failure", partial)
	}
	if got, want := partial.Failed[0].Err.Error(), "the managed policy arn:aws:iam::111111111111:policy/self-service has the name that is needed, and is not ours"; !strings.HasPrefix(got, want) {
		t.Errorf("failed with %q, want %q", got, want)
	}
	if waited := l.clock.Now().Sub(start); waited >= catchUp {
		t.Errorf("it took %s", waited)
	}
}
