package handout

import (
	"fmt"
	"regexp"
	"strings"
)

// A Format is a way to write profiles down, for one program.
type Format string

// The formats. All but the last are blocks for the AWS configuration file.
const (
	AWSConfig   Format = "aws-config" // the AWS CLI and every AWS SDK (AWS CLI: configuration file settings)
	Granted     Format = "granted"    // and granted_color, granted_description of Granted's selector and Firefox containers
	AWSVault    Format = "aws-vault"  // with the person's own profile, whose mfa_serial lets aws-vault share one session (aws-vault: USAGE, MFA)
	SwitchRoles Format = "aws-extend-switch-roles"
)

// Formats lists the formats, the usual one first.
func Formats() []string {
	return []string{string(AWSConfig), string(Granted), string(AWSVault), string(SwitchRoles)}
}

// InConfig reports whether the format is a block of the AWS configuration file.
func (f Format) InConfig() bool { return f != SwitchRoles }

// A Profile is one Way as the command line knows it.
type Profile struct {
	Way
	Name string
}

// Profiles names the person's ways as profiles: ORGANIZATION-ACCOUNT-FUNCTION.
// Where that would mean two of them, they have a slash before the function.
func (p Person) Profiles() []Profile {
	count := map[string]int{}
	name := func(w Way, between string) string { return p.Organization + "-" + w.Account + between + w.Function }
	for _, w := range p.Ways {
		count[name(w, "-")]++
	}
	var all []Profile
	for _, w := range p.Ways {
		between := "-"
		if count[name(w, "-")] > 1 {
			between = "/"
		}
		all = append(all, Profile{w, name(w, between)})
	}
	return all
}

// A section is one profile written down.
type section struct {
	name     string
	settings [][2]string
}

// serialForm is what a device's serial number may look like (AWS: STS
// AssumeRole).
var serialForm = regexp.MustCompile(`^[\w+=/:,.@-]{9,256}$`)

// Config writes the person's profiles in a format. source is the profile that
// has the person's access key.
func (p Person) Config(f Format, source string) (string, error) {
	for _, serial := range p.Devices {
		if !serialForm.MatchString(serial) {
			return "", fmt.Errorf("mfa_serial: %q is no serial number of a device", serial)
		}
	}
	if f == SwitchRoles {
		return p.switchRoles(source)
	}
	var sections []section
	if f == AWSVault {
		sections = append(sections, section{"profile " + source, p.common(nil)})
	}
	for _, way := range p.Profiles() {
		sections = append(sections, section{"profile " + way.Name, p.settings(way, f, source)})
	}
	begin, end := marks(p.Organization)
	return begin + "\n" + p.heading() + written(sections) + "\n" + end + "\n", nil
}

// heading is what a reader of the block should know.
func (p Person) heading() string {
	text := "# Written by orgwright user profiles " + p.Name + "; what is changed\n# between these marks is lost when that runs again.\n"
	switch len(p.Devices) {
	case 0:
		text += "#\n# No mfa_serial: " + p.Name + " has no device for one-time codes yet, and no role\n# lets anybody in without a code. Enrol one, then run it again.\n"
	case 1:
	default:
		text += "#\n# mfa_serial is one of several devices. The others: " + strings.Join(p.Devices[1:], ", ") + "\n"
	}
	return text
}

func (p Person) settings(way Profile, f Format, source string) [][2]string {
	set := [][2]string{{"role_arn", way.Role}, {"source_profile", source}}
	set = append(set, p.common([][2]string{
		{"duration_seconds", fmt.Sprint(way.Session)}, {"role_session_name", p.session()},
	})...)
	if f != Granted {
		return set
	}
	if way.Color.Name != "" {
		set = append(set, [2]string{"granted_color", way.Color.Name})
	}
	return append(set, [2]string{"granted_description", way.Function + " in " + way.Account + strings.TrimSuffix(" ("+way.Classification+")", " ()")})
}

// common are the settings of every profile, with others after them.
func (p Person) common(rest [][2]string) [][2]string {
	var set [][2]string
	if len(p.Devices) > 0 {
		set = append(set, [2]string{"mfa_serial", p.Devices[0]})
	}
	return append(append(set, [2]string{"region", p.Region}), rest...)
}

// session is the name that AWS's logs show for what the person does. It has at
// least two characters (AWS: STS AssumeRole).
func (p Person) session() string {
	if len(p.Name) < 2 {
		return p.Name + "-" + p.Organization
	}
	return p.Name
}

func written(sections []section) string {
	var out strings.Builder
	for _, s := range sections {
		out.WriteString("\n[" + s.name + "]\n")
		for _, kv := range s.settings {
			out.WriteString(kv[0] + " = " + kv[1] + "\n")
		}
	}
	return out.String()
}

// switchRoles is the configuration of the browser extension AWS Extend Switch
// Roles: the account one signs in to, by id and by alias, and what one can
// switch to from there, with a colour (its README and its parser, aesr-config).
func (p Person) switchRoles(source string) (string, error) {
	base := section{source, [][2]string{{"aws_account_id", p.Master}}}
	if p.Alias != "" {
		base.settings = append(base.settings, [2]string{"aws_account_alias", p.Alias})
	}
	sections := []section{base}
	for _, way := range p.Profiles() {
		if strings.Contains(way.Path(), "=") {
			return "", fmt.Errorf("%s/role/%s: the extension reads no further than a second = sign", way.Account, way.Function)
		}
		set := [][2]string{{"role_arn", way.Role}, {"source_profile", source}, {"region", p.Region}}
		if way.Color.Hex != "" {
			set = append(set, [2]string{"color", strings.ToLower(way.Color.Hex)})
		}
		sections = append(sections, section{way.Name, set})
	}
	return "; What " + p.Name + " can switch to in " + p.Organization + ". Paste it into the extension's configuration.\n" + written(sections), nil
}
