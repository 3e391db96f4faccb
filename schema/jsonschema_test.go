package schema_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/orgwright/orgwright/schema"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

func TestCommittedSchema(t *testing.T) {
	got := schema.JSONSchema()
	if *update {
		if err := os.WriteFile("org.schema.json", got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("org.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("org.schema.json is not what the types say; run go test ./schema -update\n%s", d)
	}
}

// validator compiles the JSON Schema.
func validator(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("org.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("org.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// generic reads YAML with another library, into maps and lists.
func generic(t *testing.T, src []byte) map[string]any {
	t.Helper()
	var doc map[string]any
	if err := yaml.Unmarshal(src, &doc); err != nil {
		t.Fatal(err)
	}
	return days(doc).(map[string]any)
}

// days turns what the other library took for a time back into a day.
func days(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			v[k] = days(v[k])
		}
	case []any:
		for i := range v {
			v[i] = days(v[i])
		}
	case time.Time:
		return v.Format(time.DateOnly)
	}
	return v
}

// TestValidForBoth also writes each document as JSON, which is YAML, and holds
// what is read from it to be the same.
func TestValidForBoth(t *testing.T) {
	s := validator(t)
	for _, file := range archives(t, "valid") {
		_, src, beside := archive(t, file)
		doc := generic(t, src)
		if err := s.Validate(doc); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		a, err := schema.Parse(file, src, beside)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		b, err := schema.Parse(file, text, beside)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(visible(t, a), visible(t, b)); d != "" {
			t.Errorf("%s and the same as JSON differ:\n%s", file, d)
		}
	}
}

// visible is an Org as JSON, which leaves its positions out.
func visible(t *testing.T, o *schema.Org) string {
	t.Helper()
	text, err := json.MarshalIndent(o, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// wrong are values that neither reading nor the JSON Schema may take, by the
// path at which they are put into testdata/valid/everything.txtar.
var wrong = []struct {
	path  string
	value any
}{
	{"version", 2},
	{"version", "1"},
	{"colour", "red"},
	{"paused", ""},
	{"accounts", []any{}},
	{"users", nil},
	{"organization/name", "Acme"},
	{"organization/name", nil},
	{"organization/home_region", "Ireland"},
	{"organization/ownership_path", "/"},
	{"organization/ownership_path", "orgwright/"},
	{"organization/min_admins", 0},
	{"organization/root_access", "yes"},
	{"organization/contacts/legal", map[string]any{}},
	{"organization/contacts/security/phone", "x"},
	{"master/id", "11111111111"},
	{"master/email", "a@b"},
	{"master/alias", "a--b"},
	{"master/root", map[string]any{"password": "a"}},
	{"master/password_policy/min_length", 5},
	{"master/password_policy/require", []any{"digits"}},
	{"master/password_policy/max_age_days", 1.5},
	{"classifications/production/ou", "a//b"},
	{"classifications/production/ou", "a/b/c/d/e/f"},
	{"classifications/production/guardrails", "x"},
	{"classifications/production/guardrails", []any{"no-leaving", "no-leaving"}},
	{"classifications/a b", map[string]any{}},
	{"accounts/A", map[string]any{"email": "a@b.example", "classification": "production"}},
	{"accounts/storage/classification", nil},
	{"accounts/production/name", "<x>"},
	{"accounts/production/join", "create"},
	{"accounts/production/state", "open"},
	{"accounts/production/protect", "yes"},
	{"guardrails/home/policy", "policies/small.yml"},
	{"guardrails/home/regions", nil},
	{"guardrails/home/regions", []any{}},
	{"guardrails/small/policy", "/etc/passwd"},
	{"guardrails/small/policy", "policies/small.txt"},
	{"guardrails/small/description", strings.Repeat("x", 513)},
	{"functions/operations/description", "日本"},
	{"functions/operations/session", "4 hours"},
	{"functions/a:b", map[string]any{}},
	{"functions/operations/grants/0/to", []any{}},
	{"functions/operations/grants/0/to", nil},
	{"functions/operations/grants/0/managed", nil},
	{"functions/operations/grants/0/managed", []any{"a b"}},
	{"functions/operations/grants/0/managed", []any{}},
	{"functions/operations/grants/1/allow/0/actions", "GetObject"},
	{"functions/operations/grants/1/allow/0/not_actions", "s3:*"},
	{"functions/operations/grants/1/allow/0/resources", "acme"},
	{"functions/operations/grants/1/allow/0/not_resources", "*"},
	{"functions/operations/grants/1/allow/1/conditions/StringEqual", map[string]any{"a": "b"}},
	{"functions/operations/grants/1/allow/1/conditions", map[string]any{}},
	{"users/alice/email", "alice"},
	{"users/alice/functions", "operations"},
	{"users/alice/functions", []any{[]any{"operations"}}},
	{"users/alice/functions", []any{map[string]any{"until": "2026-01-01"}}},
	{"users/alice/key_recipient", "ecdsa AAAA"},
	{"users/alice/until", "31-12-2026"},
	{"users/alice/state", "away"},
	{"users/a b", map[string]any{"email": "a@b.example"}},
	{"ci/github/repository", "organization"},
	{"ci/github/environment", "*"},
	{"ci/github/repository", nil},
	{"trail/bucket", "A"},
	{"ignore/0/match", "legacy"},
	{"ignore/0/reason", ""},
	{"ignore/0/until", nil},
}

func TestWrongForBoth(t *testing.T) {
	s := validator(t)
	_, src, beside := archive(t, "testdata/valid/everything.txtar")
	for _, w := range wrong {
		doc := generic(t, src)
		put(t, doc, strings.Split(w.path, "/"), w.value)
		if s.Validate(doc) == nil {
			t.Errorf("the JSON Schema takes %v at %s", w.value, w.path)
		}
		text, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := schema.Parse("org.yaml", text, beside); err == nil {
			t.Errorf("Parse takes %v at %s", w.value, w.path)
		}
	}
}

// put sets a value in a document; nil takes the key away, but for the users.
func put(t *testing.T, in any, path []string, value any) {
	t.Helper()
	switch in := in.(type) {
	case map[string]any:
		switch {
		case len(path) > 1:
			put(t, in[path[0]], path[1:], value)
		case value == nil && path[0] != "users":
			delete(in, path[0])
		default:
			in[path[0]] = value
		}
	case []any:
		put(t, in[path[0][0]-'0'], path[1:], value)
	default:
		t.Fatalf("no %v to put anything into", path)
	}
}

func TestUnquotedID(t *testing.T) {
	src := "version: 1\norganization: {name: a, home_region: eu-west-1}\nmaster: {id: 012345670123, email: a@b.example}\n"
	o, err := schema.Parse("org.yaml", []byte(src), fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	if o.Master.ID != "012345670123" {
		t.Errorf("id = %s; an account id is no octal number", o.Master.ID)
	}
}
