package main

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"github.com/orgwright/orgwright/engine/policy"
)

// modules are what a Terraform configuration of any size has.
//
//go:embed terraform
var modules embed.FS

// terraform is a root module: what never changes, a provider for each account,
// the organization as variables, and the documents.
func (s size) terraform() ([]page, error) {
	all, err := still(modules, "terraform")
	if err != nil {
		return nil, err
	}
	values, err := indented(s.variables())
	if err != nil {
		return nil, err
	}
	var accounts strings.Builder
	for i := range s.accounts {
		fmt.Fprintf(&accounts, provider, account(i))
	}
	all = append(all, page{"accounts.tf", strings.TrimPrefix(accounts.String(), "\n")}, page{"terraform.tfvars.json", values},
		page{"policies/no-leaving.json", noLeaving().Pretty()},
		page{"policies/self-service.json", policy.SelfService(home).Pretty()},
		page{"policies/trust.json", policy.TrustWithMFA(masterID).Pretty()})
	for i := range s.all() {
		all = append(all, page{"policies/" + function(i) + ".json", own(i).Pretty()})
	}
	return all, nil
}

// provider is what an account takes.
const provider = `
provider "aws" {
  alias                   = "%[1]s"
  region                  = "eu-west-1"
  skip_metadata_api_check = true
  skip_region_validation  = true

  assume_role {
    role_arn = "arn:aws:iam::${aws_organizations_account.leaf["%[1]s"].id}:role/OrganizationAccountAccessRole"
  }

  endpoints {
    iam           = var.endpoint
    organizations = var.endpoint
    sts           = var.endpoint
  }
}

module "%[1]s" {
  source    = "./leaf"
  policies  = "${path.module}/policies"
  functions = { for name, f in var.functions : name => f.managed if contains(f.units, var.accounts["%[1]s"].unit) }
  providers = { aws = aws.%[1]s }
}
`

// variables are the organization: maps, which encoding/json writes in order.
func (s size) variables() map[string]any {
	accounts, functions, users := map[string]any{}, map[string]any{}, map[string]string{}
	for i := range s.accounts {
		accounts[account(i)] = map[string]string{"email": email(i), "unit": unit(i)}
	}
	for i := range s.all() {
		functions[function(i)] = map[string]any{"managed": managed(i), "units": units(i / s.functions)}
	}
	for i := range s.users {
		users[person(i)] = s.of(i)
	}
	return map[string]any{"accounts": accounts, "functions": functions, "users": users}
}

// still are the files of a folder that are the same for every size.
func still(from fs.FS, folder string) ([]page, error) {
	var all []page
	err := fs.WalkDir(from, folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(from, path)
		all = append(all, page{strings.TrimPrefix(path, folder+"/"), string(text)})
		return err
	})
	return all, err
}
