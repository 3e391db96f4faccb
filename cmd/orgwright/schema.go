package main

import (
	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/schema"
)

func schemaCommand() *command {
	return &command{
		name: "schema", minor: true, does: "print the JSON Schema of org.yaml, for editors", run: printSchema,
		examples: []string{"orgwright schema >org.schema.json"},
		about: "An editor with a YAML language server completes and checks org.yaml when its\nfirst line is\n\n" +
			"  # yaml-language-server: $schema=org.schema.json",
	}
}

func printSchema(s *session, _ *cli.Context) error {
	_, err := s.Out.Write(schema.JSONSchema())
	return err
}
