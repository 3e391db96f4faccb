package main

import "path/filepath"

// others are the tools that orgwright is compared with, where they are
// installed.
func others() []*peer {
	return []*peer{
		{
			name: "terraform", needs: []string{"terraform"},
			ready: func(folder string) []command {
				return []command{terraform(folder, "init")}
			},
			apply: func(at *site, folder string) []command {
				return []command{terraform(folder, "apply", "-auto-approve", "-var=endpoint="+at.server.URL)}
			},
			plan: func(at *site, folder string) []command {
				return []command{terraform(folder, "plan", "-detailed-exitcode", "-var=endpoint="+at.server.URL)}
			},
		},
		{
			name: "org-formation", needs: []string{"org-formation"}, moto: true, // it works through CloudFormation and S3
			ready: func(folder string) []command {
				return []command{{"org-formation", "init", filepath.Join(folder, "first.yml"), "--region", "eu-west-1", "--state-bucket-name", stateBucket}}
			},
			apply: func(_ *site, folder string) []command { return formation(folder) },
			looks: "again, by its record",
			plan:  func(_ *site, folder string) []command { return formation(folder) },
		},
		{
			name: "aws-orgs", needs: []string{"awsorgs", "awsaccounts", "awsauth"}, given: true,
			apply: func(_ *site, folder string) []command { return awsOrgs(folder, "--exec") },
			plan:  func(_ *site, folder string) []command { return awsOrgs(folder) },
		},
	}
}

// terraform is one of its commands, which asks nothing.
func terraform(folder, verb string, flags ...string) command {
	return append(command{"terraform", "-chdir=" + folder, verb, "-input=false", "-no-color"}, flags...)
}

const stateBucket = "large-organization-formation"

// formation is the one command of org-formation that looks after everything. It
// compares the tasks with those that it did before.
func formation(folder string) []command {
	return []command{{
		"org-formation", "perform-tasks", filepath.Join(folder, "organization-tasks.yml"),
		"--state-bucket-name", stateBucket, "--max-concurrent-stacks", "10",
	}}
}

// awsOrgs are the commands that look after all of an organization; without
// --exec they say what they would do.
func awsOrgs(folder string, flags ...string) []command {
	var all []command
	for _, words := range []command{{"awsorgs", "organization"}, {"awsaccounts", "update"}, {"awsauth", "users"}, {"awsauth", "delegations"}} {
		words = append(words, "--config", filepath.Join(folder, "config.yaml"), "--spec-dir", filepath.Join(folder, "spec.d"))
		all = append(all, append(words, flags...))
	}
	return all
}
