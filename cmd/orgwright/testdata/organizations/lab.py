"""What the organizations beside this have in common: boto3 alone makes them."""
import json
import os
import time

import boto3

MOTO = os.environ.get("LAB") == "moto"
org = boto3.client("organizations")
sts = boto3.client("sts")
iam = boto3.client("iam")
MASTER = sts.get_caller_identity()["Account"]


def begin(policies=True):
    org.create_organization(FeatureSet="ALL")
    root = org.list_roots()["Roots"][0]
    on = any(t["Type"] == "SERVICE_CONTROL_POLICY" for t in root["PolicyTypes"])
    if policies and not on:
        org.enable_policy_type(RootId=root["Id"], PolicyType="SERVICE_CONTROL_POLICY")
    return root["Id"]


def account(name, email, unit=None):
    made = org.create_account(AccountName=name, Email=email)["CreateAccountStatus"]
    while made["State"] == "IN_PROGRESS":
        time.sleep(0.05)
        made = org.describe_create_account_status(CreateAccountRequestId=made["Id"])["CreateAccountStatus"]
    assert made["State"] == "SUCCEEDED", made
    if unit:
        root = org.list_roots()["Roots"][0]["Id"]
        org.move_account(AccountId=made["AccountId"], SourceParentId=root, DestinationParentId=unit)
    return made["AccountId"]


def unit(parent, name):
    return org.create_organizational_unit(ParentId=parent, Name=name)["OrganizationalUnit"]["Id"]


def scp(name, statement, *targets, description=""):
    content = json.dumps({"Version": "2012-10-17", "Statement": statement}, indent=1)
    made = org.create_policy(Name=name, Description=description, Content=content, Type="SERVICE_CONTROL_POLICY")
    for target in targets:
        org.attach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=target)


def leaf(account):
    arn = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    keys = sts.assume_role(RoleArn=arn, RoleSessionName="lab")["Credentials"]
    return boto3.client("iam", aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"],
                        aws_session_token=keys["SessionToken"])


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def trust(*who, mfa=True, kind="AWS", action="sts:AssumeRole"):
    statement = {"Effect": "Allow", "Principal": {kind: list(who)}, "Action": action}
    if mfa:
        statement["Condition"] = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    return document(statement)


ROOT = f"arn:aws:iam::{MASTER}:root"
DENY_LEAVING = [{"Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}]
AWS = "arn:aws:iam::aws:policy/"


def role(client, name, trusted, *policies, **options):
    client.create_role(RoleName=name, AssumeRolePolicyDocument=trusted, **options)
    for arn in policies:
        client.attach_role_policy(RoleName=name, PolicyArn=arn)


def group(name, *roles):
    iam.create_group(GroupName=name)
    if roles:
        may = document({"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": list(roles)})
        iam.put_group_policy(GroupName=name, PolicyName="assume", PolicyDocument=may)


def person(name, *groups, **options):
    iam.create_user(UserName=name, **options)
    for g in groups:
        iam.add_user_to_group(GroupName=g, UserName=name)
