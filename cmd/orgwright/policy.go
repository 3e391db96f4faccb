package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/schema"
)

func policyCommand() *command {
	return &command{
		name: "policy", does: "print the smallest IAM policy that runs need",
		examples: []string{
			"orgwright policy read                    # of plan, in the master account",
			"orgwright policy write --account leaf    # of apply, in a leaf account",
		},
		sub: []*command{
			powersCommand("read", "what plan and drift need", kind.MayRead),
			powersCommand("write", "what apply needs", kind.MayWrite),
			servingCommand(),
		},
	}
}

// servingCommand is the subcommand that prints what the commands about people
// need.
func servingCommand() *command {
	return &command{
		name: "people", does: "what user mfa, key and password need",
		examples: []string{"orgwright policy people"},
		about: "Prints an identity policy as JSON, for whoever gives people devices, keys and\n" +
			"passwords in the master account.",
		run: func(s *session, c *cli.Context) error {
			org, err := s.load(c)
			if err != nil {
				return err
			}
			return s.printPolicy(org, kind.MayServe(org))
		},
	}
}

// printPolicy prints a document as AWS takes it.
func (s *session) printPolicy(org *schema.Org, may policy.Document) error {
	d, err := kind.Spelled(org, may)
	if err != nil {
		return fmt.Errorf("write the policy: %w", err)
	}
	_, err = fmt.Fprint(s.Out, d.Pretty())
	return err
}

// powersCommand is a subcommand that prints one of the documents.
func powersCommand(name, does string, may func(o *schema.Org, account string, roles ...string) policy.Document) *command {
	return &command{
		name: name, does: does,
		examples: []string{"orgwright policy " + name, "orgwright policy " + name + " --account leaf --access-role ci-read"},
		about: "Prints an identity policy as JSON, made of the calls that the program makes and\n" +
			"of the paths and roles in org.yaml. In the master account it is for whoever runs\n" +
			"the program, in a leaf account for the role that runs assume there.",
		flags: []cli.Flag{
			&cli.StringFlag{Name: "account", Value: cloud.Master, Usage: "the sort of `ACCOUNT`: master or leaf"},
			accessRoleFlag(),
		},
		choices: map[string][]string{"account": {cloud.Master, "leaf"}},
		run: func(s *session, c *cli.Context) error {
			org, err := s.load(c)
			if err != nil {
				return err
			}
			roles := kind.AccessRoles(org)
			switch assume, err := kind.AssumedRole(org, c.String("access-role")); {
			case err != nil:
				return usageError("--access-role: %s", err)
			case assume != "":
				roles = []string{assume}
			}
			return s.printPolicy(org, may(org, c.String("account"), roles...))
		},
	}
}
