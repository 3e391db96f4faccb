package view

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"rsc.io/qr"
	"rsc.io/qr/coding"
)

// A QR is a text as a picture that a telephone reads.
type QR struct{ code *coding.Code }

// plenty of capitals and digits in a row take less room on their own.
var plenty = regexp.MustCompile(`[0-9A-Z]{20,}`)

// quietZone is how many light modules have to be around a QR code (ISO/IEC
// 18004).
const quietZone = 4

// NewQR makes a QR code of a text, as small as can be: one of an authenticator
// app fits a terminal of 80 columns and 24 lines.
func NewQR(text string) (QR, error) {
	parts := pieced(text)
	for v := coding.Version(1); v <= coding.MaxVersion; v++ {
		bits := 0
		for _, p := range parts {
			bits += p.Bits(v)
		}
		for _, level := range []coding.Level{coding.H, coding.Q, coding.M, coding.L} { // the same size reads the better for it
			if bits > v.DataBytes(level)*8 {
				continue
			}
			plan, err := coding.NewPlan(v, level, 0)
			if err != nil {
				return QR{}, fmt.Errorf("draw a QR code: %w", err)
			}
			code, err := plan.Encode(parts...)
			if err != nil {
				return QR{}, fmt.Errorf("draw a QR code: %w", err)
			}
			return QR{code}, nil
		}
	}
	return QR{}, errors.New("draw a QR code: the text is too long")
}

// pieced is a text in parts, each as it takes the least room.
func pieced(text string) []coding.Encoding {
	var parts []coding.Encoding
	at := 0
	for _, where := range plenty.FindAllStringIndex(text, -1) {
		if where[0] > at {
			parts = append(parts, coding.String(text[at:where[0]]))
		}
		parts = append(parts, coding.Alpha(text[where[0]:where[1]]))
		at = where[1]
	}
	if at < len(text) {
		parts = append(parts, coding.String(text[at:]))
	}
	return parts
}

// PNG is the picture as a file.
func (q QR) PNG() []byte {
	return (&qr.Code{Bitmap: q.code.Bitmap, Size: q.code.Size, Stride: q.code.Stride, Scale: 8}).PNG()
}

// Text writes the picture with half blocks, two modules in a character. With
// colour it is black on white on any terminal. Without, the light modules are
// drawn: that is right on a dark terminal.
func (q QR) Text(w io.Writer, s Style) error {
	var out strings.Builder
	for y := -quietZone; y < q.code.Size+quietZone; y += 2 {
		if s.Color {
			out.WriteString("\x1b[38;5;231;48;5;16m")
		}
		for x := -quietZone; x < q.code.Size+quietZone; x++ {
			out.WriteString(halves(!q.code.Black(x, y), !q.code.Black(x, y+1)))
		}
		if s.Color {
			out.WriteString("\x1b[0m")
		}
		out.WriteByte('\n')
	}
	if _, err := io.WriteString(w, out.String()); err != nil {
		return fmt.Errorf("write a QR code: %w", err)
	}
	return nil
}

// halves is a character with its upper and its lower half drawn, or not.
func halves(upper, lower bool) string {
	switch {
	case upper && lower:
		return "█"
	case upper:
		return "▀"
	case lower:
		return "▄"
	}
	return " "
}
