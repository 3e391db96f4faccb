package access

import (
	"path"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/policy"
)

// purposes are the levels of AWS's own policies that are made for functions, by
// what AWS says they are for (AWS: IAM user guide, AWS managed policies for job
// functions; managed policy reference). Those that let their bearer change
// policies of resources, or pass roles on, count as permissions.
var purposes = map[string]string{
	"AdministratorAccess":                permissions,
	"PowerUserAccess":                    permissions,
	"IAMFullAccess":                      permissions,
	"AWSOrganizationsFullAccess":         permissions,
	"AmazonS3FullAccess":                 permissions,
	"job-function/DatabaseAdministrator": permissions,
	"job-function/DataScientist":         permissions,
	"job-function/NetworkAdministrator":  permissions,
	"job-function/SystemAdministrator":   permissions,
	"job-function/Billing":               write,
	"job-function/SupportUser":           write,
	"AWSSupportAccess":                   write,
	"SecurityAudit":                      reading,
	"job-function/ViewOnlyAccess":        reading,
	"AmazonCognitoReadOnly":              reading,
}

// purpose is the level of a managed policy, whose document no State holds: by
// the table, by AWS's word for policies that only read, else unknown. A
// customer's policy is unknown whatever it is called.
func purpose(arn string) string {
	name := managedName(arn)
	switch {
	case purposes[name] != "":
		return purposes[name]
	case name != "" && strings.HasSuffix(path.Base(name), "ReadOnlyAccess"):
		return reading
	default:
		return unknown
	}
}

// A saying is what one policy says, as far as that is known.
type saying struct {
	statements []policy.Statement
	named      *engine.Power // a policy whose document is not known, by its name
	body       engine.Body   // where it is from
}

// byNameAlone reports whether a change takes a policy's name from one saying to
// the other, and no document: its actions are then not listed beside the name.
func byNameAlone(was, is saying) bool {
	return (was.named != nil || was.statements == nil) && (is.named != nil || is.statements == nil)
}

// readGrant reads the body of a grant of a name FUNCTION/POLICY.
func readGrant(name string, b engine.Body) saying {
	if b == "" {
		return saying{}
	}
	var body struct {
		Policy   string
		Document *policy.Document
	}
	_, name, _ = strings.Cut(name, "/")
	switch {
	case b.Read(&body) != nil:
		return saying{named: &engine.Power{Name: name, Level: unknown}}
	case body.Document != nil:
		return saying{statements: body.Document.Statement}
	}
	s := saying{named: &engine.Power{Name: name, Level: purpose(body.Policy)}}
	if managedName(body.Policy) == "AdministratorAccess" { // it is known to say this, and no more
		s.statements = []policy.Statement{everything}
	}
	return s
}
