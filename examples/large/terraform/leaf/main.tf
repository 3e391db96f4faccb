# What one leaf account holds: a role for each function.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "functions" {
  description = "The AWS-managed policy of each function that has a role here."
  type        = map(string)
}

variable "policies" {
  description = "The folder of the policy documents."
  type        = string
}

resource "aws_iam_role" "function" {
  for_each           = var.functions
  name               = each.key
  path               = "/orgwright/"
  assume_role_policy = file("${var.policies}/trust.json")
}

resource "aws_iam_role_policy" "inline" {
  for_each = var.functions
  name     = "inline"
  role     = aws_iam_role.function[each.key].name
  policy   = file("${var.policies}/${each.key}.json")
}

resource "aws_iam_role_policy_attachment" "managed" {
  for_each   = var.functions
  role       = aws_iam_role.function[each.key].name
  policy_arn = "arn:aws:iam::aws:policy/${each.value}"
}
