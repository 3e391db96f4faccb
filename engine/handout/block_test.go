package handout_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/orgwright/orgwright/engine/handout"
)

const (
	before = "# BEGIN orgwright acme\n\n[profile acme-p-ops]\nregion = eu-west-1\n\n# END orgwright acme\n"
	after  = "# BEGIN orgwright acme\n\n[profile acme-p-ops]\nregion = eu-west-2\n\n# END orgwright acme\n"
	labs   = "# BEGIN orgwright acme-labs\n[profile acme-labs-x]\n# END orgwright acme-labs\n"
)

func put(t rapid.TB, file []byte, organization, block string) []byte {
	t.Helper()
	out, err := handout.Put(file, organization, block)
	if err != nil {
		t.Fatalf("Put into %q: %v", file, err)
	}
	return out
}

// lines are lines of somebody's own file, odd ones among them.
func lines(t *rapid.T, label string) string {
	line := rapid.OneOf(
		rapid.SampledFrom([]string{
			"", "   ", "; mine", "# BEGIN orgwright", "[default]", "[profile acme-p]", "  [profile acme-p-opsx]", "region=us-east-1", "s3 =", "  a = b", "\ttab",
			"# END orgwright acme2", "\ufeff", "caf\u00e9 = \xff\xfe", "[profile", "# [profile acme-p-ops]",
		}),
		rapid.StringMatching(`[ -~]{0,20}`).Filter(func(s string) bool { return s != "[profile acme-p-ops]" }), // Put refuses what has it
	)
	return strings.Join(rapid.SliceOfN(line, 0, 6).Draw(t, label), rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, label+" ends"))
}

// Whatever is in a file, all of it is there after a block was put in, put in
// again, changed, and joined by another organization's.
func TestPutLeavesTheRest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		own := []byte(lines(t, "own"))
		one := put(t, own, "acme", before)
		if !bytes.HasPrefix(one, own) {
			t.Fatalf("%q became %q", own, one)
		}
		if two := put(t, one, "acme", before); !bytes.Equal(two, one) {
			t.Fatalf("twice is not once: %q, then %q", one, two)
		}
		both := put(t, one, "acme-labs", labs)
		if !bytes.HasPrefix(both, one) {
			t.Fatalf("%q became %q", one, both)
		}
		tail := []byte(lines(t, "tail"))
		long := append(append([]byte{}, both...), tail...)
		changed := put(t, long, "acme", after)
		if want := bytes.Replace(long, []byte("region = eu-west-1"), []byte("region = eu-west-2"), 1); !bytes.Equal(changed, want) {
			t.Fatalf("%q became %q", long, changed)
		}
		if back := put(t, changed, "acme", before); !bytes.Equal(back, long) {
			t.Fatalf("%q came back as %q", long, back)
		}
	})
}

func TestPut(t *testing.T) {
	crlf := func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
	for name, tt := range map[string]struct{ file, want string }{
		"no file":                {"", before},
		"no final newline":       {"[default]", "[default]\n\n" + before},
		"CRLF":                   {"[default]\r\n", "[default]\r\n\r\n" + crlf(before)},
		"CRLF, unfinished":       {"[default]\r\na = b", "[default]\r\na = b\r\n\r\n" + crlf(before)},
		"in its place":           {"a\n" + after + "b\n", "a\n" + before + "b\n"},
		"end without newline":    {strings.TrimSuffix(after, "\n"), before},
		"spaces after the marks": {strings.ReplaceAll(after, " acme\n", " acme \n"), before},
	} {
		t.Run(name, func(t *testing.T) {
			if got := string(put(t, []byte(tt.file), "acme", before)); got != tt.want {
				t.Errorf("%q becomes %q, want %q", tt.file, got, tt.want)
			}
		})
	}
}

func TestBlock(t *testing.T) {
	file := "x\r\n" + strings.ReplaceAll(before, "\n", "\r\n") + labs
	for organization, want := range map[string]string{"acme": before, "acme-labs": labs, "lab": ""} {
		if got, err := handout.Block([]byte(file), organization); err != nil || got != want {
			t.Errorf("%s: %q (%v), want %q", organization, got, err, want)
		}
	}
}

func TestMisfits(t *testing.T) {
	begin, end := "# BEGIN orgwright acme\n", "# END orgwright acme\n"
	for name, tt := range map[string]struct {
		file string
		line int
		what string
	}{
		"never ends":        {"a\n" + begin + "b\n", 2, "a block begins here that never ends"},
		"never began":       {"a\n" + end, 2, "a block ends here that never began"},
		"two":               {begin + end + begin + end, 3, "a second block begins here; one is at line 1"},
		"nested":            {begin + begin + end, 2, "a second block begins here; one is at line 1"},
		"another within":    {begin + "# BEGIN orgwright x\n" + end, 2, "this mark stands within the block that begins at line 1"},
		"profile of theirs": {"[default]\n[profile acme-p-ops]\n", 2, "there is a profile acme-p-ops already, which is not ours"},
		"in quotes":         {"[ profile  \"acme-p-ops\" ] # mine\n", 1, "there is a profile acme-p-ops already, which is not ours"},
		"after the block":   {after + "[profile 'acme-p-ops']\n", 7, "there is a profile acme-p-ops already, which is not ours"},
		"another's block":   {"# BEGIN orgwright x\n[profile acme-p-ops]\n# END orgwright x\n", 2, "there is a profile acme-p-ops already, which is not ours"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := handout.Put([]byte(tt.file), "acme", before)
			odd := new(handout.Misfit)
			if !errors.As(err, &odd) || odd.Line != tt.line || odd.Error() != tt.what {
				t.Errorf("got %+v (%v), want line %d: %s", odd, err, tt.line, tt.what)
			}
		})
	}
}

// Nothing in a file makes it panic.
func FuzzPut(f *testing.F) {
	for _, file := range []string{"", before, labs + after, "[profile acme-p-ops]\r", "# BEGIN orgwright acme"} {
		f.Add([]byte(file))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		out, err := handout.Put(file, "acme", before)
		if err != nil {
			return
		}
		if again, err := handout.Put(out, "acme", before); err != nil || !bytes.Equal(again, out) {
			t.Errorf("%q: twice is not once (%v)", file, err)
		}
	})
}
