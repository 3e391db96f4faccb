// Command large writes an org.yaml of any size, the same every time:
//
//	go run ./examples/large -accounts 100 -functions 5 -users 200 > org.yaml
//
// Two accounts in three hold production data, the third does not; one
// guardrail stands on both; every function has a role in every account. Beyond
// 1,000 accounts there is an area for each 1,000, with classifications and
// functions of its own: no group of AWS can name more roles than that.
//
// The same organization for other tools, into a folder:
//
//	go run ./examples/large -accounts 5 -format terraform -o large-terraform
//
// The formats are orgwright, terraform, org-formation and aws-orgs. What one of
// them cannot say is left out, or said in the nearest way that it has.
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
	format := flag.String("format", "orgwright", "for which tool: orgwright, terraform, org-formation or aws-orgs")
	folder := flag.String("o", "", "the folder to write into; without it orgwright's only file goes to standard output")
	flag.Parse()
	if s.accounts < 1 || s.functions < 1 || s.users < 1 || flag.NArg() > 0 || *format != "orgwright" && *folder == "" {
		flag.Usage()
		os.Exit(64)
	}
	if err := generate(*format, *folder, s); err != nil {
		fmt.Fprintln(os.Stderr, "large:", err)
		os.Exit(1)
	}
}

// generate writes the organization in a format, into a folder or, when there
// is none, to standard output.
func generate(format, folder string, s size) error {
	if folder == "" {
		return write(os.Stdout, s)
	}
	all, err := pages(format, s)
	if err != nil {
		return err
	}
	return lay(folder, all)
}

// A size says how large the organization is to be.
type size struct{ accounts, functions, users int }

const head = `# yaml-language-server: $schema=../../schema/org.schema.json
# Written by: go run ./examples/large -accounts %d -functions %d -users %d
version: 1

organization: {name: large, home_region: eu-west-1, min_admins: 1, root_access: central}

master: {id: "111111111111", email: aws+master@large.example}

classifications:
`

// write writes the whole document.
func write(to io.Writer, s size) error {
	w := bufio.NewWriter(to)
	fmt.Fprintf(w, head, s.accounts, s.functions, s.users)
	for i := range s.areas() {
		fmt.Fprintf(w, "  production%s: {description: Real customer data, ou: Workloads/Production%[1]s, guardrails: [no-leaving]}\n", area(i))
		fmt.Fprintf(w, "  non-production%s: {description: Random test data, ou: Workloads/NonProduction%[1]s, guardrails: [no-leaving]}\n", area(i))
	}
	fmt.Fprint(w, "\naccounts:\n")
	for i := range s.accounts {
		fmt.Fprintf(w, "  leaf-%04d: {email: aws+leaf-%04[1]d@large.example, classification: %s}\n", i+1, classification(i))
	}
	fmt.Fprint(w, "\nfunctions:\n")
	for i := range s.all() {
		s.writeFunction(w, i)
	}
	fmt.Fprint(w, "\nusers:\n")
	for i := range s.users {
		fmt.Fprintf(w, "  user-%04d: {email: user-%04[1]d@large.example, functions: [%s]}\n", i+1, s.of(i))
	}
	return w.Flush()
}

// most is how many accounts are in an area.
const most = 1000

func (s size) areas() int { return (s.accounts + most - 1) / most }

// area is what the names of an area's things end with: nothing for the first.
func area(i int) string {
	if i == 0 {
		return ""
	}
	return fmt.Sprintf("-%d", i+1)
}

func classification(account int) string {
	if account%3 == 2 {
		return "non-production" + area(account/most)
	}
	return "production" + area(account/most)
}

func function(i int) string { return fmt.Sprintf("function-%02d", i+1) }

// writeFunction writes a function that has a managed policy and a statement of
// its own in every account of its area. The first, and every other after it,
// has full control.
func (s size) writeFunction(w io.Writer, i int) {
	to := `"*"`
	if in := area(i / s.functions); s.areas() > 1 {
		to = fmt.Sprintf("[classification:production%s, classification:non-production%[1]s]", in)
	}
	fmt.Fprintf(w, "  %s:\n    grants:\n", function(i))
	fmt.Fprintf(w, "      - to: %s\n        managed: [%s]\n", to, managed(i))
	fmt.Fprintf(w, "        allow: [{actions: [s3:GetObject], resources: [\"arn:aws:s3:::large-%s/*\"]}]\n", function(i))
}
