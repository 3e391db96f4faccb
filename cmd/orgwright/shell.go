package main

import (
	"strings"

	"github.com/orgwright/orgwright/engine/view"
)

// shellWord is a text as one word of a POSIX shell, harmless to a terminal.
func shellWord(s string) string {
	if typeable.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(view.Escape(s), "'", `'\''`) + "'"
}
