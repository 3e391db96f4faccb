package view

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine/access"
)

// headMark begins the lines of a review's head.
const headMark = "# "

// ReviewCSV writes an access review: its head, a line each, then the columns
// and the rows. What a spreadsheet would make a formula or a number of has an
// apostrophe before it.
func ReviewCSV(w io.Writer, r access.Review) error {
	var rows [][]string
	for _, h := range r.Head {
		rows = append(rows, []string{headMark + h[0], h[1]})
	}
	rows = append(rows, access.ReviewColumns)
	for _, row := range r.Rows {
		rows = append(rows, row)
	}
	return writeCSV(w, slices.Values(rows), textual)
}

// textual is Inert, and keeps a spreadsheet from writing the twelve digits of an
// account as 1.23457E+11, and from losing zeros at the front.
func textual(s string) string {
	if digits.MatchString(s) && (len(s) > 11 || len(s) > 1 && s[0] == '0') {
		return "'" + s
	}
	return Inert(s)
}

// SealReview is a review as it is written and read back, with its checksum.
func SealReview(r access.Review) access.Review {
	plain := func(s string) string { return strings.TrimSpace(Escape(s)) }
	for i, h := range r.Head {
		r.Head[i][1] = plain(h[1])
	}
	for _, row := range r.Rows {
		for i, c := range row {
			row[i] = plain(c)
		}
	}
	r.Head = append(r.Head, [2]string{"sha256", r.Sum()})
	return r
}

// ReadReview reads what ReviewCSV wrote, also as spreadsheets save it: with
// semicolons or tabs, a byte order mark, empty cells at the ends of lines.
func ReadReview(src []byte) (access.Review, error) {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	in := csv.NewReader(bytes.NewReader(src))
	in.Comma, in.FieldsPerRecord, in.LazyQuotes = comma(src), -1, true
	all, err := in.ReadAll()
	if err != nil {
		return access.Review{}, fmt.Errorf("read the review: %w", err)
	}
	var r access.Review
	var columns []string
	for i, row := range all {
		for j, c := range row {
			row[j] = Revived(strings.TrimSpace(c))
		}
		name, head := strings.CutPrefix(row[0], headMark)
		switch {
		case head && columns == nil && len(row) > 1:
			r.Head = append(r.Head, [2]string{name, row[1]})
		case columns == nil:
			if columns = row; !slices.Equal(trimmedRow(row), access.ReviewColumns) {
				return r, fmt.Errorf("read the review: line %d does not have its columns", i+1)
			}
		case strings.Join(row, "") == "":
		case len(trimmedRow(row)) > len(access.ReviewColumns):
			return r, fmt.Errorf("read the review: line %d has more cells than there are columns", i+1)
		default:
			r.Rows = append(r.Rows, append(trimmedRow(row), make([]string, len(access.ReviewColumns))...)[:len(access.ReviewColumns)])
		}
	}
	if columns == nil || r.Value("review") == "" {
		return r, errors.New("read the review: it has no head, or no columns")
	}
	return r, nil
}

// trimmedRow is a row without empty cells at its end.
func trimmedRow(row []string) []string {
	for len(row) > 0 && row[len(row)-1] == "" {
		row = row[:len(row)-1]
	}
	return slices.Clone(row)
}

// comma is what stands between the cells of a file.
func comma(src []byte) rune {
	line, _, _ := bytes.Cut(src, []byte("\n"))
	for _, c := range []string{";", "\t"} {
		if bytes.Contains(line, []byte("review"+c)) || bytes.Contains(line, []byte(`review"`+c)) {
			return rune(c[0])
		}
	}
	return ','
}

// ReviewMarkdown writes an access review for reading: the head, what came and
// went since the last one, and the rows, a table for each person.
func ReviewMarkdown(w io.Writer, r access.Review, before *access.Review) error {
	var out strings.Builder
	fmt.Fprintf(&out, "# Access review %s\n\n", said(r.Value("review"), code))
	if !r.Agree() {
		out.WriteString("**The counts do not agree: this review is not complete.**\n\n")
	}
	var head [][]string
	for _, h := range r.Head {
		head = append(head, []string{h[0], cellOrDash(h[1])})
	}
	out.WriteString(table([]string{"", ""}, "|---|---|", head) + "\n")
	if before != nil {
		came, went := r.Since(*before)
		fmt.Fprintf(&out, "## Since %s\n\n", said(before.Value("review"), code))
		for mark, list := range []([]string){came, went} {
			for _, l := range list {
				out.WriteString("- " + []string{"new: ", "gone: "}[mark] + said(l, code) + "\n")
			}
		}
		if len(came)+len(went) == 0 {
			out.WriteString("Nothing came and nothing went.\n")
		}
		out.WriteString("\n")
	}
	for _, person := range peopleOf(r) {
		reviewOf(&out, r, person)
	}
	return written(w, out.String(), "Markdown")
}

func peopleOf(r access.Review) []string {
	var all []string
	for _, row := range r.Rows {
		all = append(all, row.At("person"))
	}
	return distinct(all)
}

// reviewOf is the part about one person.
func reviewOf(out *strings.Builder, r access.Review, person string) {
	var rows [][]string
	first := true
	for _, row := range r.Rows {
		if row.At("person") != person {
			continue
		}
		if first {
			first = false
			fmt.Fprintf(out, "## %s\n\n%s\n\n", tagged(person), said(fmt.Sprintf("MFA %s, password %s, keys %s, since %s", orDash(row.At("mfa_enabled")),
				orDash(row.At("password_enabled")), orDash(row.At("key_id_last4")), orDash(row.At("user_created"))), code))
		}
		rows = append(rows, []string{
			cell(row.At("function")), cell(row.At("account_name")), cellOrDash(row.At("data_class")), cell(row.At("highest_level")),
			cellOrDash(row.At("surprise")), cellOrDash(row.At("conflict_with")), cellOrDash(row.At("granted_by_commit")),
			cellOrDash(row.At("reviewer")), cellOrDash(row.At("decision")), cellOrDash(row.At("comment")), cellOrDash(row.At("removal_verified_at")),
		})
	}
	out.WriteString(table([]string{"function", "account", "class", "access", "surprise", "conflict", "commit", "reviewer", "decision", "comment", "removed"},
		"|---|---|---|---|---|---|---|---|---|---|---|", rows) + "\n")
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func cellOrDash(s string) string {
	if s == "" {
		return "-"
	}
	return cell(s)
}
