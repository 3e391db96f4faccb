package kind

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// Taking over a group takes away what it could besides its function. The plan
// says which roles its people lose, and does not say that they gain those they
// could become before.
func TestTakingOverAGroupTakesAway(t *testing.T) {
	const others = "functions:\n  side: {adopt: true, path: /, grants: [{to: shop, managed: [ReadOnlyAccess]}]}\n"
	document := strings.Replace(taking("adopt: true, path: /,"), "functions:\n", others, 1)
	for _, test := range []struct {
		name, resources string
		gained, lost    string
		risk            engine.Risk
	}{
		{"the same", `"arn:aws:iam::ID:role/operations"`, "[]", "[]", engine.Revokes},
		{"all of a name", `"arn:aws:iam::*:role/operations"`, "[]", "[]", engine.Revokes},
		{"another role too", `["arn:aws:iam::*:role/operations","arn:aws:iam::*:role/side"]`, "[]", "[{alice shop side}]", engine.Revokes},
		{"another role", `"arn:aws:iam::ID:role/side"`, "[{alice shop operations}]", "[{alice shop side}]", engine.Grants},
		{"everything", `"*"`, "[]", "[{alice shop side}]", engine.Revokes},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := &scene{inSandbox(t, sandbox.Options{}).inherited("operations", "/")}
			s.role("shop", "side", trust(byRoot(masterID), "AssumeRole", `{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`), readonly)
			id, _ := s.Names.ID("shop")
			way := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:*","sts:Assume*"],"Resource":` + strings.ReplaceAll(test.resources, "ID", id) + `}]}`
			done[*iam.PutGroupPolicyOutput](s)(s.in("master").PutGroupPolicy(s.Context(), &iam.PutGroupPolicyInput{
				GroupName: aws.String("operations"), PolicyName: aws.String("way-in"), PolicyDocument: &way,
			}))
			o := s.lab.open(document)
			d := o.draft()
			reach := d.Reach(o.Org.Organization.OwnershipPath)
			if gained, lost := fmt.Sprint(reach.Gained), fmt.Sprint(reach.Lost); gained != test.gained || lost != test.lost {
				t.Errorf("gained %s, want %s; lost %s, want %s", gained, test.gained, lost, test.lost)
			}
			for _, step := range d.Plan.Steps {
				for _, c := range step.Changes {
					if c.Address == at(assume.name, "operations") && c.Risk != test.risk {
						t.Errorf("%s is marked %q, want %q:\n%s\n%s", c.Address, c.Risk, test.risk, c.Before, c.After)
					}
				}
			}
			o.apply()
		})
	}
}
