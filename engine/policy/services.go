package policy

// onlyS3 denies what is neither S3 nor needed to work with it. It is a Deny
// beside AWS's FullAWSAccess rather than an Allow in its place: one policy to
// attach, and nothing to detach in the right order.
func onlyS3(e Exempt) Document {
	return document(Statement{
		Sid: "OnlyS3", Effect: Deny, Resource: List{"*"},
		NotAction: List{
			"s3:*", "s3-object-lambda:*", "s3express:*", "s3tables:*", // S3 has four prefixes
			"kms:*",                          // encrypted objects need the caller's own use of the key
			"iam:Get*", "iam:List*", "sts:*", // who am I, and which roles are there
			"cloudwatch:*", "logs:*", // metrics of buckets
			"access-analyzer:*", // who can reach a bucket
			"cloudtrail:Describe*", "cloudtrail:Get*", "cloudtrail:List*", "cloudtrail:LookupEvents",
			"config:*", "resource-groups:*", "tag:*",
			"health:*", "support:*", "trustedadvisor:*",
			"aws-portal:*", "billing:*", "budgets:*", "ce:*", "cur:*",
			"account:Get*", "organizations:Describe*",
		},
		Condition: exceptAssumeRoot(e.condition()),
	})
}

// Regions denies everything outside the given Regions but the services that
// have none (AWS: Organizations user guide, deny access based on the requested
// Region).
func Regions(regions []string, e Exempt) Document {
	condition := e.condition()
	condition["StringNotEquals"] = map[string]List{"aws:RequestedRegion": regions}
	return document(Statement{
		Sid: "OnlyRegions", Effect: Deny, Resource: List{"*"},
		NotAction: List{
			"account:*", "iam:*", "organizations:*", "sts:*",
			"health:*", "support:*", "trustedadvisor:*",
			"aws-portal:*", "billing:*", "budgets:*", "ce:*", "consolidatedbilling:*", "cur:*", "freetier:*", "invoicing:*", "payments:*", "pricing:*", "tax:*",
			"acm:*", "cloudfront:*", "kms:*", // CloudFront takes certificates and keys from us-east-1 alone
			"globalaccelerator:*", "networkmanager:*", "shield:*", "waf:*", "waf-regional:*", "wafv2:*",
			"route53:*", "route53-recovery-cluster:*", "route53-recovery-control-config:*", "route53-recovery-readiness:*", "route53domains:*",
			"ec2:DescribeRegions",
			"s3:GetAccountPublic*", "s3:ListAllMyBuckets", "s3:PutAccountPublic*",
		},
		Condition: condition,
	})
}
