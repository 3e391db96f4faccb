package main

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// reading are the commands that change nothing in AWS, each with the lines it is
// tried with: flags and arguments after its name.
var reading = map[string][]string{
	"validate":      {"", "--format json", "--format github"},
	"plan":          {"", "--detailed-exitcode", "--format markdown", "--format json", "--format github", "--target production"},
	"drift":         {"", "--format markdown", "--format json"},
	"steps":         {"", "1"},
	"doctor":        {""},
	"access":        {"", "--format json"},
	"graph":         {""},
	"import":        {"-o -"},
	"can":           {"alice s3:GetObject --in production", "alice s3:GetObject --in production --live"},
	"policy read":   {""},
	"policy people": {""},
	"policy write":  {"--account leaf"},
	"explain":       {"", "ORG101"},
	"root status":   {"", "--format json"},
	"root guide":    {"master", "production"},
	"root log":      {"", "production --list --format json"},
	"schema":        {""},
	"completion":    {"bash"},
	"version":       {"", "--json"},
	"user links":    {"alice"},
	"user profiles": {"alice"},
	"user mfa":      {"", "alice", "alice --format json"},
}

// writing are those that may, and those that are about files or the sandbox
// itself.
var writing = []string{
	"init", "review start", "review finish", "review verify", "apply", "accept", "unlock", "user pack", "user key", "user password", "root remove",
	"sandbox serve", "sandbox account", "sandbox root", "sandbox fault", "sandbox log", "sandbox mail", "sandbox reset",
}

// What only reads makes no call that writes, on an organization as it was built
// and on one that somebody was at, whatever it finds; and no call that is
// refused, and it tells no secret.
func TestWhatOnlyReadsWritesNothing(t *testing.T) {
	w := sandbox.New(sandbox.Options{CreateDelay: -1})
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	admin, err := w.Account("111111111111", "aws+master@tiny.example")
	if err != nil {
		t.Fatal(err)
	}
	s := newScene(t, server.URL, admin.AccessKeyID, admin.SecretAccessKey)
	for _, world := range []struct {
		name   string
		tamper func()
	}{{"as built", func() {}}, {"tampered with", s.tamper}} {
		world.tamper()
		leaves(commands(), nil, func(path []string, _ *command) {
			name := strings.Join(path, " ")
			if slices.Contains(writing, name) {
				return
			}
			if reading[name] == nil {
				t.Errorf("does %s write? say so in readonly_test.go", name)
			}
			for _, line := range reading[name] {
				before := len(w.Writes())
				told := s.whatever(slices.Concat(path, strings.Fields(line)))
				if made := w.Writes()[before:]; len(made) > 0 {
					t.Errorf("%s: %s %s made %d writing or refused calls: %v", world.name, name, line, len(made), made)
				}
				if strings.Contains(told, admin.SecretAccessKey) {
					t.Errorf("%s %s tells a secret", name, line)
				}
			}
		})
	}
}

// whatever runs the program on the scene's document, however it ends: not by
// wrong usage, and not for want of credentials.
func (s *scene) whatever(words []string) string {
	s.Helper()
	t, o, e := trial("")
	t.Getenv = func(name string) string { return map[string]string{"HOME": s.folder}[name] }
	if words[0] != "import" { // which has no document yet
		words = append(slices.Clone(words), "-f", s.folder+"/org.yaml")
	}
	code := t.run(s.Context(), words)
	if told := o.String() + e.String(); !slices.Contains([]int{codeDone, codeDifferences, codeError}, code) {
		s.Errorf("%v: exit %d: %s", words, code, told)
	}
	return o.String() + e.String()
}

// tamper has somebody be at the organization: a user of theirs with a key, a
// function's trust without MFA, a guardrail off, an account out of its place, a
// person out of a function.
func (s *scene) tamper() {
	ctx := s.Context()
	_, err := s.iam.CreateUser(ctx, &iam.CreateUserInput{UserName: aws.String("stranger")})
	s.must(err)
	_, err = s.iam.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: aws.String("stranger")})
	s.must(err)
	_, err = s.iam.UpdateAssumeRolePolicy(ctx, &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String("operations"), PolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"sts:AssumeRole"}]}`)})
	s.must(err)
	_, err = s.iam.RemoveUserFromGroup(ctx, &iam.RemoveUserFromGroupInput{GroupName: aws.String("operations"), UserName: aws.String("alice")})
	s.must(err)
	s.must(s.detach())
	s.must(s.toRoot())
}
