package schema_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/orgwright/orgwright/schema"
)

func TestBytes(t *testing.T) {
	bad := map[string]string{
		"":                           "org.yaml: the file is empty",
		"\n\n# nothing\n":            "org.yaml: the file is empty",
		"---\n...\n":                 "org.yaml: the file is empty",
		"\ufeff":                     "org.yaml: the file is empty",
		"\xff\xfev\x00":              "org.yaml: the file is in UTF-16; save it as UTF-8",
		"version: 1\nname: \xe9t\n":  "org.yaml:2:7: the byte 0xe9 is not UTF-8",
		"a: b\rc: d\r":               "org.yaml:1:5: a carriage return without a line feed",
		"# \u202e\n":                 "org.yaml:1:3: the invisible character U+202E",
		"a: b\nc: \x1b[2J\n":         "org.yaml:2:4: the invisible character U+001B",
		"a: \ue000\n":                "org.yaml:1:4: the invisible character U+E000",
		"a: b\n---\nc: d\n":          "org.yaml:2:1: a second document",
		"%YAML 1.2\n---\na: b\n":     "org.yaml:1:1: directives (%) are not taken",
		strings.Repeat("a\n", 10001): "org.yaml: the file has 10001 lines, more than 10000",
		strings.Repeat("a", 1<<20+1): "org.yaml: the file has 1048577 bytes, more than 1 MiB",
	}
	for src, want := range bad {
		if _, err := schema.Parse("org.yaml", []byte(src), nil); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.40q: %v; want %s", src, err, want)
		}
	}
	for _, src := range []string{"\ufeff" + least, strings.ReplaceAll(least, "\n", "\r\n"), "---\r\n" + least + "...\r\n", strings.TrimSuffix(least, "\n"), "\n\n" + least} {
		if _, err := schema.Parse("org.yaml", []byte(src), nil); err != nil {
			t.Errorf("%.20q: %v", src, err)
		}
	}
}

func TestPositionsWithCRLF(t *testing.T) {
	_, err := schema.Parse("org.yaml", []byte(strings.ReplaceAll(least+"users:\n  a: {emial: x}\n", "\n", "\r\n")), nil)
	if err == nil || !strings.Contains(err.Error(), "org.yaml:5:7: unknown key") {
		t.Errorf("%v; want 5:7", err)
	}
}

// hostile are texts on which parsers take their time.
func hostile() map[string]string {
	many := func(s string) string { return strings.Repeat(s, (1<<20-100)/len(s)) }
	some := func(s string) string { return strings.Repeat(s, 1<<17/len(s)) }
	deep := strings.Builder{}
	for i := range 1400 {
		deep.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return map[string]string{
		"brackets": many("["), "pairs": many("[{"), "dashes": many("- "), "indentation": deep.String(),
		"anchors": some("&a "), "aliases": "a: [" + some("*a,") + "]", "colons": some("a: "), "keys": "{" + some("a: b, ") + "}",
		"commas": "a: [" + some("b,") + "]", "reserved": some("@"), "unclosed": "a: \"" + some("b "), "bars": some("|"),
		"unknown keys": strings.Repeat("acounts"+strings.Repeat("x", 90)+": a\n", 1500),
		"bad users":    "users:\n" + strings.Repeat("  a: {emial: b, functins: c}\n", 1500),
	}
}

// TestHostile only wants an end: each text is refused, and none takes a
// minute. On a quiet machine the slowest takes half a second.
func TestHostile(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for name, src := range hostile() {
		done := make(chan error, 1)
		begin := time.Now()
		go func() {
			_, err := schema.Parse("org.yaml", []byte(src), nil)
			if err != nil {
				_ = err.Error()
			}
			done <- err
		}()
		select {
		case err := <-done:
			if err == nil {
				t.Errorf("%s: taken", name)
			}
			t.Logf("%-18s %4d ms", name, time.Since(begin).Milliseconds())
		case <-ctx.Done():
			t.Fatalf("%s: no end", name)
		}
	}
}

// TestLarge reads a document as long as one may be, right and with a wrong
// reference on each line.
func TestLarge(t *testing.T) {
	var b strings.Builder
	b.WriteString(least + "classifications: {production: {guardrails: [no-leaving]}}\naccounts:\n")
	for i := 0; b.Len() < 1<<20-150; i++ {
		fmt.Fprintf(&b, "  account-%05d: {email: aws+%05d@acme.example, classification: production, guardrails: [only-s3], name: Account %d}\n", i, i, i)
	}
	begin := time.Now()
	o, err := schema.Parse("org.yaml", []byte(b.String()), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d accounts in %d ms", len(o.Accounts), time.Since(begin).Milliseconds())
	begin = time.Now()
	wrong := strings.ReplaceAll(b.String()[:1<<17], "classification: production", "classification: prodution")
	_, err = schema.Parse("org.yaml", []byte(wrong[:strings.LastIndex(wrong, "\n")]), nil)
	if err == nil || strings.Count(err.Error(), "did you mean") != 100 {
		t.Errorf("%.200v; want 100 suggestions", err)
	}
	t.Logf("as many problems in %d ms", time.Since(begin).Milliseconds())
}
