"""Foreign roles, users in leaves, permissions of a person's own: much that is no part of the model."""
from lab import *

root = begin()
old = account("legacy", "aws+old@strangers.example", unit(root, "Legacy"))
client = leaf(old)
for name in "ci-bot", "jenkins":
    client.create_user(UserName=name)
    client.attach_user_policy(UserName=name, PolicyArn=AWS + "AdministratorAccess")
    client.create_access_key(UserName=name)
client.create_group(GroupName="admins")
client.add_user_to_group(GroupName="admins", UserName="ci-bot")
role(client, "vendor", trust("arn:aws:iam::999999999999:root", mfa=False), AWS + "ReadOnlyAccess")
role(client, "anybody", trust("*", mfa=False))
role(client, "instance", trust("ec2.amazonaws.com", mfa=False, kind="Service"), AWS + "AmazonS3ReadOnlyAccess")
role(client, "function", trust("lambda.amazonaws.com", mfa=False, kind="Service"))
role(client, "oidc", trust(f"arn:aws:iam::{old}:oidc-provider/ci.example", mfa=False, kind="Federated",
                           action="sts:AssumeRoleWithWebIdentity"))
role(client, "BreakGlass", trust(ROOT, mfa=False), AWS + "AdministratorAccess")
role(iam, "billing", trust(ROOT), AWS + "job-function/Billing")
group("Admins")
iam.attach_group_policy(GroupName="Admins", PolicyArn=AWS + "AdministratorAccess")
group("billing")
person("erin", "Admins", "billing")
person("frank")
person("terraform")
iam.attach_user_policy(UserName="terraform", PolicyArn=AWS + "AdministratorAccess")
iam.create_access_key(UserName="terraform")
