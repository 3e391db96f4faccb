package view

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// RollFormat names the JSON of a Roll and its version.
const RollFormat = "orgwright/mfa/1"

// A Roll is people with what they prove who they are with. None of it is
// secret.
type Roll struct {
	Format string     `json:"format"`
	People []Enrolled `json:"people"`
}

// An Enrolled is one person of a roll.
type Enrolled struct {
	Name     string   `json:"name"`
	User     bool     `json:"user"`     // whether there is a user in AWS
	Devices  []Proof  `json:"devices"`  // those that give codes first
	Missing  []string `json:"missing"`  // sentences
	Password string   `json:"password"` // none, first, own, not seen; "" where it was not asked
	Keys     []Held   `json:"keys"`     // where they were asked for
}

// A Proof is a device.
type Proof struct {
	Serial string    `json:"serial"`
	Sort   string    `json:"sort"`  // totp, hardware, fido
	Codes  bool      `json:"codes"` // whether it serves the command line
	Since  time.Time `json:"since"`
}

// A Held is an access key, without its secret.
type Held struct {
	ID     string    `json:"id"`
	Active bool      `json:"active"`
	Since  time.Time `json:"since"`
}

// RollText writes a line a person, and below it what is missing.
func RollText(w io.Writer, r Roll, s Style) error {
	p := &page{style: s}
	wide, able := 0, 0
	for _, e := range r.People {
		wide = max(wide, columns(Escape(e.Name)))
	}
	for _, e := range r.People {
		p.line(0, span{bold, pad(Escape(e.Name), wide)}, text("  "), e.devices())
		for _, m := range e.Missing {
			p.prose(wide+2, yellow, "lacks "+m)
		}
		if len(e.Missing) == 0 {
			able++
		}
	}
	p.blank()
	p.line(0, text(fmt.Sprintf("Can sign in for the command line: %d of %d.", able, len(r.People))))
	return p.to(w)
}

// devices are the devices in a few words.
func (e Enrolled) devices() span {
	var words []string
	for _, d := range e.Devices {
		words = append(words, d.Sort+" "+d.Serial[strings.LastIndexByte(d.Serial, '/')+1:])
	}
	if len(words) == 0 {
		return span{faint, "no device"}
	}
	return text(strings.Join(words, ", "))
}

// EnrolledText writes all there is to say of one person.
func EnrolledText(w io.Writer, e Enrolled, s Style) error {
	p := &page{style: s}
	p.line(0, span{bold, e.Name})
	if e.Password != "" {
		p.line(2, span{faint, "password  "}, text(passwords[e.Password]))
	}
	for _, d := range e.Devices {
		p.line(2, span{faint, pad(d.Sort, 10)}, text(d.Serial), span{faint, "  since " + d.Since.UTC().Format(time.DateOnly)})
		if !d.Codes {
			p.prose(12, noInk, "for the console alone: the command line needs six digits")
		}
	}
	if len(e.Devices) == 0 {
		p.line(2, span{faint, pad("MFA", 10)}, text("no device"))
	}
	for _, k := range e.Keys {
		p.line(2, span{faint, pad("key", 10)}, text(k.ID+" "+onOff[k.Active]), span{faint, "  since " + k.Since.UTC().Format(time.DateOnly)})
	}
	if len(e.Missing) == 0 {
		p.line(0, span{green, "Nothing is missing."})
		return p.to(w)
	}
	p.heading(bold, "MISSING")
	for _, m := range e.Missing {
		p.prose(2, yellow, m)
	}
	return p.to(w)
}

var (
	passwords = map[string]string{
		"none": "none", "first": "the first one, to be changed at the next sign-in", "own": "changed by its owner", "not seen": "not to be seen with these credentials",
	}
	onOff = map[bool]string{true: "on", false: "off"}
)
