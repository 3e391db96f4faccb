package engine

// refusals are the numbers of the safety rules, by their names. A number never
// changes its meaning; docs/codes.md has a section for each.
var refusals = map[string]string{
	"paused":            "ORG301",
	"too-many-deletes":  "ORG302",
	"too-large-a-share": "ORG303",
	"own-access":        "ORG304",
	"protected":         "ORG305",
	"conflict":          "ORG306",
	"rename":            "ORG307",

	"guardrail-locks-out": "ORG311",
	"last-admins":         "ORG312",
	"too-many-revokes":    "ORG313",
	"absent-section":      "ORG314",
	"another-account":     "ORG315",
	"closing-quota":       "ORG316",
}

// Numbered gives each refusal the number of its code.
func Numbered(all []Refusal) []Refusal {
	for i := range all {
		all[i].Number = refusals[all[i].Code]
	}
	return all
}
