"""Units three deep, guardrails on all levels and on an account, settings, policies of one's own."""
from lab import *

root = begin()
workloads = unit(root, "Workloads")
prod, test = unit(workloads, "Prod"), unit(workloads, "Test")
eu, us = unit(prod, "EU"), unit(prod, "US")
unit(root, "Suspended")
top = account("core-network", "aws+net@nested.example", workloads)
a = account("shop-eu", "aws+eu@nested.example", eu)
b = account("shop-us", "aws+us@nested.example", us)
c = account("shop-test", "aws+test@nested.example", test)
scp("deny-leaving", DENY_LEAVING, root)
scp("deny-root", [{"Effect": "Deny", "Action": "*", "Resource": "*",
                   "Condition": {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}}}], workloads, prod)
scp("no-dynamo", [{"Effect": "Deny", "Action": "dynamodb:*", "Resource": "*"}], eu, c)
scp("unused", [{"Effect": "Deny", "Action": "sqs:*", "Resource": "*"}])
for account_id in a, b, c:
    client = leaf(account_id)
    made = client.create_policy(PolicyName="deploy", Path="/team/", PolicyDocument=document(
        {"Effect": "Allow", "Action": "cloudformation:*", "Resource": "*"}))["Policy"]["Arn"]
    role(client, "Deployers", trust(ROOT), made, AWS + "job-function/ViewOnlyAccess", Path="/people/")
    client.create_policy(PolicyName="forgotten", PolicyDocument=document({"Effect": "Deny", "Action": "s3:*", "Resource": "*"}))
group("deploy-team", f"arn:aws:iam::*:role/people/Deployers")
person("dave", "deploy-team")
iam.create_account_alias(AccountAlias="nested")
iam.update_account_password_policy(MinimumPasswordLength=16, RequireSymbols=True, RequireNumbers=True,
                                   AllowUsersToChangePassword=True, PasswordReusePrevention=5, MaxPasswordAge=365)
if not MOTO:
    org.enable_aws_service_access(ServicePrincipal="account.amazonaws.com")
contacts = boto3.client("account")
who = dict(AlternateContactType="SECURITY", Name="Security team", Title="CISO", EmailAddress="security@nested.example",
           PhoneNumber="+1 555 0100")
contacts.put_alternate_contact(**who)
for account_id in top, a, b, c:
    contacts.put_alternate_contact(AccountId=account_id, **who)
contacts.put_alternate_contact(**{**who, "AlternateContactType": "BILLING"})
