// Package docs holds the pages that the program itself prints from, so that
// there is one text of each.
package docs

import _ "embed" // for the pages

// Codes is the page codes.md: a section for every code, its heading
// "### CODE: NAME".
//
//go:embed codes.md
var Codes string
