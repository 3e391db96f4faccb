# The organization that the org.yaml of the same size describes. What it
# consists of is in terraform.tfvars.json, a provider for each account in
# accounts.tf: Terraform has no loop over providers.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.76"
    }
  }
}

variable "accounts" {
  description = "Leaf accounts by name, each in a unit."
  type        = map(object({ email = string, unit = string }))
}

variable "functions" {
  description = "Functions by name: the AWS-managed policy of their roles, and the units in whose accounts they have one."
  type        = map(object({ managed = string, units = list(string) }))
}

variable "users" {
  description = "The function of each person."
  type        = map(string)
}

variable "endpoint" {
  description = "Where Organizations, IAM and STS answer, when that is not AWS."
  type        = string
  default     = null
}

provider "aws" {
  region                  = "eu-west-1"
  skip_metadata_api_check = true
  skip_region_validation  = true

  endpoints {
    iam           = var.endpoint
    organizations = var.endpoint
    sts           = var.endpoint
  }
}

locals {
  path  = "/orgwright/"
  units = toset(flatten([for f in var.functions : f.units]))
}

# An organization with all features begins with service control policies
# enabled (AWS: Organizations API, CreateOrganization); enabling them again is an
# error, and the provider would.
resource "aws_organizations_organization" "large" {
  feature_set                   = "ALL"
  aws_service_access_principals = ["iam.amazonaws.com"]

  lifecycle {
    ignore_changes = [enabled_policy_types]
  }
}

# Members' root users have nothing to sign in with.
resource "aws_iam_organizations_features" "central" {
  enabled_features = ["RootCredentialsManagement", "RootSessions"]
  depends_on       = [aws_organizations_organization.large]
}

resource "aws_organizations_organizational_unit" "workloads" {
  name      = "Workloads"
  parent_id = aws_organizations_organization.large.roots[0].id
}

resource "aws_organizations_organizational_unit" "unit" {
  for_each  = local.units
  name      = each.key
  parent_id = aws_organizations_organizational_unit.workloads.id
}

resource "aws_organizations_account" "leaf" {
  for_each  = var.accounts
  name      = each.key
  email     = each.value.email
  parent_id = aws_organizations_organizational_unit.unit[each.value.unit].id
}

resource "aws_organizations_policy" "no_leaving" {
  name       = "no-leaving"
  type       = "SERVICE_CONTROL_POLICY"
  content    = file("${path.module}/policies/no-leaving.json")
  depends_on = [aws_organizations_organization.large]
}

resource "aws_organizations_policy_attachment" "no_leaving" {
  for_each  = local.units
  policy_id = aws_organizations_policy.no_leaving.id
  target_id = aws_organizations_organizational_unit.unit[each.key].id
}
