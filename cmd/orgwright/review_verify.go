package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/view"
)

func reviewVerifyCommand() *command {
	return &command{
		name: "verify", does: "look in AWS whether what was removed is gone, and write down the proof", run: reviewVerify,
		args: "[FOLDER]", max: 1,
		examples: []string{"orgwright review verify", "orgwright review verify reviews/2026-Q4"},
		about: "Reads AWS and fills in removal_verified_at and removed_by_commit. Exits 2 while\n" +
			"anybody can still do what was to be removed.",
		flags: []cli.Flag{accessRoleFlag()},
	}
}

func reviewVerify(s *session, c *cli.Context) error {
	b, err := s.openReview(c)
	if err != nil {
		return err
	}
	if open := b.Open(); len(open) > 0 {
		return naming(refused("ORG373", "%s is not decided: %s", b.csv(), count(len(open), "row")), open)
	}
	f, err := s.liveFacts(c, kind.NeedOfAccess(false))
	if err != nil {
		return err
	}
	if err := b.of(f.org); err != nil {
		return err
	}
	m := f.matrix()
	if len(m.Unreadable) > 0 {
		return failed(fmt.Errorf("%s: %s; nothing is proved while a part of AWS is not seen", m.Unreadable[0].Account, m.Unreadable[0].Why))
	}
	proved, left := b.Prove(f.standing(m), f.now.Format(time.RFC3339), s.committed(f.org.Path()))
	if err := b.rewrite(); err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "Review %s: %s proved in AWS, %d still there.\n", view.Escape(b.Value("review")), count(proved, "removal"), len(left))
	for _, l := range left {
		fmt.Fprintf(s.Out, "  ! %s\n", view.Escape(l))
	}
	if len(left) > 0 {
		return differences()
	}
	return nil
}

// standing is what there is now, with the names that org.yaml says things had.
func (l *ledger) standing(m access.Matrix) access.Standing {
	now := access.Standing{Matrix: m, Users: map[string]access.Past{}, Functions: map[string]string{}}
	for _, u := range l.picture.Snapshots[cloud.Master].Users {
		name := aws.ToString(u.UserName)
		now.Users[name] = access.Past{Created: stamped(aws.ToTime(u.CreateDate)), Was: l.org.Users[name].Was}
	}
	for name, f := range l.org.Functions {
		now.Functions[name] = f.Was
	}
	return now
}

// committed is the commit that a file is at; a word where it is at none.
func (s *session) committed(path string) string {
	if s.Commit == nil {
		return ""
	}
	commit, clean := strings.CutSuffix(s.Commit(path), " (clean)")
	switch {
	case clean:
		return commit
	case commit == "":
		return ""
	}
	return "not committed"
}
