package main

import (
	"fmt"
	"strings"

	"github.com/orgwright/orgwright/engine/policy"
)

// awsOrgs are the config and the spec files of aws-orgs 0.3. It has no inline
// policies on roles: what a function may do by itself is a managed policy.
func (s size) awsOrgs() []page {
	return []page{
		{"config.yaml", fmt.Sprintf(awsOrgsConfig, masterID)},
		{"spec.d/common.yaml", fmt.Sprintf(awsOrgsCommon, masterID)},
		{"spec.d/accounts.yaml", listed("accounts", s.accounts, func(i int) string {
			return fmt.Sprintf("{Name: %s, Email: %s}", account(i), email(i))
		})},
		{"spec.d/orgs.yaml", s.tree()},
		{"spec.d/service_control_policies.yaml", listed("sc_policies", 1, func(int) string {
			return fmt.Sprintf("{PolicyName: no-leaving, Description: %q, Statement: %s}", policy.BuiltinDescription("no-leaving"), statements(noLeaving()))
		})},
		{"spec.d/users.yaml", listed("users", s.users, func(i int) string {
			return fmt.Sprintf("{Name: %s, CN: %[1]s, Email: %[1]s@large.example, RequestId: none}", person(i))
		})},
		{"spec.d/local_users.yaml", "local_users: []\n"},
		{"spec.d/groups.yaml", s.groups()},
		{"spec.d/delegations.yaml", s.delegations()},
		{"spec.d/custom_policies.yaml", s.customPolicies()},
	}
}

const awsOrgsConfig = `spec_dir: ./spec.d
org_access_role: OrganizationAccountAccessRole
master_account_id: '%[1]s'
auth_account_id: '%[1]s'
`

const awsOrgsCommon = `minimum_version: 0.3.0
master_account_id: '%[1]s'
auth_account_id: '%[1]s'
default_domain: large.example
default_ou: root
default_sc_policy: FullAWSAccess
default_path: orgwright
default_smtp_server: smtp.large.example
org_admin_email: aws@large.example
`

// listed is a key and its list, an item a line.
func listed(key string, n int, item func(int) string) string {
	var w strings.Builder
	fmt.Fprintf(&w, "%s:\n", key)
	for i := range n {
		fmt.Fprintf(&w, "- %s\n", item(i))
	}
	return w.String()
}

// statements are a document's, as JSON.
func statements(d policy.Document) string {
	_, list, _ := strings.Cut(d.String(), `"Statement":`)
	return strings.TrimSuffix(list, "}")
}

func (s size) tree() string {
	var w strings.Builder
	fmt.Fprint(&w, "organizational_units:\n- Name: root\n  Child_OU:\n  - Name: Workloads\n    Child_OU:\n")
	for i := range s.areas() {
		for _, u := range units(i) {
			fmt.Fprintf(&w, "    - Name: %s\n      SC_Policies: [no-leaving]\n      Accounts: [%s]\n", u, strings.Join(s.in(u), ", "))
		}
	}
	return w.String()
}

// in are the accounts of some units.
func (s size) in(units ...string) []string {
	var all []string
	for i := range s.accounts {
		for _, u := range units {
			if unit(i) == u {
				all = append(all, account(i))
			}
		}
	}
	return all
}

func (s size) groups() string {
	members := map[string][]string{}
	for i := range s.users {
		members[s.of(i)] = append(members[s.of(i)], person(i))
	}
	return listed("groups", s.all(), func(i int) string {
		return fmt.Sprintf("{Name: %s, Members: [%s], Policies: [self-service]}", function(i), strings.Join(members[function(i)], ", "))
	})
}

func (s size) delegations() string {
	return listed("delegations", s.all(), func(i int) string {
		return fmt.Sprintf("{RoleName: %s, TrustedGroup: %[1]s, RequireMFA: true, Policies: [%[2]s, %[1]s], TrustingAccount: [%[3]s]}",
			function(i), managed(i), strings.Join(s.in(units(i/s.functions)...), ", "))
	})
}

func (s size) customPolicies() string {
	return listed("custom_policies", s.all()+1, func(i int) string {
		if i == s.all() {
			return fmt.Sprintf("{PolicyName: self-service, Description: People look after their own credentials., Statement: %s}", statements(policy.SelfService(home)))
		}
		return fmt.Sprintf("{PolicyName: %s, Description: What %[1]s may do., Statement: %s}", function(i), statements(own(i)))
	})
}
