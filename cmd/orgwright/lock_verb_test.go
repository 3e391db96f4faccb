package main

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/orgwright/orgwright/schema"
)

// lockStory makes the lock of carol's run, process 7 on another machine, that
// was last heard of some time ago:
//
//	lock elsewhere 10s
func lockStory(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: lock HOST AGE")
	}
	age, err := time.ParseDuration(args[1])
	ts.Check(err)
	beat := time.Now().Add(-age).UTC().Format(time.RFC3339)
	tag := func(key, value string) types.Tag {
		return types.Tag{Key: aws.String("orgwright:" + key), Value: &value}
	}
	client := iam.New(iam.Options{
		Region: "us-east-1", BaseEndpoint: aws.String(ts.Getenv("AWS_ENDPOINT_URL")),
		Credentials: credentials.NewStaticCredentialsProvider(ts.Getenv("AWS_ACCESS_KEY_ID"), ts.Getenv("AWS_SECRET_ACCESS_KEY"), ""),
	})
	_, err = client.CreateRole(context.Background(), &iam.CreateRoleInput{
		RoleName: aws.String(schema.LockRole), Path: aws.String("/orgwright/lock/"),
		AssumeRolePolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}`),
		Tags: []types.Tag{
			tag("who", "arn:aws:iam::111111111111:user/carol"), tag("host", args[0]), tag("process", "7"),
			tag("since", beat), tag("beat", beat),
		},
	})
	ts.Check(err)
}
