package policy

// actionWords are words that names of actions are made of, spelled as AWS
// spells them there. A missing word costs no more than a capital.
const actionWords = `
Abort Accelerate Accept Access Accessed Account Accounts Acl Acls Acquire Activate Activities Activity Add
Address Addresses Administrator Administrators Agent Agents Alarm Alarms Alias Aliases All Allocate Allocation
Allow Alternate Analysis Analytics Analyzer Anomalies Anomaly Api App Apply Approve Archive Assess Assign
Assignment Assignments Associate Associated Association Associations Assume At Attach Attached Attachment
Attribute Attributes Audit Authentication Authorization Authorize Auto Availability AWS Backup Backups
Balancer Balancers Balancing Batch Bedrock Billing Block Boundary Bucket Buckets Budget Bulk By Cache Caller
Cancel Capacity Central Certificate Certificates Change Changes Channel Check Children Clear Client Clone
Close Cloud Cluster Clusters Column Columns Command Complete Compliance Component Compute Config Configuration
Configurations Confirm Connect Connection Connections Console Contact Container Containers Content Context
Contributor Control Controls Convert Copy CORS Cost Count Crawler Crawlers Create Credential Credentials
Current Custom Customer Dashboard Dashboards Data Database Databases DB Deactivate Dead Deauthorize Decision
Decline Decode Decrypt Default Definition Definitions Delegated Delegation Delete Deletion Delivery Deny
Deploy Deployment Deployments Deregister Describe Description Desired Destination Detach Details Detect
Detector Device Devices Directory Disable Disassociate Discovery Disk Distribution Distributions Document
Documents Domain Domains Download Effective Egress Elastic Eligible Email Enable Enabled Encrypt Encrypted
Encryption Endpoint Endpoints Enforced Engine Entities Entity Environment Errors Estimate Evaluate Evaluation
Event Events Exchange Execute Execution Executions Expire Export Features Federation File Files Filter Filters
Finding Findings Firewall Fleet Flow For Forecast From Function Functions Gateway Gateways General Generate
Get Global Gov Grant Granting Grants Graph Group Groups Guardrail Handshake Handshakes Head Health History
Hosted Hosts Hub Human ID Identities Identity Image Images Import In Inbound Info Information Ingress Initiate
Insight Insights Instance Instances Intelligent Interface Interfaces Internet Invalid Invalidation Inventory
Invitation Invitations Invite Invoke IP Item Items Job Jobs Key Keys Knowledge Kubernetes Lambda Last Launch
Layer Lease Leave Legal Letter Level License Lifecycle Limit Limits Link Linked List Listener Listeners Lists
Load Location Lock Locked Log Logging Login Logs Lookup Machine Maintenance Manage Managed Management Master
Member Members Merge Message Messages Metadata Meter Metric Metrics MFA Migrate Migration Model Modify Monitor
Monitoring Move Multi Multipart My Nacl Name Names Namespace Nat Network Networks New Node Notebook
Notification Notifications Notify Number Object Objects Of On Open OpenID Operation Operations Opt
Optimization Options Order Organization Organizational Organizations Origin Outbound Outcome Outposts Output
Ownership Package Pair Pairs Parameter Parameters Parent Parents Part Partition Parts Password Patch Path
Paths Pattern Payment Peering Pending Period Permission Permissions Phone Pipeline Placement Plaintext Plan
Plans Platform Point Points Policies Policy Pool Pools Port Position Post Predict Preferences Prefix Preview
Price Primary Principal Principals Private Process Product Products Profile Profiles Project Projects Promote
Prompt Properties Protect Protection Provider Providers Provision Provisioned Proxy Public Publish Purchase
Purge Put Queries Query Queue Queues Quota Quotas Quote Raw Re Read Readable Reboot Rebuild Receive
Recommendation Recommendations Record Recorder Recorders Records Recover Recovery Refresh Region Regions
Register Registration Registry Reject Release Remediation Remove Rename Renew Replace Replicas Replicate
Replication Report Reports Repositories Repository Request Requests Reservation Reservations Reserved Reset
Resize Resolve Resource Resources Responsibility Restore Restrict Result Results Resume Resync Retain
Retention Retire Retrieve Retry Return Reveal Revisions Revoke Role Roles Roll Root Roots Rotate Rotation
Route Routes Row Rows Rule Rules Run SAML Sampling Savings Scaling Scan Scans Schedule Scheduled Schema Script
Search Secret Secrets Security Segment Select Send Sequence Server Service Services Session Sessions Set Sets
Setting Settings Share Shared Sign Signing Simulate Snapshot Snapshots Source Specific Spot SSH Stack Stacks
Stage Start State Statement Statements Statistics Status Stop Storage Store Stream Streaming Streams Subject
Subnet Subnets Subscribe Subscription Subscriptions Suggestions Summary Suspend Switch Sync System Table
Tables Tag Tagging Tags Target Targets Task Tasks Template Templates Terminate Test Text Thing Threat
Thumbprint Tiering Time Token Tokens Topic Topics Torrent Trace Trail Trails Training Transfer Transfers
Transform Transit Trigger Trust Type Types Unarchive Unassign Undeprecate Unit Units Unlink Unlock Unsubscribe
Untag Update Updates Upgrade Upload Uploads Url Usage Used User Users Validate Validation Value Values Verify
Version Versioning Versions Video View Virtual Visibility Volume Volumes Vpc Vpcs Vpn Wait Web Website Window
With Without Work Worker Workflow Workspace Workspaces Write Zone Zones
`

// operatorNames are the condition operators without set prefix and IfExists
// (AWS: IAM policy elements, condition operators).
const operatorNames = `
StringEquals StringNotEquals StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike StringNotLike
NumericEquals NumericNotEquals NumericLessThan NumericLessThanEquals NumericGreaterThan NumericGreaterThanEquals
DateEquals DateNotEquals DateLessThan DateLessThanEquals DateGreaterThan DateGreaterThanEquals
Bool BinaryEquals IpAddress NotIpAddress ArnEquals ArnLike ArnNotEquals ArnNotLike Null
`

// keyNames are the condition keys that hold capitals (AWS: IAM global
// condition keys), and the few of services that such documents use.
const keyNames = `
aws:AssumedRoot aws:CalledVia aws:CalledViaFirst aws:CalledViaLast aws:ChatbotSourceArn aws:CurrentTime
aws:Ec2InstanceSourcePrivateIPv4 aws:Ec2InstanceSourceVpc aws:EpochTime aws:FederatedProvider
aws:MultiFactorAuthAge aws:MultiFactorAuthPresent aws:PrincipalAccount aws:PrincipalArn
aws:PrincipalIsAWSService aws:PrincipalOrgID aws:PrincipalOrgPaths aws:PrincipalServiceName
aws:PrincipalServiceNamesList aws:PrincipalTag aws:PrincipalType aws:RequestedRegion aws:RequestTag
aws:ResourceAccount aws:ResourceOrgID aws:ResourceOrgPaths aws:ResourceTag aws:SecureTransport
aws:SourceAccount aws:SourceArn aws:SourceIdentity aws:SourceIp aws:SourceOrgID aws:SourceOrgPaths
aws:SourceVpc aws:SourceVpce aws:TagKeys aws:TokenIssueTime aws:UserAgent aws:ViaAWSService aws:VpcSourceIp
iam:AssociatedResourceArn iam:AWSServiceName iam:PassedToService iam:PermissionsBoundary iam:PolicyARN
iam:ResourceTag kms:CallerAccount kms:EncryptionContext kms:GrantIsForAWSResource kms:ViaService
organizations:PolicyType organizations:ServicePrincipal s3:DataAccessPointArn s3:LocationConstraint
s3:TlsVersion SAML:aud SAML:iss SAML:sub SAML:sub_type sts:AWSServiceName sts:ExternalId
sts:RoleSessionName sts:SourceIdentity sts:TransitiveTagKeys ec2:InstanceType ec2:Region ec2:ResourceTag
`
