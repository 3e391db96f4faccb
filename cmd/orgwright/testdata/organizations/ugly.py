"""Everything at once: odd names, unicode, three levels of units, near-twins, names that are kept, documents of all sorts."""
from lab import *

root = begin()
deep = unit(unit(unit(root, "R&D (neu)"), "Überraschung – 2"), "Prod's: \"a\" #1")
twin = unit(root, "Sandbox")
accounts = {
    "prod": account("Prod & Co. (eu), #1", "aws+1@ugly.example", deep),
    "twin1": account("Sandbox", "aws+2@ugly.example", twin),
    "twin2": account("Sandbox", "aws+3@ugly.example", twin),
    "master": account("Master", "aws+4@ugly.example"),
    "root": account("root", "aws+5@ugly.example", unit(root, "true")),
    "digits": account("123456789012", "aws+6@ugly.example", unit(root, "2026-01-01")),
    "gone": account("Gone", "aws+7@ugly.example"),
}
org.close_account(AccountId=accounts["gone"])
scp("Deny everything (really)", [{"Effect": "Deny", "Action": "*", "Resource": "*"}], description="No, \u201creally\u201d")
scp("no-leaving", DENY_LEAVING, twin, description="not ours")
scp("deny-süß" if MOTO else "deny-it", [{"Effect": "Deny", "Action": "ec2:*", "Resource": "*"}], deep)
scp("limits", [{"Sid": "A", "Effect": "Deny", "Action": ["S3:deleteBucket", "s3:DELETEBUCKET"], "Resource": "arn:aws:s3:::a"},
               {"Sid": "B", "Effect": "Deny", "NotAction": ["s3:*", "iam:*", "sts:*", "account:*"], "Resource": ["*"]}],
    deep, accounts["twin1"], description="Schön: größer\tals “alles” #1 日本")
group("admin", "arn:aws:iam::*:role/a/b/*dmin")
group("Ops+=,.@-")
person("erin,x=y@ugly.example", "admin", Path="/people/old/")
person("_", "admin", "Ops+=,.@-", Tags=[{"Key": "Email", "Value": "no address"}])
person("null")
for n, key in enumerate(("prod", "twin1", "twin2", "root")):
    client = leaf(accounts[key])
    role(client, "Admin" if n % 2 else "admin", trust(ROOT, mfa=n > 1), AWS + "AdministratorAccess", Path="/a/b/",
         Description="Für alle Fälle: \"admin\" #1")
    role(client, "ci-apply", trust(ROOT))
    role(client, "yes", trust(f"arn:aws:iam::{MASTER}:user/people/old/erin,x=y@ugly.example", f"arn:aws:iam::{MASTER}:root"))
    client.put_role_policy(RoleName="yes", PolicyName="a@b,c=d", PolicyDocument=document(
        {"Sid": "One", "Effect": "Allow", "NotAction": ["iam:*"], "NotResource": [f"arn:aws:s3:::{key}", "arn:aws:s3:::x*"]},
        {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {
            "ForAnyValue:StringLike": {"aws:PrincipalTag/Team: x": ["${aws:username}", "a\\b", "#"]},
            "NumericLessThanIfExists": {"aws:MultiFactorAuthAge": "3600"}}}))
    client.put_role_policy(RoleName="yes", PolicyName="inline", PolicyDocument=document(
        {"Effect": "Allow", "Action": f"s3:Get{n}", "Resource": "*"}))
    client.put_role_policy(RoleName="yes", PolicyName="long", PolicyDocument=document(
        *[{"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::bucket-{key}-{i}/*"} for i in range(9)]))
    client.create_user(UserName=f"+=,.@-_{n}")
