"""The model, made by hand: functions by role and group, people in the master account, guardrails on units."""
from lab import *

root = begin()
production, testing = unit(root, "Production"), unit(root, "Non-Production")
scp("deny-leaving", DENY_LEAVING, production, testing, description="Nobody leaves")
scp("eu-only", [{"Sid": "Eu", "Effect": "Deny", "NotAction": ["iam:*", "sts:*", "organizations:*"], "Resource": "*",
                 "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}}}], production)
shop = account("shop", "aws+shop@tidy.example", production)
lab = account("lab", "aws+lab@tidy.example", testing)
for client in leaf(shop), leaf(lab):
    role(client, "operations", trust(ROOT), AWS + "AdministratorAccess", Description="On call", MaxSessionDuration=14400)
    role(client, "developers", trust(ROOT), AWS + "ReadOnlyAccess")
leaf(shop).put_role_policy(RoleName="developers", PolicyName="logs", PolicyDocument=document(
    {"Effect": "Allow", "Action": ["logs:Get*", "logs:Filter*"], "Resource": "*"}))
group("operations", *[f"arn:aws:iam::{a}:role/operations" for a in (shop, lab)])
group("developers", *[f"arn:aws:iam::{a}:role/developers" for a in (shop, lab)])
person("alice", "operations", Tags=[{"Key": "email", "Value": "alice@tidy.example"}])
person("bob", "developers")
person("carol@tidy.example", "developers", "operations")
