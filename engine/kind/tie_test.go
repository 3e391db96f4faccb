package kind

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// Whatever goes wrong first holds back what would then leave people with more
// access, accounts with fewer guardrails, or nobody with a way in; once it goes
// right, the same document ends where it should.
func TestAFailureHoldsBackWhatStandsOnIt(t *testing.T) {
	with := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(ruled) }
	for _, test := range []struct{ name, document, op, failed, held string }{
		{
			"a guardrail takes another's place", with("[no-leaving]", "[no-root-user]"), "AttachPolicy",
			"+ master/attachment/no-root-user@/production", "- master/attachment/no-leaving@/production, - master/guardrail/no-leaving",
		},
		{
			"one that cannot be made", with("[no-leaving]", "[no-root-user]"), "CreatePolicy",
			"+ master/guardrail/no-root-user", "+ master/attachment/no-root-user@/production, - master/attachment/no-leaving@/production, - master/guardrail/no-leaving",
		},
		{
			"from an account's unit to the account", with("[no-leaving]", "[]", "storage:    {", "storage:    {guardrails: [no-leaving], "), "AttachPolicy",
			"+ master/attachment/no-leaving@storage", "- master/attachment/no-leaving@/production",
		},
		{
			"accounts that stay where they are", with("production: {guardrails", "live: {guardrails", "classification: production", "classification: live"), "MoveAccount",
			"~ master/placement/production, ~ master/placement/storage", "- master/attachment/no-leaving@/production, - master/unit/production",
		},
		{
			"a unit without its guardrails", with("production: {guardrails", "live: {guardrails", "classification: production", "classification: live"), "AttachPolicy",
			"+ master/attachment/no-leaving@live", "~ master/placement/production, ~ master/placement/storage, - master/attachment/no-leaving@/production, - master/unit/production",
		},
		{
			"a new account without its guardrail", with("functions:\n", "  vault: {email: aws+vault@acme.example, classification: production, guardrails: [no-root-user]}\nfunctions:\n"), "AttachPolicy",
			"+ master/attachment/no-root-user@vault", "+ master/placement/vault, + vault/role/admins, + vault/role/auditors, + vault/role/keepers, + vault/grant/admins/AdministratorAccess, + vault/grant/auditors/SecurityAudit, + vault/grant/keepers/AdministratorAccess",
		},
		{
			"the last people in full control", with("functions: [admins]", "functions: [keepers]"), "AddUserToGroup",
			"+ master/member/keepers/alice, + master/member/keepers/bob", "- master/member/admins/bob, - master/member/admins/alice",
		},
		{
			"what gives it", strings.Replace(ruled, `admins: {grants: [{to: [master, "*"], managed: [AdministratorAccess]}]}`, `admins: {grants: [{to: master, allow: [{actions: ["*"]}]}, {to: "*", managed: [AdministratorAccess]}]}`, 1), "PutRolePolicy",
			"+ master/grant/admins/inline", "- master/grant/admins/AdministratorAccess",
		},
		{
			"somebody leaves a function that is given more", with("functions: [auditors]", "functions: []", "SecurityAudit", "AdministratorAccess"), "RemoveUserFromGroup",
			"- master/member/auditors/carol", "+ production/grant/auditors/AdministratorAccess, + storage/grant/auditors/AdministratorAccess",
		},
		{
			"what is allowed before what denies", with("SecurityAudit]", `AdministratorAccess], allow: [{actions: ["ec2:*"]}], deny: [{actions: ["s3:*"]}]`), "PutRolePolicy",
			"+ production/grant/auditors/inline, + storage/grant/auditors/inline", "+ production/grant/auditors/AdministratorAccess, + storage/grant/auditors/AdministratorAccess",
		},
		{
			"who is let into a function that is to be denied something", with(`to: "*", managed: [SecurityAudit]`, `to: "*", managed: [SecurityAudit], deny: [{actions: ["s3:*"]}]`, "functions: [admins]}\n  carol", "functions: [admins, auditors]}\n  carol"), "PutRolePolicy",
			"+ production/grant/auditors/inline, + storage/grant/auditors/inline", "+ master/member/auditors/bob",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l := reign(t, "alice", "bob")
			o := l.open(test.document)
			l.must(l.world.Fault("op=" + test.op + " do=error:AccessDeniedException"))
			partial, ok := engine.AsPartial(engine.Apply(l.Context(), o.draft().Plan, 1, Do(o.Wish, o.cloud)))
			if !ok {
				t.Fatal("nothing failed")
			}
			var failed []engine.Change
			for _, f := range partial.Failed {
				failed = append(failed, f.Change)
			}
			if got := called(failed); got != test.failed {
				t.Errorf("failed\n%s\nwant\n%s", got, test.failed)
			}
			if got := called(partial.Skipped); got != test.held {
				t.Errorf("held back\n%s\nwant\n%s", got, test.held)
			}
			l.must(l.world.ClearFaults())
			l.open(test.document).apply()
		})
	}
}

// called are changes, each with its mark.
func called(changes []engine.Change) string {
	var all []string
	for _, c := range changes {
		all = append(all, fmt.Sprintf("%c %s", c.Action(), c.Address))
	}
	return strings.Join(all, ", ")
}

// A target that is full has no room for what comes before what goes is gone: it
// is no reason to keep the old for ever.
func TestAFullTargetIsEmptiedAllTheSame(t *testing.T) {
	own := func(names string) string {
		text := strings.Replace(ruled, "guardrails: [no-leaving]", "guardrails: ["+strings.Join(strings.Split(names, ""), ", ")+"]", 1) + "guardrails:\n"
		for name := range strings.SplitSeq(names, "") {
			text += "  " + name + ": {description: " + name + ", regions: [eu-west-1]}\n"
		}
		return text
	}
	l := inSandbox(t, sandbox.Options{})
	l.open(own("abcdefgh")).apply()
	o := l.open(own("stuvwxyz"))
	partial, ok := engine.AsPartial(engine.Apply(l.Context(), o.draft().Plan, 1, Do(o.Wish, o.cloud)))
	if !ok || len(partial.Failed) != 7 || slices.ContainsFunc(partial.Skipped, func(c engine.Change) bool { return c.Action() == engine.Delete }) {
		t.Errorf("the first run: %+v", partial)
	}
	l.open(own("stuvwxyz")).apply()
}

// An account is not closed by a run in which anything at all went wrong.
func TestNothingIsClosedInARunThatFails(t *testing.T) {
	l := reign(t, "alice", "bob")
	document := strings.NewReplacer("SecurityAudit", "ReadOnlyAccess", "storage@acme.example, classification: production", "storage@acme.example, classification: production, state: closed").Replace(ruled)
	o := l.open(document)
	o.Close = "storage"
	l.must(l.world.Fault("op=AttachRolePolicy do=error:LimitExceeded"))
	partial, ok := engine.AsPartial(engine.Apply(l.Context(), o.draft().Plan, 1, Do(o.Wish, o.cloud)))
	if got, want := called(partial.Skipped), "- master/account/storage"; !ok || got != want {
		t.Errorf("not begun: %s, want %s", got, want)
	}
	l.must(l.world.ClearFaults())
	o = l.open(document)
	o.Close = "storage"
	l.must(engine.Apply(l.Context(), o.draft().Plan, 1, Do(o.Wish, o.cloud)))
}
