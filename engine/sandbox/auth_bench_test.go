package sandbox

import (
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
)

// What a call costs beside the operation: the question of a leaf's access role, below three levels of guardrails.
func BenchmarkAuthorize(b *testing.B) {
	w := New(Options{})
	c := benched(b, w)
	b.ReportAllocs()
	for b.Loop() {
		if err := c.authorize(); err != nil {
			b.Fatal(err)
		}
	}
}

func benched(b *testing.B, w *World) *call {
	master := w.newAccount(masterID, "master", "m@acme.example")
	leaf := w.newAccount(leafID, "leaf", "l@acme.example")
	w.addAccessRole(leaf, "access", masterID)
	root := &call{World: w, account: master, caller: master.callerOf("", "")}
	org := organizationsService{root}
	if _, err := org.CreateOrganization(&organizations.CreateOrganizationInput{}); err != nil {
		b.Fatal(err)
	}
	w.Organization.join(&Member{Account: leafID}, nil)
	for _, target := range []string{w.Organization.Root, leafID} {
		for _, name := range []string{"a", "b", "c", "d"} {
			p := &Policy{ID: "p-" + target + name, Name: name, Type: own["SERVICE_CONTROL_POLICY"].Type, Content: denyLongTerm}
			w.Organization.Policies[p.ID] = p
			w.Organization.Attached[target] = append(w.Organization.Attached[target], p.ID)
		}
	}
	r := leaf.IAM.Roles["access"]
	given, err := w.give(leaf, &Session{Role: r.Name, RoleID: r.ID, Name: "me"}, 3600)
	if err != nil {
		b.Fatal(err)
	}
	who, _, err := w.authenticate(*given.AccessKeyId, *given.SessionToken)
	if err != nil {
		b.Fatal(err)
	}
	asked := &request{service: services["iam"]}
	asked.find("CreateRole")
	asked.input = reflect.ValueOf(&iam.CreateRoleInput{RoleName: aws.String("ops"), Path: aws.String("/orgwright/")})
	return &call{World: w, account: leaf, caller: who, asked: asked}
}

const denyLongTerm = `{"Version":"2012-10-17","Statement":[{"Sid":"NoLongTermCredentials","Effect":"Deny","Resource":"*","Action":["iam:CreateAccessKey","iam:CreateLoginProfile","iam:CreateUser"],"Condition":{"Null":{"aws:AssumedRoot":"true"}}}]}`
