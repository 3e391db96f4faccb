# The master account's groups and users. A group's inline policies hold 5,120
# characters, which is 90 roles; a managed policy holds 105, and a group has ten
# of these, one of which is self-service.
locals {
  inline = 90

  reached = {
    for name, f in var.functions : name => [for account, a in var.accounts : account if contains(f.units, a.unit)]
  }
  parts = merge([
    for name, all in local.reached : {
      for i, some in chunklist(slice(all, min(local.inline, length(all)), length(all)), 105) :
      "${name}-${i + 1}" => { function = name, accounts = some }
    }
  ]...)
}

resource "aws_iam_group" "function" {
  for_each = var.functions
  name     = each.key
  path     = local.path
}

resource "aws_iam_group_policy" "assume" {
  for_each = local.reached
  name     = "assume"
  group    = aws_iam_group.function[each.key].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = ["sts:AssumeRole"]
      Resource = [
        for account in slice(each.value, 0, min(local.inline, length(each.value))) :
        "arn:aws:iam::${aws_organizations_account.leaf[account].id}:role${local.path}${each.key}"
      ]
    }]
  })
}

resource "aws_iam_policy" "assume" {
  for_each = local.parts
  name     = "assume-${each.key}"
  path     = local.path
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = ["sts:AssumeRole"]
      Resource = [
        for account in each.value.accounts :
        "arn:aws:iam::${aws_organizations_account.leaf[account].id}:role${local.path}${each.value.function}"
      ]
    }]
  })
}

resource "aws_iam_group_policy_attachment" "assume" {
  for_each   = local.parts
  group      = aws_iam_group.function[each.value.function].name
  policy_arn = aws_iam_policy.assume[each.key].arn
}

resource "aws_iam_policy" "self_service" {
  name   = "self-service"
  path   = local.path
  policy = file("${path.module}/policies/self-service.json")
}

resource "aws_iam_group_policy_attachment" "self_service" {
  for_each   = var.functions
  group      = aws_iam_group.function[each.key].name
  policy_arn = aws_iam_policy.self_service.arn
}

resource "aws_iam_user" "person" {
  for_each = var.users
  name     = each.key
  path     = local.path
}

resource "aws_iam_user_group_membership" "person" {
  for_each = var.users
  user     = aws_iam_user.person[each.key].name
  groups   = [aws_iam_group.function[each.value].name]
}
