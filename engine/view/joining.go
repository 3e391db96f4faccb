package view

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// A Joining is what an administrator of an invited account is shown before the
// account joins. Without org.yaml Unit and Guardrails are empty.
type Joining struct {
	Account, Name             string // its id, and what org.yaml calls it
	Member                    bool   // it has joined, and only the role is missing
	Organization              string // id of the organization that invites
	Master, MasterName, Email string // of that organization's master account
	Message                   string
	Asked, Expires            time.Time
	Leaves                    string // id of the organization that it leaves by joining
	Role                      string // the access role's name
	Unit                      string
	Guardrails                [][2]string // name and description
}

// JoiningText writes who invites, and what membership means.
func JoiningText(w io.Writer, j Joining) error {
	var b strings.Builder
	name := Escape(j.Account)
	if j.Name != "" {
		name += " (" + Escape(j.Name) + ")"
	}
	if j.Member {
		fmt.Fprintf(&b, "Account %s is a member of the organization of %s, which cannot manage it yet.\n", name, Escape(j.Master))
	} else {
		fmt.Fprintf(&b, "Account %s is invited:\n", name)
		for _, r := range j.rows() {
			fmt.Fprintf(&b, "  %-15s %s\n", r[0], r[1])
		}
	}
	fmt.Fprintf(&b, "\nWhat membership means:\n")
	for _, line := range j.meaning() {
		fmt.Fprintf(&b, "  * %s\n", strings.Join(wrap(line, 74), "\n    "))
	}
	for _, g := range j.Guardrails {
		fmt.Fprintf(&b, "      %-25s %s\n", Escape(g[0]), strings.Join(wrap(Escape(g[1]), 46), "\n"+strings.Repeat(" ", 32)))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (j Joining) rows() [][2]string {
	rows := [][2]string{
		{"organization", Escape(j.Organization)},
		{"master account", fmt.Sprintf("%s, %q, %s", Escape(j.Master), Escape(j.MasterName), Escape(j.Email))},
		{"invited", fmt.Sprintf("%s, to be accepted by %s", j.Asked.UTC().Format(time.DateOnly), j.Expires.UTC().Format(time.DateOnly+" 15:04 MST"))},
		{"message", Escape(j.Message)},
	}
	if j.Leaves != "" {
		rows = append(rows, [2]string{"it leaves", "organization " + Escape(j.Leaves)})
	}
	return rows
}

// meaning is what an administrator must know before saying yes.
func (j Joining) meaning() []string {
	all := []string{
		fmt.Sprintf("The master account %s may do everything here: role %s trusts it and has AdministratorAccess.", Escape(j.Master), Escape(j.Role)),
		"The master account pays for this account from that day on, and sees what it costs.",
		"Users, keys and workloads stay as they are, as far as guardrails let them.",
		"From the moment it joins, the guardrails on the organization's root bind everybody in the account, its root user too.",
	}
	switch {
	case j.Unit == "":
		return append(all, "The organization may add more guardrails at any time. Which there are stands in its org.yaml, which is not at hand.")
	case len(j.Guardrails) == 0:
		return append(all, fmt.Sprintf("With the next apply in the master account it moves to %s, where org.yaml has no guardrails.", Escape(j.Unit)))
	}
	return append(all, fmt.Sprintf("With the next apply in the master account it moves to %s, and these bind it:", Escape(j.Unit)))
}
