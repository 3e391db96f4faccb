package view

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/orgwright/orgwright/engine"
)

// tell makes a task of "account/kind/name: step; step".
func tell(s string) task {
	address, steps, _ := strings.Cut(s, ": ")
	a, err := engine.ParseAddress(address)
	if err != nil {
		panic(err)
	}
	return task{[]engine.Address{a}, "why", strings.Split(steps, "; ")}
}

func TestTogether(t *testing.T) {
	for name, test := range map[string]struct{ tasks, want []string }{
		"one is told as it is": {
			[]string{"master/mfa/alice: alice signs in"},
			[]string{"1 master/mfa/alice | alice signs in"},
		},
		"by name": {
			[]string{"master/mfa/alice: alice signs in; call -n alice", "master/mfa/bob: bob signs in; call -n bob"},
			[]string{"1-2 master/mfa/alice, master/mfa/bob | for each NAME of: alice, bob | NAME signs in | call -n NAME"},
		},
		"the account they share keeps its name": {
			[]string{"master/mfa/alice: alice to master", "master/mfa/bob: bob to master"},
			[]string{"1-2 master/mfa/alice, master/mfa/bob | for each NAME of: alice, bob | NAME to master"},
		},
		"by account": {
			[]string{"a/accessrole/In: let In into a", "b/accessrole/In: let In into b"},
			[]string{"1-2 a/accessrole/In, b/accessrole/In | for each ACCOUNT of: a, b | let In into ACCOUNT"},
		},
		"by both": {
			[]string{"a/key/x: x in a", "b/key/y: y in b"},
			[]string{"1-2 a/key/x, b/key/y | for each ACCOUNT and NAME above | NAME in ACCOUNT"},
		},
		"the same for all": {
			[]string{"master/mfa/alice: call the desk", "master/mfa/bob: call the desk"},
			[]string{"1-2 master/mfa/alice, master/mfa/bob | call the desk"},
		},
		"a part of a word is no name": {
			[]string{"master/mfa/user: user at --user-name", "master/mfa/bob: bob at --user-name"},
			[]string{"1-2 master/mfa/user, master/mfa/bob | for each NAME of: bob, user | NAME at --user-name"},
		},
		"other steps": {
			[]string{"master/mfa/alice: alice signs in", "master/mfa/bob: bob signs out"},
			[]string{"1 master/mfa/alice | alice signs in", "2 master/mfa/bob | bob signs out"},
		},
		"another kind": {
			[]string{"master/mfa/alice: alice signs in", "master/key/bob: bob signs in"},
			[]string{"1 master/mfa/alice | alice signs in", "2 master/key/bob | bob signs in"},
		},
		"others between": {
			[]string{"master/mfa/a: a x", "master/key/k: k", "master/mfa/b: b x"},
			[]string{"1-2 master/mfa/a, master/mfa/b | for each NAME of: a, b | NAME x", "3 master/key/k | k"},
		},
		"an account called NAME": {
			[]string{"NAME/mfa/a: a", "c/mfa/b: c"},
			[]string{"1 NAME/mfa/a | a", "2 c/mfa/b | c"},
		},
		"who is called NAME": {
			[]string{"master/mfa/NAME: NAME signs in", "master/mfa/bob: bob signs in", "master/mfa/carol: NAME signs in"},
			[]string{"1 master/mfa/NAME | NAME signs in", "2 master/mfa/bob | bob signs in", "3 master/mfa/carol | NAME signs in"},
		},
	} {
		var tasks []task
		for _, s := range test.tasks {
			tasks = append(tasks, tell(s))
		}
		if got := told(together(tasks)); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

func told(tasks []task) []string {
	labels, _ := numbers(tasks)
	var out []string
	for i, x := range tasks {
		parts := []string{labels[i] + " " + strings.Join(x.names(), " ")}
		if each := x.each(); each != "" {
			parts = append(parts, each)
		}
		out = append(out, strings.Join(append(parts, x.steps...), " | "))
	}
	return out
}

// With its own name and account in their places, what is told once says of
// each address what its own steps said, whatever the words are.
func TestTogetherLosesNothing(t *testing.T) {
	word := rapid.SampledFrom([]string{"a", "b", "a b", "-a", "NAME", "ACCOUNT", "x", "", "\u00e9", "."})
	rapid.Check(t, func(t *rapid.T) {
		form := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"<name>", "<account>", "a", "x", "b", "NAME", "-", ".", ""}), 0, 5).Draw(t, "form"), " ")
		said := map[engine.Address]string{}
		var tasks []task
		for range rapid.IntRange(1, 4).Draw(t, "tasks") {
			a := engine.Address{Account: word.Draw(t, "account"), Kind: "mfa", Name: word.Draw(t, "name")}
			said[a] = strings.NewReplacer("<name>", a.Name, "<account>", a.Account).Replace(form)
			tasks = append(tasks, task{[]engine.Address{a}, "", []string{said[a]}})
		}
		for _, x := range together(tasks) {
			for _, a := range x.of {
				got := x.steps[0]
				if len(x.of) > 1 {
					got = specific(x, a).steps[0]
				}
				if got != said[a] {
					t.Fatalf("%q of %v is %q for %v, was %q", x.steps, x.of, got, a, said[a])
				}
			}
		}
	})
}

// specific puts an address's own words where NAME and ACCOUNT stand for them.
func specific(x task, a engine.Address) task {
	names, accounts := x.various()
	if len(names) > 1 {
		x = x.with(anyName, a.Name)
	}
	if len(accounts) > 1 {
		x = x.with(anyAccount, a.Account)
	}
	return x
}
