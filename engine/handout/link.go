package handout

import (
	"cmp"
	"fmt"
	"net/url"
)

// MaxLinked is how many characters a role's path and name may have together to
// be switched to in the console (AWS: IAM quotas).
const MaxLinked = 64

// A Link is a Way through AWS's console.
type Link struct {
	Way
	URL  string // to switch to the role
	Name string // what the console shows meanwhile
}

// Links are the console links of ways. A role whose path and name together are
// longer than the console takes is an error.
func Links(ways []Way) ([]Link, error) {
	var links []Link
	for _, w := range ways {
		if n := len(w.Path()); n > MaxLinked {
			return nil, fmt.Errorf("%s/role/%s: the console switches to roles whose path and name have at most %d characters together, %s has %d",
				w.Account, w.Function, MaxLinked, w.Path(), n)
		}
		links = append(links, w.link())
	}
	return links, nil
}

func (w Way) link() Link {
	name := w.Account + " " + w.Function
	q := url.Values{"account": {w.ID()}, "roleName": {w.Path()}, "displayName": {name}}
	return Link{Way: w, Name: name, URL: "https://" + consoleHost(w.Partition()) + "/switchrole?" + q.Encode()}
}

// SignIn is the page at which people of the master account sign in: by its
// alias, or by its id where it has none.
func SignIn(alias, id, partition string) string {
	return "https://" + cmp.Or(alias, id) + "." + consoleHost(partition) + "/console"
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
