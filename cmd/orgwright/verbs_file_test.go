package main

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/rogpeppe/go-internal/testscript"
)

// fileVerbs are the words of stories about files.
func fileVerbs() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){
		"mode":    modeStory,
		"umask":   umaskStory,
		"outside": outsideStory,
		"grow":    growStory,
		"onetime": onetimeStory,
	}
}

// modeStory holds a file to its permissions, in octal:
//
//	mode 600 .aws/config
func modeStory(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode OCTAL FILE")
	}
	info, err := os.Lstat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := fmt.Sprintf("%o", info.Mode().Perm()); got != args[0] {
		ts.Fatalf("%s has mode %s, want %s", args[1], got, args[0])
	}
}

// umaskStory runs a command that must end well under a umask:
//
//	umask 077 orgwright version
func umaskStory(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: umask OCTAL COMMAND [ARG...]")
	}
	ts.Check(ts.Exec("sh", append([]string{"-c", `umask "$1"; shift; exec "$@"`, "sh"}, args...)...))
}

// outsideStory holds that a configuration file is another one with a block of
// an organization's added or changed, byte for byte:
//
//	outside acme config own
func outsideStory(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: outside ORGANIZATION FILE ORIGINAL")
	}
	name := regexp.QuoteMeta(args[0])
	block := regexp.MustCompile(`(?ms)^# BEGIN orgwright ` + name + `$.*^# END orgwright ` + name + "\n")
	without := func(path string) []byte { return block.ReplaceAll([]byte(ts.ReadFile(path)), nil) }
	now, was := without(args[1]), without(args[2])
	if !bytes.HasPrefix(now, was) || strings.Trim(string(now[len(was):]), "\n") != "" {
		ts.Fatalf("%s has more changed than the block: %q, was %q", args[1], now, was)
	}
}

// growStory adds a line to a file:
//
//	grow config '[default]'
func growStory(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: grow FILE LINE")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(ts.ReadFile(args[0])+args[1]+"\n"), 0o600))
}

// onetimeStory sets a variable to the one-time code of the seed in a file, some
// steps of half a minute from now, and writes it to the file of that name, to be
// typed:
//
//	onetime seed -1 CODE
func onetimeStory(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: onetime FILE STEPS VARIABLE")
	}
	steps, err := strconv.Atoi(args[1])
	ts.Check(err)
	code, err := totp.GenerateCode(strings.TrimSpace(ts.ReadFile(args[0])), time.Now().Add(time.Duration(steps)*30*time.Second))
	ts.Check(err)
	ts.Setenv(args[2], code)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(code+"\n"), 0o600))
}
