// Command large writes an org.yaml of any size, the same every time:
//
//	go run ./examples/large -accounts 100 -functions 5 -users 200 > org.yaml
//
// Two accounts in three hold production data, the third does not; one
// guardrail stands on both; every function has a role in every account.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	var s size
	flag.IntVar(&s.accounts, "accounts", 5, "how many leaf accounts")
	flag.IntVar(&s.functions, "functions", 4, "how many functions")
	flag.IntVar(&s.users, "users", 10, "how many people")
	flag.Parse()
	if s.accounts < 1 || s.functions < 1 || s.users < 1 || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(64)
	}
	if err := write(os.Stdout, s); err != nil {
		fmt.Fprintln(os.Stderr, "large:", err)
		os.Exit(1)
	}
}

// A size says how large the organization is to be.
type size struct{ accounts, functions, users int }

const head = `# yaml-language-server: $schema=../../schema/org.schema.json
# Written by: go run ./examples/large -accounts %d -functions %d -users %d
version: 1

organization: {name: large, home_region: eu-west-1, min_admins: 1}

master: {id: "111111111111", email: aws+master@large.example}

classifications:
  production: {description: Real customer data, ou: Workloads/Production, guardrails: [no-leaving]}
  non-production: {description: Random test data, ou: Workloads/NonProduction, guardrails: [no-leaving]}
`

// write writes the whole document.
func write(to io.Writer, s size) error {
	w := bufio.NewWriter(to)
	fmt.Fprintf(w, head, s.accounts, s.functions, s.users)
	fmt.Fprint(w, "\naccounts:\n")
	for i := range s.accounts {
		fmt.Fprintf(w, "  leaf-%04d: {email: aws+leaf-%04[1]d@large.example, classification: %s}\n", i+1, classification(i))
	}
	fmt.Fprint(w, "\nfunctions:\n")
	for i := range s.functions {
		writeFunction(w, i)
	}
	fmt.Fprint(w, "\nusers:\n")
	for i := range s.users {
		fmt.Fprintf(w, "  user-%04d: {email: user-%04[1]d@large.example, functions: [%s]}\n", i+1, function(i%s.functions))
	}
	return w.Flush()
}

func classification(account int) string {
	if account%3 == 2 {
		return "non-production"
	}
	return "production"
}

func function(i int) string { return fmt.Sprintf("function-%02d", i+1) }

// writeFunction writes a function that has a managed policy and a statement of
// its own in every account. The first, and every other after it, has full
// control.
func writeFunction(w io.Writer, i int) {
	managed := "AdministratorAccess"
	if i%2 == 1 {
		managed = "ReadOnlyAccess"
	}
	fmt.Fprintf(w, "  %s:\n    grants:\n", function(i))
	fmt.Fprintf(w, "      - to: \"*\"\n        managed: [%s]\n", managed)
	fmt.Fprintf(w, "        allow: [{actions: [s3:GetObject], resources: [\"arn:aws:s3:::large-%s/*\"]}]\n", function(i))
}
