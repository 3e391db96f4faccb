package policy_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/policy"
)

// A row is one request of the tables in testdata/eval, with what AWS documents
// about it. The tables are text:
//
//	rule: the topic of AWS's documentation, and what it says     begins a group
//	identity: STATEMENT or @NAME                                  one document more
//	boundary: session: trust: guardrail: the same                 guardrail: of the level at hand
//	level: the same                                               begins a guardrail level
//	session: none                                                 none, which is not no session policy
//	version: 2008-10-17                                           of the documents that follow
//	caller: NAME                                                  alice unless said
//	context: KEY=VALUE…                                           KEY= is known to be absent, KEY="" is empty
//	open: KEY…
//	ACTION RESOURCE [as CALLER] [with KEY=VALUE…] => VERDICT [: WORDS OF A REASON]
//
// A group with a trust asks MayBecome, any other Decide.
type row struct {
	file, rule, text, verdict, words string
	request                          policy.Request
	policies                         policy.Policies
	trust                            *policy.Named
}

func (r row) decide() policy.Decision {
	if r.trust != nil {
		return policy.MayBecome(r.request, r.policies, *r.trust)
	}
	return policy.Decide(r.request, r.policies)
}

// callers are those the tables name.
var callers = map[string]policy.Caller{
	"alice":        {Account: "111111111111", ARN: "arn:aws:iam::111111111111:user/orgwright/alice", ID: "AIDAALICE"},
	"bob":          {Account: "111111111111", ARN: "arn:aws:iam::111111111111:user/bob", ID: "AIDABOB"},
	"token":        {Account: "111111111111", ARN: "arn:aws:iam::111111111111:user/orgwright/alice", ID: "AIDAALICE", Token: true},
	"mallory":      {Account: "999999999999", ARN: "arn:aws:iam::999999999999:user/mallory", ID: "AIDAMALLORY"},
	"leaf-user":    {Account: "222222222222", ARN: "arn:aws:iam::222222222222:user/ci", ID: "AIDACI"},
	"operations":   {Account: "222222222222", ARN: "arn:aws:sts::222222222222:assumed-role/operations/alice", Role: "arn:aws:iam::222222222222:role/orgwright/operations", ID: "AROAOPS:alice"},
	"session-only": {Account: "222222222222", ARN: "arn:aws:sts::222222222222:assumed-role/operations/alice", ID: "AROAOPS:alice"},
	"access":       {Account: "222222222222", ARN: "arn:aws:sts::222222222222:assumed-role/OrganizationAccountAccessRole/run", Role: "arn:aws:iam::222222222222:role/OrganizationAccountAccessRole", ID: "AROAACCESS:run"},
	"linked":       {Account: "222222222222", ARN: "arn:aws:sts::222222222222:assumed-role/AWSServiceRoleForConfig/x", Role: "arn:aws:iam::222222222222:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig", ID: "AROASLR:x"},
	"root":         {Account: "222222222222", ARN: "arn:aws:iam::222222222222:root", ID: "222222222222"},
	"federated":    {Account: "222222222222", ARN: "arn:aws:sts::222222222222:federated-user/frank", ID: "222222222222:frank"},
	"ec2":          {Service: "ec2.amazonaws.com"},
	"github":       {Federated: "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"},
	"by-name":      {Account: "{master}", ARN: "arn:aws:iam::{master}:user/orgwright/alice", ID: "AIDAALICE"},
	"nobody":       {},
}

func readTables(t *testing.T) []row {
	t.Helper()
	files, err := filepath.Glob("testdata/eval/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no tables: %v", err)
	}
	var rows []row
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, readTable(t, file, string(text))...)
	}
	return rows
}

func readTable(t *testing.T, file, text string) (rows []row) {
	g := group{version: policy.Version, written: written(t)}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		var err error
		if before, verdict, ok := strings.Cut(line, "=>"); ok {
			var r row
			r, err = g.line(before, verdict)
			r.file = fmt.Sprintf("%s:%d", filepath.Base(file), n)
			rows = append(rows, r)
		} else {
			err = g.set(line)
		}
		if err != nil {
			t.Fatalf("%s:%d: %v", file, n, err)
		}
	}
	return rows
}

// A group is what the rows below a rule share.
type group struct {
	row
	version string
	written map[string]policy.Document
}

func (g *group) set(line string) error {
	word, value, ok := strings.Cut(line, ": ")
	if !ok {
		return fmt.Errorf("what is %q?", line)
	}
	switch word {
	case "rule":
		g.row = row{rule: value}
		g.request.Caller = callers["alice"]
		g.version = policy.Version
		return nil
	case "version":
		g.version = value
		return nil
	case "caller":
		return g.call(value)
	case "open":
		g.request.Open = strings.Fields(value)
		return nil
	case "context":
		g.request.Context = with(g.request.Context, strings.Fields(value))
		return nil
	}
	return g.add(word, value)
}

func (g *group) call(name string) error {
	c, ok := callers[name]
	if !ok {
		return fmt.Errorf("no caller %q", name)
	}
	g.request.Caller = c
	return nil
}

func (g *group) add(layer, value string) error {
	if value == "none" && layer == "session" {
		g.policies.Session = []policy.Named{}
		return nil
	}
	d, err := g.document(value)
	if err != nil {
		return err
	}
	p := &g.policies
	switch last := len(p.Guardrails) - 1; layer {
	case "identity":
		p.Identity = append(p.Identity, d)
	case "boundary":
		p.Boundary = &d
	case "session":
		p.Session = append(p.Session, d)
	case "level":
		p.Guardrails = append(p.Guardrails, []policy.Named{d})
	case "guardrail":
		p.Guardrails[last] = append(p.Guardrails[last], d)
	case "trust":
		g.trust = &d
	default:
		return fmt.Errorf("no layer %q", layer)
	}
	return nil
}

func (g *group) document(text string) (policy.Named, error) {
	name, known := strings.CutPrefix(text, "@")
	if !known {
		d, err := policy.Parse(`{"Version":"` + g.version + `","Statement":` + text + `}`)
		return policy.Named{Name: "document", Document: d}, err
	}
	d, ok := g.written[name]
	if name == "full" {
		d, ok = policy.FromStatements([]policy.Rule{{Actions: []string{"*"}}}, nil), true
	}
	if !ok {
		return policy.Named{}, fmt.Errorf("no document %q", name)
	}
	return policy.Named{Name: name, Document: d}, nil
}

// line reads ACTION RESOURCE [as CALLER] [with KEY=VALUE…] and what follows.
func (g *group) line(before, verdict string) (row, error) {
	r, here := g.row, *g
	before, context, _ := strings.Cut(strings.TrimSpace(before), " with ")
	before, caller, other := strings.Cut(before, " as ")
	if other {
		if err := here.call(strings.TrimSpace(caller)); err != nil {
			return r, err
		}
		r.request.Caller = here.request.Caller
	}
	fields := strings.Fields(before)
	if len(fields) != 2 || r.rule == "" {
		return r, fmt.Errorf("want a rule, ACTION and RESOURCE")
	}
	r.request.Action, r.request.Resource = strings.Trim(fields[0], "-"), fields[1]
	r.request.Context = with(r.request.Context, strings.Fields(context))
	r.verdict, r.words, _ = strings.Cut(strings.TrimSpace(verdict), ": ")
	r.text = before + " " + context
	return r, nil
}

// with is a context with more keys.
func with(context map[string][]string, pairs []string) map[string][]string {
	out := map[string][]string{}
	for key, values := range context {
		out[key] = values
	}
	fresh := map[string]bool{}
	for _, pair := range pairs {
		key, value, _ := strings.Cut(pair, "=")
		if !fresh[key] {
			out[key], fresh[key] = nil, true
		}
		if value != "" {
			out[key] = append(out[key], strings.Trim(value, `"`))
		}
	}
	return out
}
