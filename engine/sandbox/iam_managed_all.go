package sandbox

import "strings"

// managedByAWS are the AWS-managed policies that the sandbox knows, in the order
// of their paths and names. The short ones say what AWS's say; the long ones
// (ReadOnlyAccess, SecurityAudit, the job functions) are shorter than AWS's and
// of the same intent.
var managedByAWS = []managedPolicy{
	{"/AWSBillingReadOnlyAccess", everywhere("account:GetAccountInformation", "aws-portal:ViewBilling", "billing:Get*", "billing:List*", "budgets:Describe*", "budgets:View*", "ce:Describe*", "ce:Get*", "ce:List*", "consolidatedbilling:Get*", "consolidatedbilling:List*", "cur:Describe*", "cur:Get*", "freetier:Get*", "invoicing:Get*", "invoicing:List*", "payments:Get*", "payments:List*", "tax:Get*", "tax:List*")},
	{"/AWSDenyAll", `{"Version":"2012-10-17","Statement":[{"Sid":"DenyAll","Effect":"Deny","Action":["*"],"Resource":"*"}]}`},
	{"/AWSOrganizationsFullAccess", `{"Version":"2012-10-17","Statement":[` +
		`{"Sid":"AWSOrganizationsFullAccess","Effect":"Allow","Action":"organizations:*","Resource":"*"},` +
		`{"Sid":"AWSOrganizationsFullAccessAccount","Effect":"Allow","Action":["account:PutAlternateContact","account:DeleteAlternateContact","account:GetAlternateContact","account:GetContactInformation","account:PutContactInformation","account:ListRegions","account:EnableRegion","account:DisableRegion","account:PutAccountName","account:GetAccountInformation"],"Resource":"*"},` +
		`{"Sid":"AWSOrganizationsFullAccessCreateSLR","Effect":"Allow","Action":"iam:CreateServiceLinkedRole","Resource":"*","Condition":{"StringEquals":{"iam:AWSServiceName":"organizations.amazonaws.com"}}}]}`},
	{"/AWSOrganizationsReadOnlyAccess", everywhere("organizations:Describe*", "organizations:List*", "account:GetAlternateContact", "account:GetContactInformation", "account:ListRegions", "account:GetRegionOptStatus", "account:GetPrimaryEmail")},
	{"/AWSSupportAccess", everywhere("support:*", "support-console:*")},
	{"/AdministratorAccess", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`},
	{"/AmazonEC2FullAccess", `{"Version":"2012-10-17","Statement":[` +
		`{"Effect":"Allow","Action":["ec2:*","elasticloadbalancing:*","cloudwatch:*","autoscaling:*"],"Resource":"*"},` +
		`{"Effect":"Allow","Action":"iam:CreateServiceLinkedRole","Resource":"*","Condition":{"StringEquals":{"iam:AWSServiceName":["autoscaling.amazonaws.com","ec2scheduled.amazonaws.com","elasticloadbalancing.amazonaws.com","spot.amazonaws.com","spotfleet.amazonaws.com","transitgateway.amazonaws.com"]}}}]}`},
	{"/AmazonEC2ReadOnlyAccess", everywhere("ec2:Describe*", "ec2:GetSecurityGroupsForVpc", "elasticloadbalancing:Describe*", "cloudwatch:ListMetrics", "cloudwatch:GetMetricStatistics", "cloudwatch:Describe*", "autoscaling:Describe*")},
	{"/AmazonS3FullAccess", everywhere("s3:*", "s3-object-lambda:*")},
	{"/AmazonS3ReadOnlyAccess", everywhere("s3:Get*", "s3:List*", "s3:Describe*", "s3-object-lambda:Get*", "s3-object-lambda:List*")},
	{"/CloudWatchLogsFullAccess", everywhere("logs:*", "cloudwatch:GenerateQuery", "cloudwatch:GenerateQueryResultsSummary")},
	{"/CloudWatchLogsReadOnlyAccess", everywhere("logs:Describe*", "logs:Get*", "logs:List*", "logs:StartQuery", "logs:StopQuery", "logs:TestMetricFilter", "logs:FilterLogEvents", "logs:StartLiveTail", "logs:StopLiveTail", "cloudwatch:GenerateQuery", "cloudwatch:GenerateQueryResultsSummary")},
	{"/CloudWatchReadOnlyAccess", everywhere("autoscaling:Describe*", "cloudwatch:BatchGet*", "cloudwatch:Describe*", "cloudwatch:GenerateQuery", "cloudwatch:Get*", "cloudwatch:List*", "logs:Describe*", "logs:FilterLogEvents", "logs:Get*", "logs:List*", "logs:StartQuery", "logs:StopQuery", "logs:TestMetricFilter", "oam:ListSinks", "sns:Get*", "sns:List*", "synthetics:Describe*", "synthetics:Get*", "synthetics:List*", "xray:BatchGet*", "xray:Get*", "xray:List*")},
	{"/IAMFullAccess", everywhere("iam:*", "organizations:DescribeAccount", "organizations:DescribeOrganization", "organizations:DescribeOrganizationalUnit", "organizations:DescribePolicy", "organizations:ListChildren", "organizations:ListParents", "organizations:ListPoliciesForTarget", "organizations:ListRoots", "organizations:ListPolicies", "organizations:ListTargetsForPolicy")},
	{"/IAMReadOnlyAccess", everywhere("iam:GenerateCredentialReport", "iam:GenerateServiceLastAccessedDetails", "iam:Get*", "iam:List*", "iam:SimulateCustomPolicy", "iam:SimulatePrincipalPolicy")},
	{"/IAMUserChangePassword", `{"Version":"2012-10-17","Statement":[` +
		`{"Effect":"Allow","Action":["iam:ChangePassword"],"Resource":["arn:aws:iam::*:user/${aws:username}","arn:aws:iam::*:user/*/${aws:username}"]},` +
		`{"Effect":"Allow","Action":["iam:GetAccountPasswordPolicy"],"Resource":"*"}]}`},
	{"/PowerUserAccess", `{"Version":"2012-10-17","Statement":[` +
		`{"Effect":"Allow","NotAction":["iam:*","organizations:*","account:*"],"Resource":"*"},` +
		`{"Effect":"Allow","Action":["account:GetAccountInformation","account:GetPrimaryEmail","account:ListRegions","iam:CreateServiceLinkedRole","iam:DeleteServiceLinkedRole","iam:ListRoles","organizations:DescribeEffectivePolicy","organizations:DescribeOrganization"],"Resource":"*"}]}`},
	{"/ReadOnlyAccess", everywhere(append(reading(
		"access-analyzer", "account", "acm", "acm-pca", "apigateway", "application-autoscaling", "athena", "autoscaling", "backup", "batch", "billing", "budgets", "ce",
		"cloudformation", "cloudfront", "cloudtrail", "cloudwatch", "codebuild", "codecommit", "codepipeline", "cognito-idp", "config", "dynamodb", "ec2", "ecr", "ecs", "eks",
		"elasticache", "elasticfilesystem", "elasticloadbalancing", "elasticmapreduce", "es", "events", "firehose", "glue", "guardduty", "health", "iam", "identitystore", "inspector2",
		"kafka", "kinesis", "kms", "lambda", "logs", "network-firewall", "organizations", "rds", "redshift", "resource-groups", "route53", "route53domains", "route53resolver", "s3",
		"sagemaker", "secretsmanager", "securityhub", "servicequotas", "ses", "shield", "sns", "sqs", "ssm", "sso", "states", "support", "tag", "trustedadvisor", "wafv2", "xray"),
		"dynamodb:BatchGet*", "dynamodb:Query", "dynamodb:Scan", "ecr:BatchGet*", "iam:Generate*", "iam:Simulate*", "logs:FilterLogEvents", "logs:StartQuery", "logs:StopQuery", "sqs:ReceiveMessage", "xray:BatchGet*")...)},
	{"/SecurityAudit", everywhere(append(reading(
		"access-analyzer", "account", "acm", "cloudformation", "cloudtrail", "config", "guardduty", "iam", "inspector2", "organizations", "route53", "securityhub", "sso", "wafv2"),
		"autoscaling:Describe*", "cloudfront:Get*", "cloudfront:List*", "cloudwatch:Describe*", "dynamodb:Describe*", "dynamodb:List*", "ec2:Describe*", "ec2:GetEbsEncryptionByDefault", "ecr:Describe*",
		"ecr:GetRepositoryPolicy", "ecs:Describe*", "ecs:List*", "eks:Describe*", "eks:List*", "elasticloadbalancing:Describe*", "iam:GenerateCredentialReport", "iam:GenerateServiceLastAccessedDetails",
		"iam:Simulate*", "kms:Describe*", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:List*", "lambda:GetFunctionConfiguration", "lambda:GetPolicy", "lambda:List*", "logs:Describe*", "rds:Describe*",
		"rds:List*", "s3:GetAccountPublicAccessBlock", "s3:GetBucket*", "s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration", "s3:ListAllMyBuckets", "secretsmanager:DescribeSecret",
		"secretsmanager:GetResourcePolicy", "secretsmanager:ListSecrets", "sns:GetTopicAttributes", "sns:List*", "sqs:GetQueueAttributes", "sqs:ListQueues", "ssm:Describe*", "ssm:ListDocuments", "support:DescribeTrustedAdvisorCheck*")...)},
	{"/SignInLocalDevelopmentAccess", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["signin:AuthorizeOAuth2Access","signin:CreateOAuth2Token"],"Resource":"arn:aws:signin:*:*:oauth2/public-client/*"}]}`},
	{"/aws-service-role/AWSOrganizationsServiceTrustPolicy", `{"Version":"2012-10-17","Statement":[` +
		`{"Sid":"AllowDeletionOfServiceLinkedRoleForOrganizations","Effect":"Allow","Action":["iam:DeleteRole"],"Resource":["arn:aws:iam::*:role/aws-service-role/organizations.amazonaws.com/*"]},` +
		`{"Sid":"AllowCreationOfServiceLinkedRoles","Effect":"Allow","Action":["iam:CreateServiceLinkedRole"],"Resource":"*"}]}`},
	{"/job-function/Billing", everywhere("account:GetAccountInformation", "aws-portal:*Billing", "aws-portal:*PaymentMethods", "aws-portal:*Usage", "billing:*", "budgets:*", "ce:*", "consolidatedbilling:*", "cur:*", "freetier:*", "invoicing:*", "payments:*", "pricing:*", "purchase-orders:*", "tax:*")},
	{"/job-function/DataScientist", everywhere("autoscaling:*", "athena:*", "cloudwatch:*", "datapipeline:*", "dynamodb:*", "ec2:Describe*", "ec2:RunInstances", "ec2:StartInstances", "ec2:StopInstances", "ec2:TerminateInstances", "elasticmapreduce:*", "glue:*", "iam:GetRole", "iam:ListRoles", "kinesis:*", "rds:*", "redshift:*", "s3:*", "sagemaker:*", "sns:*")},
	{"/job-function/DatabaseAdministrator", `{"Version":"2012-10-17","Statement":[` +
		`{"Effect":"Allow","Action":["cloudwatch:DeleteAlarms","cloudwatch:Describe*","cloudwatch:DisableAlarmActions","cloudwatch:EnableAlarmActions","cloudwatch:Get*","cloudwatch:List*","cloudwatch:PutMetricAlarm","dynamodb:*","ec2:DescribeAccountAttributes","ec2:DescribeSecurityGroups","ec2:DescribeSubnets","ec2:DescribeVpcs","elasticache:*","iam:ListRoles","iam:GetRole","kms:ListKeys","logs:Create*","logs:DescribeLogGroups","logs:DescribeLogStreams","logs:FilterLogEvents","logs:GetLogEvents","logs:PutLogEvents","pi:Get*","pi:List*","rds:*","redshift:*","s3:CreateBucket","s3:Get*","s3:List*","s3:PutObject*","sns:Get*","sns:List*","sns:Subscribe"],"Resource":"*"},` +
		`{"Effect":"Allow","Action":["iam:PassRole"],"Resource":["arn:aws:iam::*:role/rds-monitoring-role","arn:aws:iam::*:role/rdbms-lambda-access","arn:aws:iam::*:role/lambda_exec_role"]}]}`},
	{"/job-function/NetworkAdministrator", everywhere("autoscaling:Describe*", "cloudfront:ListDistributions", "cloudwatch:DeleteAlarms", "cloudwatch:DescribeAlarms", "cloudwatch:GetMetricStatistics", "cloudwatch:PutMetricAlarm", "directconnect:*",
		"ec2:*Address*", "ec2:*CustomerGateway*", "ec2:*DhcpOptions", "ec2:*FlowLogs", "ec2:*Gateway*", "ec2:*NetworkAcl*", "ec2:*NetworkInterface*", "ec2:*PrefixList*", "ec2:*Route*", "ec2:*SecurityGroup*", "ec2:*Subnet*", "ec2:*TransitGateway*", "ec2:*Vpc*", "ec2:*Vpn*", "ec2:Describe*",
		"elasticloadbalancing:*", "logs:Describe*", "logs:GetLogEvents", "network-firewall:*", "networkmanager:*", "route53:*", "route53domains:*", "route53resolver:*", "s3:ListBucket", "sns:ListTopics")},
	{"/job-function/SupportUser", everywhere(append(reading("cloudformation", "cloudtrail", "cloudwatch", "config", "ec2", "elasticloadbalancing", "health", "rds", "ssm"), "iam:List*", "iam:GenerateCredentialReport", "logs:Describe*", "logs:FilterLogEvents", "s3:ListAllMyBuckets", "support:*", "trustedadvisor:Describe*")...)},
	{"/job-function/SystemAdministrator", everywhere("cloudtrail:*", "cloudwatch:*", "codecommit:*", "codedeploy:*", "config:*", "ec2:*", "elasticloadbalancing:Describe*", "health:Describe*", "iam:Get*", "iam:List*", "inspector:*", "kms:CreateAlias", "kms:CreateKey", "kms:Describe*", "kms:List*", "lambda:*", "logs:*", "rds:*", "route53:*", "s3:*", "sns:*", "sqs:*", "ssm:*", "trustedadvisor:*")},
	{"/job-function/ViewOnlyAccess", everywhere("access-analyzer:List*", "acm:List*", "athena:List*", "autoscaling:Describe*", "backup:List*", "cloudformation:Describe*", "cloudformation:List*", "cloudfront:List*", "cloudtrail:DescribeTrails", "cloudtrail:LookupEvents", "cloudwatch:Describe*", "cloudwatch:Get*", "cloudwatch:List*", "config:Describe*", "config:List*", "dynamodb:Describe*", "dynamodb:List*", "ec2:Describe*", "ecr:DescribeRepositories", "ecr:ListImages", "ecs:Describe*", "ecs:List*", "eks:Describe*", "eks:List*", "elasticloadbalancing:Describe*", "events:List*", "iam:GetAccountSummary", "iam:GetLoginProfile", "iam:List*", "kms:List*", "lambda:List*", "logs:Describe*", "organizations:List*", "rds:Describe*", "redshift:Describe*", "route53:Get*", "route53:List*", "s3:ListAllMyBuckets", "s3:ListBucket", "secretsmanager:ListSecrets", "sns:List*", "sqs:ListQueues", "ssm:Describe*", "ssm:List*", "states:List*", "tag:Get*")},
	{"/root-task/IAMAuditRootUserCredentials", onlyAsRoot("iam:ListAccessKeys", "iam:ListSigningCertificates", "iam:GetLoginProfile", "iam:ListMFADevices", "iam:GetAccountSummary", "iam:GetUser", "iam:GetAccessKeyLastUsed")},
	{"/root-task/IAMCreateRootUserPassword", onlyAsRoot("iam:CreateLoginProfile", "iam:GetLoginProfile")},
	{"/root-task/IAMDeleteRootUserCredentials", onlyAsRoot("iam:DeleteAccessKey", "iam:DeleteSigningCertificate", "iam:DeleteLoginProfile", "iam:DeactivateMFADevice", "iam:DeleteVirtualMFADevice", "iam:ListAccessKeys", "iam:ListSigningCertificates", "iam:GetLoginProfile", "iam:ListMFADevices", "iam:GetUser", "iam:GetAccessKeyLastUsed")},
	{"/root-task/S3UnlockBucketPolicy", onlyAsRoot("s3:DeleteBucketPolicy", "s3:PutBucketPolicy", "s3:GetBucketPolicy", "s3:ListAllMyBuckets")},
	{"/root-task/SQSUnlockQueuePolicy", onlyAsRoot("sqs:SetQueueAttributes", "sqs:GetQueueAttributes", "sqs:ListQueues", "sqs:GetQueueUrl")},
}

// reading is what reads of the services.
func reading(services ...string) []string {
	var actions []string
	for _, s := range services {
		actions = append(actions, s+":Describe*", s+":Get*", s+":List*")
	}
	return actions
}

// onlyAsRoot is the text of a root task: everything but these actions is denied,
// and those about a user on any other than root.
func onlyAsRoot(actions ...string) string {
	return `{"Version":"2012-10-17","Statement":[{"Sid":"DenyAllOtherActionsOnAnyResource","Effect":"Deny","NotAction":["` + strings.Join(actions, `","`) + `"],"Resource":"*"},` +
		`{"Sid":"DenyCredentialsOfOthersThanRoot","Effect":"Deny","Action":["iam:*AccessKey*","iam:*LoginProfile","iam:*SigningCertificate*","iam:*MFADevices","iam:DeactivateMFADevice","iam:GetUser"],"NotResource":"arn:aws:iam::*:root"}]}`
}
