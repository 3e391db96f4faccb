// Package screen is what a terminal shows, as a picture, for tests that have it
// read back.
package screen

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"regexp"
	"strings"
)

// The size of a usual terminal, and of a half of a character in the picture.
const (
	columns, rows = 80, 24
	dot           = 4
)

var (
	white, black = color.Gray{Y: 255}, color.Gray{Y: 0}

	escape = regexp.MustCompile("\x1b\\[[0-9;?]*[a-zA-Z]")
)

// PNG is the screen of a dark terminal with the last lines of a text that is
// made of block characters: what a camera sees of it.
func PNG(text string) ([]byte, error) {
	lines := strings.Split(strings.TrimRight(escape.ReplaceAllString(strings.ReplaceAll(text, "\r", ""), ""), "\n"), "\n")
	lines = lines[max(0, len(lines)-rows):]
	picture := image.NewGray(image.Rect(0, 0, columns*dot, rows*2*dot))
	for y := range rows * 2 * dot {
		for x := range columns * dot {
			picture.SetGray(x, y, shade(lines, x/dot, y/dot))
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// shade is how light half a character is: x in columns, y in half rows.
func shade(lines []string, x, y int) color.Gray {
	if y/2 >= len(lines) {
		return black
	}
	line := []rune(lines[y/2])
	if x >= len(line) {
		return black
	}
	switch {
	case line[x] == '█', line[x] == '▀' && y%2 == 0, line[x] == '▄' && y%2 == 1:
		return white
	}
	return black
}
