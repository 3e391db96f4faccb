package kind

import (
	"fmt"
	"time"

	"github.com/orgwright/orgwright/engine"
)

// An accessrole lets runs into an account. AWS makes it in the accounts that
// it creates; in an invited one somebody there must. Until then the account can
// be a member and cannot be managed.
var accessrole = define[struct{}]{
	name: "accessrole",
	in:   leaves,

	want: func(w *Wish, account string, put func(string, struct{})) {
		if w.invited(account) {
			put(w.accessRole(account).Name, struct{}{})
		}
	},
	have: func(s *Sight, put func(string, struct{})) {
		if s.invited(s.Account) { // we are looking into it, so it lets us in
			put(s.accessRole(s.Account).Name, struct{}{})
		}
	},
	why: func(struct{}) string { return "accept the invitation, let runs in" },
	needs: func(_ *Wish, a engine.Address, _ struct{}) []engine.Address {
		return []engine.Address{at("invitation", a.Account)}
	},
	steps: func(w *Wish, a engine.Address, _ Update[struct{}]) []string {
		return []string{
			fmt.Sprintf("%s:\n  orgwright accept %s\nor, where org.yaml is not at hand:\n  orgwright accept --master %s%s",
				w.accepting(a.Account), a.Account, w.Org.Master.ID, w.roleFlag(a.Name)),
			"or, without orgwright:\n" + w.acceptWithAWS(a),
			"then run orgwright apply again",
		}
	},
}.kind()

// accepting says who must do what until when.
func (w *Wish) accepting(account string) string {
	who := fmt.Sprintf("an administrator of account %s (%s, %s)", account, w.Org.Accounts[account].ID, w.Org.Accounts[account].Email)
	if m, member := w.organization.Member(account); member {
		return fmt.Sprintf("the account joined on %s and cannot be managed yet: %s lets the master account in", day(m.Joined), who)
	}
	until := "within 15 days of apply"
	if i, pending := w.invitationOf(account, w.organization); pending && !i.Expires.IsZero() {
		until = "by " + i.Expires.UTC().Format(time.DateOnly+" 15:04 MST")
	}
	return who + " accepts the invitation " + until + " and lets the master account in, with credentials of that account"
}

// roleFlag names the access role where it is not AWS's own.
func (w *Wish) roleFlag(name string) string {
	if name == ordinaryRole {
		return ""
	}
	return " --role " + name
}

// ordinaryRole is what AWS calls the role in the accounts that it makes (AWS:
// accessing member accounts).
const ordinaryRole = "OrganizationAccountAccessRole"

// acceptWithAWS are the commands of the AWS CLI that do the same.
func (w *Wish) acceptWithAWS(a engine.Address) string {
	trust := fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%s:root"},"Action":"sts:AssumeRole"}]}`, w.Org.Master.ID)
	accept := "  aws organizations list-handshakes-for-account\n  aws organizations accept-handshake --handshake-id ID\n"
	if _, member := w.organization.Member(a.Account); member {
		accept = ""
	}
	return accept + fmt.Sprintf("  aws iam create-role --role-name %s --assume-role-policy-document '%s'\n  aws iam attach-role-policy --role-name %s --policy-arn %s", a.Name, trust, a.Name, administrator)
}
