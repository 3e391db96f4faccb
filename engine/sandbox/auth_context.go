package sandbox

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/orgwright/orgwright/engine/policy"
)

// circumstances are the values of condition keys, by key in lower case. A key
// without values is known not to be there.
type circumstances map[string][]string

// home is the Region that IAM, Organizations and Account Management are in.
const home = "us-east-1"

// absentKeys are in no request to the sandbox (AWS: IAM global condition keys; the keys of
// the services in their service authorization reference).
var absentKeys = []string{
	"aws:calledvia", "aws:calledviafirst", "aws:calledvialast", "aws:chatbotsourcearn", "aws:principalservicename",
	"aws:principalservicenameslist", "aws:referer", "aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths",
	"aws:sourcevpc", "aws:sourcevpcarn", "aws:sourcevpce", "aws:vpcsourceip", "aws:ec2instancesourcevpc", "aws:ec2instancesourceprivateipv4",
	"iam:associatedresourcearn", "iam:fido-certification", "iam:fido-fips-140-2-certification", "iam:fido-fips-140-3-certification",
	"iam:organizationspolicyid", "iam:registersecuritykey", "ec2:roledelivery", "ec2:sourceinstancearn",
}

// fields are the input fields that condition keys of the services tell of.
var fields = []struct{ service, key, field string }{
	{"iam", "iam:policyarn", "PolicyArn"},
	{"iam", "iam:awsservicename", "AWSServiceName"},
	{"iam", "iam:passedtoservice", ""},
	{"iam", "iam:permissionsboundary", "PermissionsBoundary"},
	{"organizations", "organizations:serviceprincipal", "ServicePrincipal"},
	{"organizations", "organizations:policytype", ""},
	{"account", "account:alternatecontacttypes", "AlternateContactType"},
	{"sts", "sts:rolesessionname", "RoleSessionName"},
	{"sts", "sts:externalid", "ExternalId"},
	{"sts", "sts:sourceidentity", "SourceIdentity"},
}

// circumstances is what conditions may ask about the caller's request to do
// something to a resource.
func (c *call) circumstances(resource string) circumstances {
	now := make(circumstances, 2*len(absentKeys))
	for _, key := range absentKeys {
		now[key] = nil
	}
	now["aws:currenttime"] = []string{c.now().UTC().Format(time.RFC3339)}
	now["aws:epochtime"] = []string{strconv.FormatInt(c.now().Unix(), 10)}
	now["aws:requestedregion"] = []string{home}
	now["aws:securetransport"] = []string{"true"} // as AWS's own endpoints have it
	now["aws:viaawsservice"] = []string{"false"}
	now["aws:sourceip"], now["aws:useragent"] = []string{c.asked.from}, []string{c.asked.agent}
	if c.asked.service.name == "sts" {
		now["aws:requestedregion"] = []string{c.asked.signed.region}
	}
	now.tellInput(c.asked)
	c.tellPolicies(now, resource)
	now.tellSession(c.session(), c.now())
	now.tellTags("aws:principaltag/", c.principalTags())
	tags := c.tagsOf(resource)
	now.tellTags("aws:resourcetag/", tags)
	now.tellTags("iam:resourcetag/", tags)
	now.tellPlace("aws:principal", c.Organization, c.caller.Account)
	now.tellPlace("aws:resource", c.Organization, accountIn(resource))
	return now
}

// tellInput adds what the request itself says.
func (now circumstances) tellInput(r *request) {
	in := r.input.Elem()
	for _, f := range fields {
		now[f.key] = nil
		if f.service != r.service.name {
			continue
		}
		if value := textOf(in, f.field); value != "" {
			now[f.key] = []string{value}
		}
	}
	now["sts:taskpolicyarn"] = taskIn(in)
	now["sts:transitivetagkeys"] = stringsOf(in, "TransitiveTagKeys")
	now["aws:tagkeys"] = stringsOf(in, "TagKeys")
	tags := map[string]string{}
	if list := in.FieldByName("Tags"); list.IsValid() {
		for i := range list.Len() {
			key := textOf(list.Index(i), "Key")
			tags[key] = textOf(list.Index(i), "Value")
			now["aws:tagkeys"] = append(now["aws:tagkeys"], key)
		}
	}
	now.tellTags("aws:requesttag/", tags)
}

// taskIn is the task policy that AssumeRoot is asked for.
func taskIn(in reflect.Value) []string {
	policy := in.FieldByName("TaskPolicyArn")
	if !policy.IsValid() || policy.IsNil() {
		return nil
	}
	return []string{textOf(policy.Elem(), "Arn")}
}

// tellPolicies adds which organization policies a request is about, and the
// boundary of the user or role whose policies it changes.
func (c *call) tellPolicies(now circumstances, resource string) {
	if c.asked.service.name == "organizations" {
		now["organizations:policytype"] = c.policyType()
		return
	}
	changes := slices.ContainsFunc([]string{"Attach", "Detach", "Put", "Delete"}, func(verb string) bool { return strings.HasPrefix(c.asked.name, verb) })
	if had := c.identityOf(resource).Boundary; changes && had != "" && len(now["iam:permissionsboundary"]) == 0 {
		now["iam:permissionsboundary"] = []string{had}
	}
	if c.asked.name == "AddRoleToInstanceProfile" {
		now["iam:passedtoservice"] = []string{"ec2.amazonaws.com"}
	}
}

// tellSession adds what temporary credentials bring along. A role's session never has MFA.
func (now circumstances) tellSession(s *Session, at time.Time) {
	if s == nil {
		return
	}
	now["aws:tokenissuetime"] = []string{s.Created.Format(time.RFC3339)}
	if s.Source != "" {
		now["aws:sourceidentity"] = []string{s.Source}
	}
	if s.Task != "" {
		now["aws:assumedroot"] = []string{"true"}
		return
	}
	if s.Role == "" {
		now["aws:multifactorauthpresent"] = []string{"false"}
	}
	if s.MFA != nil {
		now.tellMFA(*s.MFA, at)
	}
}

func (now circumstances) tellMFA(proved, at time.Time) {
	now["aws:multifactorauthpresent"] = []string{"true"}
	now["aws:multifactorauthage"] = []string{strconv.Itoa(int(at.Sub(proved).Seconds()))}
}

// tellTags adds tags, and that there are no others.
func (now circumstances) tellTags(prefix string, tags map[string]string) {
	now[prefix+"*"] = nil
	for key, value := range tags {
		now[prefix+strings.ToLower(key)] = []string{value}
	}
}

// tellPlace adds where an account is in the organization.
func (now circumstances) tellPlace(prefix string, o *Organization, account string) {
	now[prefix+"orgid"], now[prefix+"orgpaths"] = nil, nil
	if o != nil && o.Members[account] != nil {
		now[prefix+"orgid"], now[prefix+"orgpaths"] = []string{o.ID}, []string{o.path(o.Members[account].Parent)}
	}
}

// principalTags are the caller's: a role's session has those of the role, and its own.
func (c *call) principalTags() map[string]string {
	s := c.session()
	if s == nil || s.Role == "" {
		if u := c.account.IAM.Users[c.ownUser()]; u != nil {
			return u.Tags
		}
		return nil
	}
	tags := map[string]string{}
	for key, value := range c.account.IAM.Roles[s.Role].Tags {
		tags[key] = value
	}
	for key, value := range s.Tags {
		tags[key] = value
	}
	return tags
}

// ask is the question whether the caller may do something to a resource.
func (c *call) ask(action, resource string) policy.Request {
	return policy.Request{Action: action, Resource: resource, Caller: c.principal(), Context: c.circumstances(resource)}
}

// textOf is an input's field that is a string, or "" when it is not there.
func textOf(in reflect.Value, field string) string {
	if field == "" {
		return ""
	}
	v := in.FieldByName(field)
	if v.IsValid() && v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if !v.IsValid() || v.Kind() != reflect.String {
		return ""
	}
	return v.String()
}

func stringsOf(in reflect.Value, field string) []string {
	v := in.FieldByName(field)
	if !v.IsValid() {
		return nil
	}
	all, _ := v.Interface().([]string)
	return append([]string(nil), all...)
}

// accountIn is the account in an ARN, or "".
func accountIn(arn string) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return ""
	}
	return parts[4]
}
