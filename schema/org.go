// Package schema is the language of org.yaml: its types, its strict reading
// with every mistake pointed at, and its JSON Schema.
//
// The struct tags below are the grammar. Reading and the JSON Schema both go
// by them, so neither can know a rule that the other does not:
//
//	yaml      the key; ",scalar" lets one value stand for a list of one
//	doc       what it is, for editors
//	required  the key must be there
//	default   what it is when the key is not there
//	enum      the words it may be
//	format    the form a text, or each text of a list, must have (formats)
//	keys      the form the keys of a mapping must have
//	min, max  bounds of a number, or of how many a list holds
//	unique    a list holds nothing twice
//
// and on a blank field, for the mapping as a whole: one (exactly one of these
// keys), any (at least one), most (at most one), short (the key for which a
// lone scalar stands).
package schema

// An Org is one org.yaml: a master account where people are, the leaf accounts
// where data is, what people do there, and who they are.
type Org struct {
	Version         int                       `yaml:"version" min:"1" max:"1" doc:"The version of this language; 1." required:"true"`
	Paused          string                    `yaml:"paused" format:"text" doc:"A reason for which apply refuses to run; plan and drift go on."`
	Organization    Organization              `yaml:"organization" doc:"The organization as a whole." required:"true"`
	Master          Master                    `yaml:"master" doc:"The master account: made from scratch, holding people and nothing else." required:"true"`
	Classifications map[string]Classification `yaml:"classifications" keys:"classification" doc:"The sorts of data there are. Each has an organizational unit and guardrails."`
	Accounts        map[string]Account        `yaml:"accounts" keys:"account-key" doc:"The leaf accounts, by what people call them."`
	Guardrails      map[string]Guardrail      `yaml:"guardrails" keys:"guardrail" doc:"Organization policies of one's own, beside the built-in ones."`
	Functions       map[string]Function       `yaml:"functions" keys:"function" doc:"What people do: one role in each account where a function has something to do, one group in the master account."`
	Users           map[string]User           `yaml:"users" keys:"user" doc:"The people. Each has one IAM user in the master account, and nowhere else."`
	CI              *CI                       `yaml:"ci" doc:"Who plans pull requests and applies the main branch, without a key anywhere; {} is nobody."`
	Trail           *Trail                    `yaml:"trail" doc:"An organization trail of CloudTrail."`
	Ignore          []Ignore                  `yaml:"ignore" doc:"What drift should not report, each with a reason and an end."`

	source *source           // the text the document was read from, for positions; nil when it was made in code
	files  map[string][]byte // policy files named in the document, as JSON, by their path
}

// An Organization is what concerns all accounts at once.
type Organization struct {
	Name          string              `yaml:"name" format:"organization" doc:"The name that tags and session names carry: a-z, 0-9 and hyphens." required:"true"`
	HomeRegion    string              `yaml:"home_region" format:"region" doc:"The Region of regional calls (STS, CloudTrail), such as eu-west-1." required:"true"`
	OwnershipPath string              `yaml:"ownership_path" format:"iam-path" doc:"The IAM path under which everything made here lives." default:"/orgwright/"`
	AccessRole    string              `yaml:"access_role" format:"role" doc:"The role in each leaf account that a run assumes." default:"OrganizationAccountAccessRole"`
	MinAdmins     int                 `yaml:"min_admins" min:"1" doc:"How many people with full control must remain." default:"2"`
	Contacts      map[string]*Contact `yaml:"contacts" keys:"contact" doc:"AWS's alternate contacts, the same in every account: security, billing, operations."`
	RootAccess    string              `yaml:"root_access" doc:"central turns on AWS's central root access: members have no root credentials." enum:"central"`
	Adopt         string              `yaml:"adopt" doc:"later leaves what has adopt: true as it is; when this line goes, it is taken over." enum:"later"`
}

// A Contact is one of AWS's alternate contacts.
type Contact struct {
	Name  string `yaml:"name" format:"contact-name" doc:"The person's or the team's name, at most 64 characters." required:"true"`
	Title string `yaml:"title" format:"contact-title" doc:"Their title, at most 50 characters." required:"true"`
	Email string `yaml:"email" format:"email" doc:"Their email address." required:"true"`
	Phone string `yaml:"phone" format:"phone" doc:"Their telephone number, at most 25 characters." required:"true"`
}

// A Master is the master account. AWS's own newer word is management account.
type Master struct {
	ID             string          `yaml:"id" format:"account-id" doc:"The account's twelve digits, quoted. Commands refuse to run with credentials of any other account." required:"true"`
	Email          string          `yaml:"email" format:"account-email" doc:"The email address of the account's root user." required:"true"`
	Alias          string          `yaml:"alias" format:"alias" doc:"The console sign-in alias: 3 to 63 of a-z, 0-9 and single hyphens."`
	Root           *Root           `yaml:"root" doc:"Who keeps the root user's password and who its one-time codes."`
	PasswordPolicy *PasswordPolicy `yaml:"password_policy" doc:"What people's passwords must be like. Left out, it is left as it is."`
}

// A Root says who keeps an account's root user: two parties, never the same.
type Root struct {
	Password string `yaml:"password" format:"text" doc:"Who keeps the password." required:"true"`
	MFA      string `yaml:"mfa" format:"text" doc:"Who keeps the one-time codes; never the one who keeps the password." required:"true"`
	Tested   Date   `yaml:"tested" doc:"The day on which both parties last signed in together."`
}

// A PasswordPolicy says what IAM users' passwords must be like.
type PasswordPolicy struct {
	MinLength  int      `yaml:"min_length" min:"6" max:"128" doc:"The least number of characters, 6 to 128." default:"14"`
	Require    []string `yaml:"require" unique:"true" doc:"Sorts of characters a password must have." enum:"lowercase,uppercase,numbers,symbols"`
	Reuse      int      `yaml:"reuse_prevention" min:"0" max:"24" doc:"How many former passwords may not be used again, 1 to 24; 0 allows all."`
	MaxAgeDays int      `yaml:"max_age_days" min:"0" max:"1095" doc:"After how many days a password expires, 1 to 1095; 0 is never."`
}

// A Classification is a sort of data. Its accounts live in one organizational
// unit, and its guardrails are attached there.
type Classification struct {
	Description string   `yaml:"description" doc:"What sort of data this is."`
	OU          string   `yaml:"ou" format:"ou" doc:"The organizational unit where its accounts live, such as Workloads/Production, at most five deep; / is the root. Left out, it is the classification's own name."`
	Guardrails  []string `yaml:"guardrails" format:"guardrail" unique:"true" doc:"Guardrails for all its accounts: built-in ones, or declared under guardrails."`
	Was         string   `yaml:"was" format:"classification" doc:"The name it had before, to rename in place of making a new one."`
	Adopt       bool     `yaml:"adopt" doc:"Take over an organizational unit of this name that was not made here."`
}

// An Account is one leaf. It is the account with its id, else with its email;
// the key under which it stands is what people call it, never its identity.
type Account struct {
	Email          string   `yaml:"email" format:"account-email" doc:"The email address of the account's root user, unique over all of AWS." required:"true"`
	ID             string   `yaml:"id" format:"account-id" doc:"The account's twelve digits, quoted. Left out, the account is known by its email."`
	Name           string   `yaml:"name" format:"account-name" doc:"AWS's account name. Left out, it is the key."`
	Classification string   `yaml:"classification" format:"classification" doc:"The sort of data it holds." required:"true"`
	Join           string   `yaml:"join" doc:"invite: the account exists already and is invited." enum:"invite"`
	Guardrails     []string `yaml:"guardrails" format:"guardrail" unique:"true" doc:"Guardrails for this account alone, beside those of its classification."`
	State          string   `yaml:"state" doc:"closed asks for the account to be closed: apply --close does it, once its name is typed." enum:"closed"`
	AccessRole     string   `yaml:"access_role" format:"role" doc:"The role in this account that a run assumes, where it differs from the organization's."`
	Root           *Root    `yaml:"root" doc:"Who keeps this account's root user."`
	Was            string   `yaml:"was" format:"account-key" doc:"The key it had before."`
	Protect        bool     `yaml:"protect" doc:"Refuse to take anything away here until this line is gone for one whole apply."`
}

// A Guardrail is an organization policy (AWS: service control policy) of one's
// own: either regions, or policy.
type Guardrail struct {
	_ struct{} `one:"regions,policy"`

	Description string   `yaml:"description" format:"guardrail-description" doc:"What it prevents, at most 512 characters."`
	Regions     []string `yaml:"regions" format:"region" min:"1" unique:"true" doc:"The only Regions in which anything may be done."`
	Policy      string   `yaml:"policy" format:"policy-file" doc:"A JSON or YAML file beside org.yaml with the policy document."`
	Protect     bool     `yaml:"protect" doc:"Refuse to delete it until this line is gone for one whole apply."`
	Adopt       bool     `yaml:"adopt" doc:"Take over a policy of this name that was not made here."`
}

// A Function is something people do: a role in each account it has grants for,
// and a group in the master account.
type Function struct {
	Description string  `yaml:"description" format:"role-description" doc:"What people of this function do, at most 1000 characters."`
	Session     string  `yaml:"session" format:"session" doc:"How long a session lasts, 1h to 12h." default:"1h"`
	Grants      []Grant `yaml:"grants" doc:"What the function may do, and where. Grants add up; without a grant there is no role."`
	Path        string  `yaml:"path" format:"role-path" doc:"The IAM path of its roles where it is not the ownership path: of roles that were taken over, which AWS cannot move."`
	Was         string  `yaml:"was" format:"function" doc:"The name it had before. AWS cannot rename roles: new ones are made before the old ones go."`
	Protect     bool    `yaml:"protect" doc:"Refuse to delete it until this line is gone for one whole apply."`
	Adopt       bool    `yaml:"adopt" doc:"Take over a group of this name that was not made here, and roles of this name that are at path."`
}

// A Grant lets a function do something in some accounts.
type Grant struct {
	_ struct{} `any:"managed,allow,deny,policy"`

	To      []string    `yaml:"to,scalar" format:"target" min:"1" unique:"true" doc:"An account's key, classification:KEY, \"*\" for all leaf accounts, master, or a list of these." required:"true"`
	Managed []string    `yaml:"managed" min:"1" format:"managed-policy" unique:"true" doc:"AWS-managed policies by name, path/name or ARN, or customer-managed policies by ARN."`
	Allow   []Statement `yaml:"allow" min:"1" doc:"Statements that allow."`
	Deny    []Statement `yaml:"deny" min:"1" doc:"Statements that deny."`
	Policy  string      `yaml:"policy" format:"policy-file" doc:"A JSON or YAML file beside org.yaml with a policy document."`
}

// A Statement says which actions on which resources.
type Statement struct {
	_ struct{} `one:"actions,not_actions" most:"resources,not_resources"`

	Actions      []string                       `yaml:"actions,scalar" format:"action" min:"1" doc:"Actions such as s3:GetObject; * and ? are wildcards."`
	NotActions   []string                       `yaml:"not_actions,scalar" format:"action" min:"1" doc:"All actions but these."`
	Resources    []string                       `yaml:"resources,scalar" format:"resource" min:"1" doc:"ARNs; * and ? are wildcards. Left out, it is everything."`
	NotResources []string                       `yaml:"not_resources,scalar" format:"resource" min:"1" doc:"All resources but these."`
	Conditions   map[string]map[string][]string `yaml:"conditions,scalar" keys:"condition-operator" min:"1" doc:"Conditions: operator, key, values."`
}

// A User is a person.
type User struct {
	Email        string       `yaml:"email" format:"email" doc:"The person's email address." required:"true"`
	Functions    []Membership `yaml:"functions" doc:"What the person does: names of functions, or {function: NAME, until: DATE}."`
	KeyRecipient string       `yaml:"key_recipient" format:"key-recipient" doc:"An SSH (ed25519, RSA) or age public key to which an access key is encrypted for this person."`
	Until        Date         `yaml:"until" doc:"The person's last day; a plan after it removes the user."`
	State        string       `yaml:"state" doc:"suspended keeps the user and takes all access away." enum:"suspended"`
	Was          string       `yaml:"was" format:"user" doc:"The user name the person had before."`
	Protect      bool         `yaml:"protect" doc:"Refuse to delete the user until this line is gone for one whole apply."`
	Adopt        bool         `yaml:"adopt" doc:"Take over an IAM user of this name that was not made here."`
}

// A Membership is a function that a person performs, perhaps until some day.
type Membership struct {
	_ struct{} `short:"function"`

	Function string `yaml:"function" format:"function" doc:"The function's name." required:"true"`
	Until    Date   `yaml:"until" doc:"The last day of the membership."`
}

// A CI is what a pipeline may do; an empty one is no pipeline, on purpose.
type CI struct {
	GitHub *GitHub `yaml:"github" doc:"GitHub Actions, trusted by OpenID Connect."`
}

// A GitHub is a repository whose workflows plan and apply.
type GitHub struct {
	Repository  string `yaml:"repository" format:"repository" doc:"OWNER/NAME." required:"true"`
	Environment string `yaml:"environment" format:"environment" doc:"The environment that may apply." required:"true"`
}

// A Trail is an organization trail.
type Trail struct {
	BucketAccount string `yaml:"bucket_account" format:"account-key" doc:"The key of the account that holds the bucket." required:"true"`
	Bucket        string `yaml:"bucket" format:"bucket" doc:"The bucket's name." required:"true"`
}

// An Ignore keeps drift quiet about something, for a reason and until a day.
type Ignore struct {
	Match  string `yaml:"match" format:"address-glob" doc:"A glob over addresses, such as legacy/user/ci-*." required:"true"`
	Reason string `yaml:"reason" format:"text" doc:"Why it may stay." required:"true"`
	Until  Date   `yaml:"until" doc:"The last day on which it may." required:"true"`
}

// A Date is a day, written 2026-12-31; the empty Date is no day.
type Date string

// Past reports whether the day is over on today, both as YYYY-MM-DD.
func (d Date) Past(today Date) bool { return d != "" && d < today }
