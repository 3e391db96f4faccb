package kind

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/orgwright/orgwright/internal/moto"
)

// The same promise, held against moto. It has no invitations and no account
// names to change, so the document does without the legacy account, and its
// virtual devices take any code.
func TestMotoConformance(t *testing.T) {
	server := moto.Start(t)
	id, secret := server.Administrator(t, masterID)
	l := &lab{T: t, clock: &clock{now: time.Now()}, cfg: aws.Config{
		Region: "us-east-1", BaseEndpoint: &server.URL,
		Credentials: credentials.NewStaticCredentialsProvider(id, secret, ""),
	}}
	var kept []string
	for line := range strings.Lines(full) {
		if !strings.Contains(line, legacyID) {
			kept = append(kept, line)
		}
	}
	lacks := []string{invitation.name, accessrole.name, custody.name}
	l.open(strings.Join(kept, "")).apply()
	l.enrol("alice")
	l.enrol("bob")
	l.conforms(strings.Join(kept, ""), func(kind string) bool { return !slices.Contains(lacks, kind) })
}
