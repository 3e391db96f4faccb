package handout

import (
	"fmt"
	"strings"

	"github.com/orgwright/orgwright/schema"
)

// A RootGuide is what two people do with an account's root user, step by step,
// and who holds what of it.
type RootGuide struct {
	Account, ID, Email string // ID is "" where org.yaml does not say it
	Holds              [][2]string
	Parts              []Part
}

// A Part is steps that belong together.
type Part struct {
	Title string
	Steps []string // a line that begins with two spaces is a command
}

// Root is the guide to an account's root user. An account is named as org.yaml
// names it, or master.
func Root(o *schema.Org, account string) RootGuide {
	c := custodyOf(o, account)
	if c.central {
		return c.centralGuide()
	}
	g := c.guide()
	g.Holds = [][2]string{
		{"password", c.first + ": a password manager's entry that nobody else opens, called \"AWS root " + account + "\""},
		{"one-time codes", c.second + ": the secret stays on a device, or in a vault, that " + c.first + " cannot open"},
		{"mail", c.email + " reaches both, and neither can take it over alone: who has the mail can set a new password"},
		{"telephone", "the number in the account's contact information is the company's, not one of the two's"},
		{"journal", "root-log.yaml beside org.yaml: who, with whom, why, when"},
	}
	if !c.said {
		g.Holds = append(g.Holds, [2]string{"not said yet", "write root: {password: NAME, mfa: NAME} " + c.where})
	}
	g.Parts = []Part{{"To put it away, once, and again when one of the two changes", c.putAway()}, {"To use it", c.use()}}
	return g
}

// A custody is what org.yaml says of a root user.
type custody struct {
	account, id, email, where string
	first, second             string // who keeps the password, and who the one-time codes
	said, central             bool
	region                    string
}

func custodyOf(o *schema.Org, account string) custody {
	c := custody{
		account: account, id: o.Master.ID, email: o.Master.Email, where: "under master in org.yaml",
		first: "FIRST", second: "SECOND", region: o.Organization.HomeRegion,
	}
	root := o.Master.Root
	if account != schema.MasterKey {
		a := o.Accounts[account]
		c.id, c.email, c.where, root = a.ID, a.Email, "under accounts."+account+" in org.yaml", a.Root
		c.central = o.Organization.RootAccess == "central"
	}
	if root != nil {
		c.first, c.second, c.said = root.Password, root.MFA, true
	}
	return c
}

func (c custody) guide() RootGuide { return RootGuide{Account: c.account, ID: c.id, Email: c.email} }

// log is the command that writes a use down.
func (c custody) log(why string) string {
	return fmt.Sprintf("  orgwright root log %s --who %s --with %s --why %q --ticket TICKET", c.account, word(c.first), word(c.second), why)
}

// word is a name as a shell takes it.
func word(name string) string {
	if strings.ContainsAny(name, " '\"$`\\;&|<>()*?!#~") {
		return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
	}
	return name
}

func (c custody) putAway() []string {
	return []string{
		fmt.Sprintf("%s and %s sit together. %s opens https://console.aws.amazon.com/, chooses Root user and types %s.", c.first, c.second, c.first, c.email),
		fmt.Sprintf("Where nobody knows the password, Forgot password sends a mail to %s.", c.email),
		fmt.Sprintf("%s has the password manager make a password of at least 30 characters and sets it; %s looks away.", c.first, c.second),
		"Security credentials: delete every access key and signing certificate that is listed there.",
		fmt.Sprintf("Security credentials, Assign MFA device, Authenticator app: %s scans the code and types two codes; %s looks away.", c.second, c.first),
		fmt.Sprintf("%s may enrol a second device for a deputy in the same way: never %s.", c.second, c.first),
		"Sign out. Then both sign in together once: one types the password, the other the code.",
		"Write it down, and the day into org.yaml as root.tested:\n" + c.log("put away and tried"),
	}
}

func (c custody) use() []string {
	return []string{
		"Is it one of the few things that only a root user can do? Closing or renaming the master account's email, its support plan and payment, restoring the last administrator, S3 MFA delete. Everything else is for a function.",
		"Somebody else than the two asks for it in a ticket.",
		fmt.Sprintf("%s signs in with the password, %s types the code. Neither tells the other.", c.first, c.second),
		"Do the one thing, together, and sign out. Make no access key.",
		"Write it down, and commit root-log.yaml:\n" + c.log("WHY"),
		"The next drift compares: a use that is not in root-log.yaml within a day of it is an error.",
	}
}

// centralGuide is for a member under central root access: there is nothing to
// keep, and somebody in the master account does what its root user could.
func (c custody) centralGuide() RootGuide {
	g, id := c.guide(), c.id
	if id == "" {
		id = "ID"
	}
	g.Holds = [][2]string{
		{"password", "nobody: central root access has taken it away, and blocks its recovery by mail"},
		{"one-time codes", "nobody"},
		{"mail", c.email + " still reaches AWS's notices: it stays the company's"},
		{"sessions", "whoever may sts:AssumeRoot in the master account, 15 minutes at a time, for one task"},
		{"journal", "root-log.yaml beside org.yaml: who, with whom, why, when"},
	}
	assume := func(task string) string {
		return fmt.Sprintf("  aws sts assume-root --region %s --target-principal %s --duration-seconds 900 \\\n    --task-policy-arn arn=arn:aws:iam::aws:policy/root-task/%s", c.region, id, task)
	}
	g.Parts = []Part{
		{"To put it away", []string{
			"Apply org.yaml with organization.root_access: central.",
			"Take away what the root user still has, which asks for the account's name:\n  orgwright root remove " + c.account,
		}},
		{"To unlock a bucket or a queue that its policy has closed to all", []string{
			"Two people sit together: one has the session, the other looks on. Somebody else asks for it in a ticket.",
			"In the master account:\n" + assume("S3UnlockBucketPolicy") + "\nor SQSUnlockQueuePolicy for a queue. Delete the policy with the credentials that it prints.",
			"Write it down:\n" + c.log("WHY"),
		}},
		{"When a task truly needs the root user's own sign-in", []string{
			"In the master account, let the password be recovered:\n" + assume("IAMCreateRootUserPassword") + "\n  aws iam create-login-profile",
			fmt.Sprintf("Forgot password then sends a mail to %s. Two people sign in, and enrol a device for one-time codes that the other keeps.", c.email),
			"Do the one thing, sign out, and take it all away again:\n  orgwright root remove " + c.account,
			"Write it down:\n" + c.log("WHY"),
		}},
	}
	return g
}
