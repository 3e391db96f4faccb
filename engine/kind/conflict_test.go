package kind

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine"
)

// Who takes the tag off a guardrail, or moves a person from our path, to change
// these further, is told of by a finding, which ignore does not hide; where a rule
// has found something at the address already, in a note.
func TestWhatIsNoLongerMarkedAsOursIsFound(t *testing.T) {
	l := theatre(t)
	document := strings.Replace(peopled, "\nfunctions:", "\nignore:\n  - {match: \"master/*/*\", reason: on purpose, until: 2027-01-01}\nfunctions:", 1)
	if document == peopled {
		t.Fatal("the document has no functions")
	}
	s := &scene{l.open(peopled)}
	s.draft()
	for id, p := range l.world.Organization.Policies {
		if p.Name == "only-eu" {
			p.Content = allowAll
			delete(l.world.Organization.Tags, id)
		}
	}
	for _, name := range []string{"alice", "direct"} {
		done[*iam.UpdateUserOutput](s)(s.in("master").UpdateUser(s.Context(), &iam.UpdateUserInput{UserName: aws.String(name), NewPath: aws.String("/")}))
	}
	done[*iam.AttachUserPolicyOutput](s)(s.in("master").AttachUserPolicy(s.Context(), &iam.AttachUserPolicyInput{UserName: aws.String("direct"), PolicyArn: aws.String(admin)}))
	d := l.open(peopled).drift()
	differ(t, drifts(d), append(slices.Clone(atRest),
		"changed conflict master/guardrail/only-eu", "changed conflict master/user/alice", "extra direct-permission master/user/direct"))
	if n := len(d.Notes); n != 1 || !strings.HasPrefix(d.Notes[0], "master/user/direct: a user of this name exists") {
		t.Errorf("notes %q", d.Notes)
	}
	for _, f := range d.Findings {
		want := 0
		if f.Address.Name == "alice" && f.Rule == "conflict" {
			want = s.Wish.Line(f.Address)
		} else if f.Class != engine.Extra {
			continue
		}
		if f.Line != want || want == 0 != (f.Class == engine.Extra) {
			t.Errorf("%s %s is at line %d, want %d", f.Rule, f.Address, f.Line, want)
		}
	}
	d = l.open(document).drift()
	conflicts := slices.DeleteFunc(slices.Clone(d.Findings), func(f engine.Finding) bool { return f.Rule != "conflict" })
	if len(conflicts) != 3 || d.InSync || !d.Fails(engine.Error) {
		t.Errorf("with an entry of ignore there are %d conflicts: %v", len(conflicts), drifts(d))
	}
}
