package access

import (
	"cmp"
	"slices"
	"strings"
)

// A Standing is what there is when removals are to be proved: who can do what
// now, and what may go by another name than when the review was begun.
type Standing struct {
	Matrix
	Users     map[string]Past   // of the master account's IAM, by name
	Functions map[string]string // of org.yaml, with the name each had before; "" for none
}

// A Past is since when a user exists, as RFC 3339, and the name it had before by
// org.yaml; "" for none. A user that is renamed stays the one it was.
type Past struct{ Created, Was string }

// Prove looks for removed ways among those that there are now, whatever people,
// accounts and functions are called by now. Ways that are gone are noted with
// the moment and the commit; those that are left are listed, and so are those
// that cannot be told from ones under another name.
func (r Review) Prove(now Standing, at, commit string) (proved int, left []string) {
	p := r.prover(now)
	for _, row := range r.Rows {
		if row.Decision() != removeIt {
			continue
		}
		if still := p.still(row); still != "" {
			row.Set("removal_verified_at", "")
			left = append(left, still)
			continue
		}
		proved++
		if row.At("removal_verified_at") == "" {
			row.Set("removal_verified_at", at)
			row.Set("removed_by_commit", commit)
		}
	}
	return proved, left
}

// A prover holds removed rows against what there is now.
type prover struct {
	Standing
	asOf              string
	cells             map[string][]Cell // by account
	people, functions map[string]bool   // those that the review knows
	ids               map[string]string // of accounts, by name
}

func (r Review) prover(now Standing) prover {
	p := prover{now, r.Value("as of"), map[string][]Cell{}, map[string]bool{}, map[string]bool{}, map[string]string{master: now.Master}}
	for _, a := range now.Accounts {
		p.ids[a.Account] = a.ID
	}
	for _, c := range now.Cells {
		id := cmp.Or(p.ids[c.Account], c.Account)
		p.cells[id] = append(p.cells[id], c)
	}
	for _, row := range r.Rows {
		p.people[row.At("person")], p.functions[row.At("function")] = true, true
	}
	for name := range strings.FieldsFuncSeq(r.Value(idleName), func(c rune) bool { return c == ',' || c == ' ' }) {
		p.people[name] = true
	}
	return p
}

// alike says how sure it is that something now is what it was in a row.
type alike int

const (
	different alike = iota
	perhaps
	identical
)

// still says what is left of a way that was to be removed; "" when it is gone.
func (p prover) still(row ReviewRow) string {
	best, is := different, Cell{}
	for _, c := range p.cells[row.account()] {
		if a := min(p.person(row, c.User), p.function(row, c.Function)); a > best {
			best, is = a, c
		}
	}
	if best == different {
		return ""
	}
	now := is.User + " as " + is.Function + " in " + is.Account
	switch {
	case best == perhaps:
		return row.name() + ": not proved, " + now + " may be the same under another name"
	case now != row.name():
		return row.name() + ": now " + now
	}
	return row.name()
}

// person compares a row's person with a user. One that AWS made before the
// review and that the review does not know was renamed since; whose it is says
// the moment at which it was made.
func (p prover) person(row ReviewRow, user string) alike {
	u, created := p.Users[user], row.At("user_created")
	_, there := p.Users[row.At("person")]
	switch {
	case user == row.At("person"), u.Was == row.At("person"):
		return identical
	case there || p.people[user] || u.Created == "":
		return different
	case u.Created == created, created == "" && u.Created <= p.asOf:
		return perhaps
	}
	return different
}

// function compares a row's function with one that there is. One that the
// review does not know may stand for one that org.yaml no longer has.
func (p prover) function(row ReviewRow, function string) alike {
	was, declared := p.Functions[function]
	_, there := p.Functions[row.At("function")]
	switch {
	case function == row.At("function"), declared && was == row.At("function"):
		return identical
	case declared && !there && !p.functions[function]:
		return perhaps
	}
	return different
}

// account is an account by its id, which stays when it is renamed; by its name
// where no id is known.
func (r ReviewRow) account() string { return cmp.Or(r.At("account_id"), r.At("account_name")) }

// Since says what is in this review and not in an earlier one, and what no
// longer is.
func (r Review) Since(before Review) (came, went []string) {
	return r.beside(before), before.beside(r)
}

// beside lists the rows that another review does not have.
func (r Review) beside(other Review) []string {
	had := func(row ReviewRow) [3]string {
		return [3]string{row.At("person"), row.account(), row.At("function")}
	}
	rows := map[[3]string]bool{}
	for _, row := range other.Rows {
		rows[had(row)] = true
	}
	gone := slices.DeleteFunc(slices.Clone(r.Rows), func(row ReviewRow) bool { return rows[had(row)] })
	var all []string
	for _, row := range gone {
		all = append(all, row.name())
	}
	return all
}
