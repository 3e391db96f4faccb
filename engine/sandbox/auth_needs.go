package sandbox

import "strings"

// A need is one thing that the caller of an operation must be allowed.
type need struct{ action, resource string }

// A subject is what a request is about: ARNs, or "*".
type subject func(*call) []string

// A row is operations, by name with spaces between, that are about the same.
type row struct {
	of         subject
	operations string
}

// table is rows by operation.
func table(rows ...row) map[string]subject {
	all := map[string]subject{}
	for _, r := range rows {
		for name := range strings.FieldsSeq(r.operations) {
			all[name] = r.of
		}
	}
	return all
}

// subjects are what each operation is about, by service.
var subjects = map[string]map[string]subject{
	"iam": iamNeeds, "sts": stsNeeds, "organizations": organizationsNeeds, "account": accountNeeds, "cloudtrail": trailNeeds,
}

// nothing is what an operation is about that has no resource.
func nothing(*call) []string { return []string{"*"} }

// bothSides is for what is not decided by the caller's policies alone.
func bothSides(*call) []string { return nil }

func arnIn(field string) subject {
	return func(c *call) []string { return []string{c.field(field)} }
}

// unpatterned takes wildcards out of a resource: nothing is called so, and the
// operation says what is wrong with it.
var unpatterned = strings.NewReplacer("*", "-", "?", "-")

// needs are what the caller must be allowed; false when the operation is not in the table.
func (c *call) needs() ([]need, bool) {
	r := c.asked
	of, known := subjects[r.service.name][r.name]
	if !known {
		return nil, false
	}
	var all []need
	tagging := c.tagging()
	for _, resource := range of(c) {
		if resource == "" {
			resource = "-"
		}
		if resource != "*" {
			resource = unpatterned.Replace(resource)
		}
		all = append(all, need{r.service.name + ":" + r.name, resource})
		if tagging != "" {
			all = append(all, need{r.service.name + ":" + tagging, resource})
		}
	}
	if r.name == "AddRoleToInstanceProfile" {
		all = append(all, need{"iam:PassRole", unpatterned.Replace(theRole(c)[0])})
	}
	return all, true
}

// tagging is the second action of making a thing with tags, or "".
func (c *call) tagging() string {
	r := c.asked
	made, creates := strings.CutPrefix(r.name, "Create")
	list := r.input.Elem().FieldByName("Tags")
	switch {
	case !list.IsValid() || list.Len() == 0 || !creates && r.name != "InviteAccountToOrganization":
		return ""
	case r.service.name == "organizations":
		return "TagResource"
	}
	return "Tag" + strings.TrimPrefix(made, "Virtual")
}

// field is a field of the request that is a string, or "".
func (c *call) field(name string) string { return textOf(c.asked.input.Elem(), name) }

// tagsOf are the tags of a resource of the caller's account or organization.
func (c *call) tagsOf(arn string) map[string]string {
	switch parts := strings.SplitN(arn, ":", 6); {
	case len(parts) < 6:
		return nil
	case parts[2] == "organizations" && c.Organization != nil:
		return c.Organization.Tags[arn[strings.LastIndexByte(arn, '/')+1:]]
	case parts[2] != "iam" || parts[4] != c.account.ID:
		return nil
	}
	m := &c.account.IAM
	switch p, d := m.Policies[arn], m.MFA[arn]; {
	case p != nil:
		return p.Tags
	case d != nil:
		return d.Tags
	case m.SAML[arn] != nil:
		return m.SAML[arn].Tags
	case m.OIDC[arn] != nil:
		return m.OIDC[arn].Tags
	}
	return c.identityOf(arn).Tags
}
