package handout

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"
)

// MaxLinked is how many characters a role's path and name may have together to
// be switched to in the console (AWS: IAM quotas).
const MaxLinked = 64

// maxLabel is how many characters the console shows of what one has switched
// to (AWS: switch role, display name).
const maxLabel = 64

// A Link is a Way through AWS's console.
type Link struct {
	Way
	URL   string // to switch to the role
	Label string // what the console shows meanwhile
}

// Links are the person's links to the console. A role whose path and name
// together are longer than the console takes is an error.
func (p Person) Links() ([]Link, error) {
	var links []Link
	for _, w := range p.Ways {
		if n := len(w.Path()); n > MaxLinked {
			return nil, fmt.Errorf("%s/role/%s: the console switches to roles whose path and name have at most %d characters together, %s has %d",
				w.Account, w.Function, MaxLinked, w.Path(), n)
		}
		links = append(links, p.link(w))
	}
	return links, nil
}

// link names the master account by its alias, where it has one, and the others
// by their ids.
func (p Person) link(w Way) Link {
	account := w.ID()
	if account == p.Master {
		account = cmp.Or(p.Alias, account)
	}
	label := []rune(w.Account + " " + w.Function)
	label = label[:min(len(label), maxLabel)]
	query := "account=" + url.QueryEscape(account) + "&roleName=" + url.QueryEscape(w.Path()) + "&displayName=" + strings.ReplaceAll(url.QueryEscape(string(label)), "+", "%20")
	if w.Color.Hex != "" {
		query += "&color=" + w.Color.Hex
	}
	return Link{Way: w, Label: string(label), URL: "https://" + consoleHost(w.Partition()) + "/switchrole?" + query}
}

// SignIn is the page at which people of the master account sign in: by its
// alias, or by its id where it has none.
func (p Person) SignIn() string {
	partition := "aws"
	if len(p.Ways) > 0 {
		partition = p.Ways[0].Partition()
	}
	return "https://" + cmp.Or(p.Alias, p.Master) + "." + consoleHost(partition) + "/console"
}

// consoleHost is where a partition's console is signed in to (AWS: sign-in
// endpoints).
func consoleHost(partition string) string {
	switch partition {
	case "aws-cn":
		return "signin.amazonaws.cn"
	case "aws-us-gov":
		return "signin.amazonaws-us-gov.com"
	}
	return "signin.aws.amazon.com"
}
