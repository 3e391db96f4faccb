package schema

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// flowEntries are where the entries of a list [a, b] begin and end. What stands
// in quotes, in brackets of its own or in a comment divides nothing.
func flowEntries(text string, begin int) [][2]int {
	var entries [][2]int
	depth, from := 1, -1
	end := begin + 1
	add := func() {
		if from >= 0 {
			entries = append(entries, [2]int{from, end})
		}
		from = -1
	}
	for i := begin + 1; i < len(text) && depth > 0; i++ {
		switch c := text[i]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			continue
		case c == '#' && strings.ContainsRune(" \t\n", rune(text[i-1])):
			i += strings.IndexByte(text[i:]+"\n", '\n')
			continue
		case c == '"' || c == '\'':
			if from < 0 {
				from = i
			}
			i = quotedEnd(text, i)
		case c == ']' || c == '}':
			if depth--; depth == 0 {
				add()
				continue
			}
		case c == '[' || c == '{':
			if depth++; from < 0 {
				from = i
			}
		case c == ',' && depth == 1:
			add()
			continue
		case from < 0:
			from = i
		}
		end = i + 1
	}
	return entries
}

// quotedEnd is where a text in quotes ends: at its closing quote.
func quotedEnd(text string, i int) int {
	quote := text[i]
	for i++; i < len(text); i++ {
		switch {
		case quote == '"' && text[i] == '\\':
			i++
		case text[i] == quote && quote == '\'' && i+1 < len(text) && text[i+1] == quote:
			i++
		case text[i] == quote:
			return i
		}
	}
	return len(text) - 1
}

// blockCuts take entries out of a list of lines that begin with a hyphen. A
// list that has none left is [].
func (s *source) blockCuts(list *ast.SequenceNode, gone []int) []cut {
	column := s.spot(list.Start).col
	var begins []int // lines
	for i := range list.Values {
		begins = append(begins, s.hyphen(list, i, column))
	}
	if len(gone) == len(begins) {
		from := s.offset(spot{begins[0], 1}) - 1 // the line break before the list
		to := s.offset(spot{s.blockEnd(begins[len(begins)-1], column), 1})
		return []cut{{from, to - 1, " []"}}
	}
	var cuts []cut
	for _, i := range gone {
		cuts = append(cuts, cut{s.offset(spot{begins[i], 1}), s.offset(spot{s.blockEnd(begins[i], column), 1}), ""})
	}
	return cuts
}

// hyphen is the line of an entry's hyphen: that of the entry, or one above it.
func (s *source) hyphen(list *ast.SequenceNode, i, column int) int {
	line := s.spot(list.Values[i].GetToken()).line
	for ; line > 1; line-- {
		text := []rune(s.line(line))
		if len(text) >= column && strings.TrimSpace(string(text[:column-1])) == "" && text[column-1] == '-' {
			break
		}
	}
	return line
}

// blockEnd is the first line that is no longer part of the entry that begins on
// a line: comments and empty lines behind it belong to what follows.
func (s *source) blockEnd(begin, column int) int {
	end := begin + 1
	for line := begin + 1; line <= strings.Count(s.text, "\n")+1; line++ {
		text := s.line(line)
		bare := strings.TrimLeft(text, " ")
		if bare == "" || bare[0] == '#' {
			continue
		}
		if len(text)-len(bare) < column {
			break
		}
		end = line + 1
	}
	return end
}
