package schema

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A format is the form that a text must have. The JSON Schema carries the same
// pattern and lengths, so patterns are written in what Go and ECMAScript share.
type format struct {
	what     string         // "an account id"
	want     string         // "twelve digits"; said when a text is wrong
	pattern  *regexp.Regexp // nil allows any characters
	min, max int            // characters; a max of 0 is no bound
	words    []string       // when only these are right
}

func pattern(p string) *regexp.Regexp { return regexp.MustCompile(p) }

const iamName = `^[\w+=,.@-]+$` // AWS: IAM API reference, names of users, groups, roles, policies

// emailPattern is what CreateAccount accepts (AWS: Organizations API
// reference), less the braces, in which plans write account names.
const emailPattern = "^[A-Za-z0-9!#$*+/=?^_`~-][A-Za-z0-9!#$*+/=?^_`~.-]*@[A-Za-z0-9][A-Za-z0-9-]*(\\.[A-Za-z0-9-]+)*\\.[A-Za-z0-9-]*[A-Za-z0-9]$"

// formats are the forms, by the name that struct tags call them.
var formats = map[string]format{
	"text":         {what: "a text", want: "some words", pattern: pattern(`\S`), min: 1},
	"organization": {what: "an organization's name", want: "a-z, 0-9 and hyphens, at most 50", pattern: pattern(`^[a-z0-9-]+$`), min: 1, max: 50},
	"region":       {what: "a Region", want: "something like eu-west-1", pattern: pattern(`^[a-z]+(-[a-z]+)+-[0-9]+$`), min: 1, max: 32},
	"iam-path":     {what: "an IAM path", want: "a slash, names, a slash, such as /orgwright/", pattern: pattern(`^/([\w+=,.@-]+/)+$`), min: 3, max: 512},
	"role-path":    {what: "an IAM path", want: "a slash, or slashes around names, such as /people/", pattern: pattern(`^/([\w+=,.@-]+/)*$`), min: 1, max: 512},
	"role":         {what: "a role's name", want: "letters, digits and _+=,.@-, at most 64", pattern: pattern(iamName), min: 1, max: 64},
	"user":         {what: "a user's name", want: "letters, digits and _+=,.@-, at most 64", pattern: pattern(iamName), min: 1, max: 64},
	"function":     {what: "a function's name", want: "letters, digits and _+=,.@-, at most 64, since roles are called so", pattern: pattern(iamName), min: 1, max: 64},
	"guardrail":    {what: "a guardrail's name", want: "letters, digits and _+=,.-, at most 128", pattern: pattern(`^[\w+=,.-]+$`), min: 1, max: 128},

	"classification": {what: "a classification's name", want: "letters, digits and _+=,.@-, at most 128", pattern: pattern(iamName), min: 1, max: 128},
	"ou": {
		what: "an organizational unit", want: "at most five names with slashes between them, such as Workloads/Production, each of at most 128 characters, or / for the root",
		pattern: pattern(`^(/|[^/{}\s]([^/{}]{0,126}[^/{}\s])?(/[^/{}\s]([^/{}]{0,126}[^/{}\s])?){0,4})$`), min: 1, max: 644,
	},

	"account-id":    {what: "an account id", want: "twelve digits", pattern: pattern(`^[0-9]{12}$`)},
	"account-key":   {what: "an account's key", want: "a-z, 0-9 and hyphens, beginning with a letter or digit, at most 50", pattern: pattern(`^[a-z0-9][a-z0-9-]*$`), min: 1, max: 50},
	"account-name":  {what: "an account's name", want: "at most 50 printable ASCII characters without < > { }", pattern: pattern(`^[ -;=?-z|~]+$`), min: 1, max: 50},
	"account-email": {what: "an account's email address", want: "6 to 64 characters, NAME@DOMAIN", pattern: pattern(emailPattern), min: 6, max: 64},
	"alias":         {what: "an account alias", want: "3 to 63 of a-z, 0-9 and single hyphens, none at the ends", pattern: pattern(`^[a-z0-9]+(-[a-z0-9]+)*$`), min: 3, max: 63},

	"email":         {what: "an email address", want: "NAME@DOMAIN, at most 254 characters", pattern: pattern(emailPattern), min: 6, max: 254},
	"phone":         {what: "a telephone number", want: "digits, spaces and +-(), at most 25", pattern: pattern(`^[ 0-9()+-]+$`), min: 1, max: 25},
	"contact":       {what: "a contact", want: "security, billing or operations", words: []string{"security", "billing", "operations"}},
	"contact-name":  {what: "a contact's name", want: "1 to 64 characters", min: 1, max: 64},
	"contact-title": {what: "a contact's title", want: "1 to 50 characters", min: 1, max: 50},

	"guardrail-description": {what: "a guardrail's description", want: "at most 512 characters", max: 512},
	"role-description": {
		what: "a function's description", want: "at most 1000 characters of those that IAM takes (Latin-1)",
		pattern: pattern(`^[\t\n\r -~¡-ÿ]*$`), max: 1000,
	},

	"session":     {what: "a length of session", want: "something like 4h, 90m or 1h30m", pattern: pattern(`^([0-9]+h)?([0-9]+m)?([0-9]+s)?$`), min: 2, max: 20},
	"policy-file": {what: "a policy file", want: "a .json, .yaml or .yml file below the folder of org.yaml, its path relative and with slashes", pattern: pattern(`^[^/\\:][^\\:]*\.(json|yaml|yml)$`), min: 1, max: 512},
	"target": {
		what: "a target", want: `an account's key, classification:KEY, "*" or master`,
		pattern: pattern(`^(\*|(classification:)?[\w+=,.@-]+)$`), min: 1, max: 143,
	},
	"managed-policy": {
		what: "a managed policy", want: "a name, path/name, or arn:aws:iam::aws:policy/NAME",
		pattern: pattern(`^([\w+=,.@-]+(/[\w+=,.@-]+)*|arn:aws[a-z-]*:iam::(aws|[0-9]{12}):policy/([\w+=,.@-]+/)*[\w+=,.@-]+)$`), min: 1, max: 700,
	},

	"action":   {what: "an action", want: "SERVICE:ACTION, such as s3:GetObject, or *", pattern: pattern(`^(\*|(\*|[a-zA-Z0-9-]+):[\w*?-]+)$`), min: 1, max: 256},
	"resource": {what: "a resource", want: "an ARN, or *", pattern: pattern(`^(\*|arn:[^:\s]+:[^:\s]*:[^:\s]*:[^:\s]*:[ -~¡-ÿ]+)$`), min: 1, max: 2048},
	"condition-operator": {
		what: "a condition operator", want: "something like StringEquals",
		pattern: pattern(`^(Null|(ForAllValues:|ForAnyValue:)?(String(Not)?Equals(IgnoreCase)?|String(Not)?Like|Numeric(Not)?Equals|(Numeric|Date)(Less|Greater)Than(Equals)?|Date(Not)?Equals|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?)$`),
	},

	"key-recipient": {what: "a public key", want: "ssh-ed25519 AAAA..., ssh-rsa AAAA... or age1...", pattern: pattern(`^((ssh-ed25519|ssh-rsa) +[A-Za-z0-9+/]+={0,2}( .*)?|age1[0-9a-z]+)$`), min: 8, max: 8192},

	"repository":   {what: "a repository", want: "OWNER/NAME", pattern: pattern(`^[A-Za-z0-9][A-Za-z0-9-]*/[\w.-]+$`), min: 3, max: 140},
	"environment":  {what: "an environment", want: "1 to 255 characters without wildcards, colons and braces", pattern: pattern(`^[^*?:{}]+$`), min: 1, max: 255},
	"bucket":       {what: "a bucket's name", want: "3 to 63 of a-z, 0-9, dots and hyphens, a letter or digit at the ends", pattern: pattern(`^[a-z0-9][a-z0-9.-]*[a-z0-9]$`), min: 3, max: 63},
	"address-glob": {what: "a glob over addresses", want: "ACCOUNT/KIND/NAME, such as legacy/user/ci-*", pattern: pattern(`^[^/]+/[^/]+/.+$`), min: 5},
	"moment":       {what: "a moment", want: "a minute in UTC such as 2026-11-22T09:15Z", pattern: pattern(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z$`)},
	"date":         {what: "a date", want: "a day such as 2026-12-31", pattern: pattern(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)},
}

// wrong is what is wrong with a text, as a message, or nothing.
func (f format) wrong(s string) string {
	n := utf8.RuneCountInString(s)
	switch {
	case len(f.words) > 0:
		if slices.Contains(f.words, s) {
			return ""
		}
		return quoted(s) + " is not " + f.what + ": want " + f.want + didYouMean(s, f.words)
	case strings.TrimSpace(s) == "" && f.min > 0:
		return f.what + " cannot be empty: want " + f.want
	case n < f.min, f.max > 0 && n > f.max, f.pattern != nil && !f.pattern.MatchString(s):
		return quoted(s) + " is not " + f.what + ": want " + f.want
	}
	return ""
}
