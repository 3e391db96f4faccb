// Package orgwright is the root of the module. It holds no code of its own:
// the command is cmd/orgwright, the language of org.yaml is schema, and what
// turns one into the other is engine. The tests here hold the house rules of
// the whole tree: who may import whom, how long things may be, what must be
// said about them, and that the examples and the reference are true.
package orgwright
