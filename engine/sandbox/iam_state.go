package sandbox

import "time"

// IAM is what one account's Identity and Access Management holds. Everything is
// kept by its name, ARN or id; access keys and sessions are the account's, so
// that a request's credentials are found without asking every user.
type IAM struct {
	Users            map[string]*User
	Groups           map[string]*Group
	Roles            map[string]*Role
	Policies         map[string]*ManagedPolicy   // customer-managed, by ARN
	Keys             map[string]*AccessKey       // by access key id; those with no User are the root user's
	Sessions         map[string]*Session         // temporary credentials given out, by access key id
	MFA              map[string]*MFADevice       // by serial number
	InstanceProfiles map[string]*InstanceProfile // by name
	SAML             map[string]*SAMLProvider    // by ARN
	OIDC             map[string]*OIDCProvider    // by ARN
	Alias            string                      `json:",omitempty"`
	Passwords        *PasswordRules              `json:",omitempty"` // nil: AWS's own rules
	Report           *CredentialReport           `json:",omitempty"`
	Deletions        map[string]string           // service-linked roles' deletion tasks: role name by task id
}

func newIAM() IAM {
	return IAM{
		Users:            map[string]*User{},
		Groups:           map[string]*Group{},
		Roles:            map[string]*Role{},
		Policies:         map[string]*ManagedPolicy{},
		Keys:             map[string]*AccessKey{},
		Sessions:         map[string]*Session{},
		MFA:              map[string]*MFADevice{},
		InstanceProfiles: map[string]*InstanceProfile{},
		SAML:             map[string]*SAMLProvider{},
		OIDC:             map[string]*OIDCProvider{},
		Deletions:        map[string]string{},
	}
}

// A RootUser is the account's root user. No API enrols its MFA device or sets
// its password: whoever tests says what is so.
type RootUser struct {
	MFA              bool       `json:",omitempty"` // a virtual device is enabled
	NoPassword       bool       `json:",omitempty"` // central root access took the password away
	PasswordSince    time.Time  `json:",omitzero"`  // when central root access let it be recovered; zero is as long as the account
	PasswordLastUsed *time.Time `json:",omitempty"`
}

// An Identity is what users, groups and roles have in common.
type Identity struct {
	Name, Path, ID string
	Created        time.Time
	Inline         map[string]string // inline policies' documents, by name
	Attached       []string          // ARNs of managed policies, sorted
	Tags           map[string]string `json:",omitempty"` // groups have none
	Boundary       string            `json:",omitempty"` // ARN of the permissions boundary; groups have none
}

// A User is an IAM user.
type User struct {
	Identity
	Groups      []string              // names, sorted
	Login       *LoginProfile         `json:",omitempty"` // nil: no console password
	Passkeys    map[string]time.Time  `json:",omitempty"` // FIDO devices by ARN, which only the console enrols
	SSHKeys     map[string]Credential `json:",omitempty"` // by id
	Certs       map[string]Credential `json:",omitempty"` // X.509 signing certificates, by id
	ServiceKeys map[string]Credential `json:",omitempty"` // service-specific credentials, by id
}

// A LoginProfile is a user's console password, as a digest.
type LoginProfile struct {
	Created   time.Time
	Changed   time.Time
	Reset     bool       // to be changed at the next sign-in
	Digests   []string   // SHA-256, the newest first: today's password and, for reuse prevention, those before
	LastLogin *time.Time `json:",omitempty"`
}

// A Credential is a user's key for one service: an SSH public key, a signing
// certificate or a generated password.
type Credential struct {
	Body    string `json:",omitempty"` // what was uploaded
	Service string `json:",omitempty"` // for generated passwords, such as codecommit.amazonaws.com
	Login   string `json:",omitempty"` // the generated user name
	Active  bool
	Created time.Time
}

// A Group is an IAM group. Its members are kept with the users.
type Group struct{ Identity }

// A Role is an IAM role. Its trust policy is kept as AWS keeps it: compact, and
// users and roles in it by unique id, so that a namesake made later is not trusted.
type Role struct {
	Identity
	Description string `json:",omitempty"`
	Trust       string
	MaxSession  int32      // seconds
	LastUsed    *time.Time `json:",omitempty"`
	LastRegion  string     `json:",omitempty"`
}

// A ManagedPolicy is a customer-managed policy.
type ManagedPolicy struct {
	Name, Path, ID string
	Description    string `json:",omitempty"`
	Created        time.Time
	Updated        time.Time
	Versions       []PolicyVersion   // the oldest first
	Default        int               // number of the version in force
	Last           int               // number of the newest version ever made; numbers are not used again
	Tags           map[string]string `json:",omitempty"`
}

// A PolicyVersion is one text of a managed policy, called v and its number.
type PolicyVersion struct {
	Number   int
	Document string
	Created  time.Time
}

// An AccessKey is a long-term access key of a user, or of root when User is empty.
type AccessKey struct {
	User        string
	Secret      string
	Active      bool
	Created     time.Time
	Changed     time.Time  // created, or last switched on or off
	LastUsed    *time.Time `json:",omitempty"`
	LastService string     `json:",omitempty"`
	LastRegion  string     `json:",omitempty"`
}

// A Session is a set of temporary credentials of a user or a role.
type Session struct {
	Secret string
	Token  string
	User   string     `json:",omitempty"` // GetSessionToken: whose; empty with no Role is root
	Role   string     `json:",omitempty"` // AssumeRole: the role's name
	RoleID string     `json:",omitempty"` // its unique id, so that a namesake does not inherit the session
	Name   string     `json:",omitempty"` // the role session's name
	MFA    *time.Time `json:",omitempty"` // when the one-time code was given; nil without
	Policy string     `json:",omitempty"` // AssumeRole: the inline session policy
	Source string     `json:",omitempty"` // AssumeRole: the source identity, which stays through a chain
	Task   string     `json:",omitempty"` // AssumeRoot: ARN of the task policy

	PolicyARNs []string          `json:",omitempty"` // AssumeRole: the managed session policies
	Tags       map[string]string `json:",omitempty"` // AssumeRole: the session's
	Transitive []string          `json:",omitempty"` // keys of those tags that stay through a chain

	Created time.Time
	Expires time.Time
}

// An MFADevice is a virtual MFA device. Its user's name is empty until it is enabled.
type MFADevice struct {
	Name, Path string
	Seed       string            // base32
	User       string            `json:",omitempty"`
	Enabled    *time.Time        `json:",omitempty"`
	Used       int64             `json:",omitempty"` // the newest 30-second step a code was accepted for
	Tags       map[string]string `json:",omitempty"`
}

// An InstanceProfile hands one role to EC2 instances.
type InstanceProfile struct {
	Name, Path, ID string
	Created        time.Time
	Role           string            `json:",omitempty"`
	Tags           map[string]string `json:",omitempty"`
}

// A SAMLProvider lets in people from another identity provider.
type SAMLProvider struct {
	Name, Metadata string
	Created        time.Time
	Tags           map[string]string `json:",omitempty"`
}

// An OIDCProvider lets in workloads with OpenID Connect tokens.
type OIDCProvider struct {
	URL         string // without https://
	Clients     []string
	Thumbprints []string
	Created     time.Time
	Tags        map[string]string `json:",omitempty"`
}

// PasswordRules is the account's password policy.
type PasswordRules struct {
	MinLength, MaxAge, Remember            int32 // MaxAge in days; Remember that many passwords; 0 is none
	Symbols, Numbers, Uppercase, Lowercase bool
	Change, HardExpiry                     bool
}

// A CredentialReport is asked for once and ready at the next asking.
type CredentialReport struct {
	Generated time.Time
	Content   string
	Ready     bool
}
