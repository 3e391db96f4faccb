package survey

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine/policy"
)

// trusts lists what a role's trust says beside whom it lets in, and what taking
// the role over drops: by what it keeps people out, and what else they may do
// with the session.
func (w *walk) trusts(account string, r types.RoleDetail) {
	trust, err := policy.Parse(aws.ToString(r.AssumeRolePolicyDocument))
	if err != nil {
		return
	}
	drops := policy.Narrowing(w.cloud.MasterID, trust)
	for _, s := range trust.Statement {
		for _, action := range s.Action {
			if allows(s) && action != "sts:AssumeRole" {
				drops = append(drops, action)
			}
		}
	}
	if len(drops) > 0 {
		w.left(account+"/role/"+aws.ToString(r.RoleName), "its trust says what the language cannot, and taking the role over drops it: %s", strings.Join(drops, ", "))
	}
}
