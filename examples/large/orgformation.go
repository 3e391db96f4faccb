package main

import (
	"embed"
	"fmt"
	"strings"

	"github.com/orgwright/orgwright/engine/policy"
)

// templates are what org-formation's input of any size has.
//
//go:embed org-formation
var templates embed.FS

// What CloudFormation and IAM hold: resources of a template, with room to
// spare, and roles in the inline policies of a group (AWS: CloudFormation
// quotas, 500; IAM quotas, 5,120 characters).
const (
	mostPeople = 400
	mostRoles  = 90
)

// orgFormation is an organization.yml, templates, and the tasks that deploy
// them.
func (s size) orgFormation() ([]page, error) {
	if s.accounts > mostRoles {
		return nil, fmt.Errorf("org-formation writes a group's roles into one inline policy, which holds %d: -accounts %d", mostRoles, s.accounts)
	}
	all, err := still(templates, "org-formation")
	if err != nil {
		return nil, err
	}
	all = append(all, page{"organization.yml", s.organizationYML()}, page{"organization-tasks.yml", s.tasks()}, page{"self-service.yml", selfService()})
	for first := 0; first < s.users; first += mostPeople {
		all = append(all, page{fmt.Sprintf("people-%d.yml", first/mostPeople+1), s.people(first, min(first+mostPeople, s.users))})
	}
	return all, nil
}

// logical is a name as CloudFormation wants it: letters and digits.
func logical(name string) string {
	var out strings.Builder
	for _, part := range strings.Split(name, "-") {
		out.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return out.String()
}

func (s size) organizationYML() string {
	var w strings.Builder
	fmt.Fprintf(&w, "AWSTemplateFormatVersion: '2010-09-09-OC'\n\nOrganization:\n")
	fmt.Fprintf(&w, "  MasterAccount:\n    Type: OC::ORG::MasterAccount\n    Properties: {AccountName: master, AccountId: '%s', RootEmail: %s}\n", masterID, masterEmail)
	fmt.Fprint(&w, "  OrganizationRoot:\n    Type: OC::ORG::OrganizationRoot\n")
	fmt.Fprintf(&w, "  NoLeaving:\n    Type: OC::ORG::ServiceControlPolicy\n    Properties:\n      PolicyName: no-leaving\n      Description: %s\n      PolicyDocument: %s\n",
		policy.BuiltinDescription("no-leaving"), noLeaving())
	fmt.Fprint(&w, "  Workloads:\n    Type: OC::ORG::OrganizationalUnit\n    Properties:\n      OrganizationalUnitName: Workloads\n      OrganizationalUnits:\n")
	for _, u := range units(0) {
		fmt.Fprintf(&w, "        - !Ref %s\n", logical(u))
	}
	for _, u := range units(0) {
		s.unitYML(&w, u)
	}
	for i := range s.accounts {
		fmt.Fprintf(&w, "  %s:\n    Type: OC::ORG::Account\n    Properties: {AccountName: %s, RootEmail: %s}\n", logical(account(i)), account(i), email(i))
	}
	return w.String()
}

func (s size) unitYML(w *strings.Builder, name string) {
	fmt.Fprintf(w, "  %s:\n    Type: OC::ORG::OrganizationalUnit\n    Properties:\n      OrganizationalUnitName: %[2]s\n", logical(name), name)
	var in []string
	for _, a := range s.in(name) {
		in = append(in, "!Ref "+logical(a))
	}
	fmt.Fprintf(w, "      ServiceControlPolicies: !Ref NoLeaving\n      Accounts: [%s]\n", strings.Join(in, ", "))
}

func (s size) tasks() string {
	var w strings.Builder
	fmt.Fprint(&w, "Organization:\n  Type: update-organization\n  Template: ./organization.yml\n")
	fmt.Fprint(&w, "\nSelfService:\n  Type: update-stacks\n  DependsOn: Organization\n  Template: ./self-service.yml\n  StackName: self-service\n")
	var names []string
	for i := range s.all() {
		names = append(names, logical(function(i)))
		fmt.Fprintf(&w, "\n%s:\n  Type: update-stacks\n  DependsOn: SelfService\n  Template: ./function.yml\n  StackName: %s\n  Parameters: {functionName: %[2]s, managedPolicy: %s}\n",
			logical(function(i)), function(i), managed(i))
		fmt.Fprint(&w, "  OrganizationBindings:\n    RoleBinding:\n      OrganizationalUnit:\n")
		for _, u := range units(0) {
			fmt.Fprintf(&w, "        - !Ref %s\n", logical(u))
		}
		fmt.Fprint(&w, "    MasterBinding: {IncludeMasterAccount: true}\n")
	}
	for first := 0; first < s.users; first += mostPeople {
		n := first/mostPeople + 1
		fmt.Fprintf(&w, "\nPeople%d:\n  Type: update-stacks\n  DependsOn: [%s]\n  Template: ./people-%[1]d.yml\n  StackName: people-%[1]d\n", n, strings.Join(names, ", "))
	}
	return w.String()
}

// inMaster begins a template of the master account.
const inMaster = "AWSTemplateFormatVersion: '2010-09-09-OC'\nOrganization: !Include ./organization.yml\nDefaultOrganizationBindingRegion: eu-west-1\n" +
	"DefaultOrganizationBinding: {IncludeMasterAccount: true}\n\nResources:\n"

// selfService is the policy with which everybody looks after their own
// credentials.
func selfService() string {
	return fmt.Sprintf(inMaster+"  SelfService:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      ManagedPolicyName: self-service\n      Path: %s\n      PolicyDocument: %s\n",
		home, policy.SelfService(home))
}

// people are the users from one to before another.
func (s size) people(from, to int) string {
	var w strings.Builder
	fmt.Fprint(&w, inMaster)
	for i := from; i < to; i++ {
		fmt.Fprintf(&w, "  %s:\n    Type: AWS::IAM::User\n    Properties: {UserName: %s, Path: %s, Groups: [%s]}\n", logical(person(i)), person(i), home, s.of(i))
	}
	return w.String()
}
