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
			name: "org-formation", needs: []string{"org-formation"},
			lacks: "it works through CloudFormation and S3, which the sandbox does not have",
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
