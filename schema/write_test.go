package schema

import (
	"io/fs"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"testing"
	"unicode"
)

// Whatever is written is read again as the same document, comments or not.
func TestWrittenIsRead(t *testing.T) {
	for _, example := range []string{"acme", "tiny", "legacy"} {
		path := "../examples/" + example + "/org.yaml"
		org, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		files := os.DirFS("../examples/" + example)
		remarks := Remarks{
			"":                              {Above: []string{"A head", "", "with \u202e marks\nand lines"}},
			"users/alice":                   {Above: []string{"REVIEW"}, Beside: "who?"},
			"functions/developers/grants/0": {Beside: "this one"},
			"functions/developers/session":  {Above: []string{"never written"}},
		}
		for _, r := range []Remarks{nil, remarks} {
			text := org.YAML(r, []string{"the end"})
			same(t, org, text, files)
			if again := org.YAML(r, []string{"the end"}); string(again) != string(text) {
				t.Errorf("written twice, it differs")
			}
		}
	}
}

func same(t *testing.T, org *Org, text []byte, files fs.FS) {
	t.Helper()
	again, err := Parse("written.yaml", text, files)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	a, b := *org, *again
	a.source, b.source = nil, nil
	if !reflect.DeepEqual(a, b) {
		t.Errorf("written\n%s\nread\n%+v\nwant\n%+v", text, b, a)
	}
}

// A text is read as what it was, however odd: numbers, words of YAML, quotes,
// colons, line breaks.
func TestScalarsAreRead(t *testing.T) {
	texts := []string{
		"true", "No", "null", "~", "012", "1.10", "1e3", "0x1f", "2026-01-01", "- a", "? a", "a: b", "a #b", "#a", "a:", "'a", `"a"`, `a\b`,
		"a\nb", "a\tb", "{a}", "[a]", "*", "&a", "!a", "|", ">", "%a", "@a", "`a`", "a, b", "=", "é", "日本", "a  b", "a ", " a", "it's", "a 'b'",
	}
	r := rand.New(rand.NewPCG(1, 1))
	alphabet := []rune("ab1 :#'\"\\-?{}[],&*!|>%@`~=\n\té日./_\U0001f600")
	for range 3000 {
		var b strings.Builder
		for range 1 + r.IntN(6) {
			b.WriteRune(alphabet[r.IntN(len(alphabet))])
		}
		texts = append(texts, b.String())
	}
	for _, text := range texts {
		if strings.TrimFunc(text, unicode.IsSpace) == "" {
			continue
		}
		org := &Org{
			Version: 1, Paused: text, Organization: Organization{Name: "a", HomeRegion: "eu-west-1", OwnershipPath: "/orgwright/", AccessRole: "R", MinAdmins: 2},
			Master: Master{ID: "111111111111", Email: "a@acme.example"},
			Ignore: []Ignore{{Match: "a/b/c", Reason: text, Until: "2026-01-01"}},
			files:  map[string][]byte{},
		}
		same(t, org, org.YAML(nil, nil), nil)
	}
}
