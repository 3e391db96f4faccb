package cloud_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/smithy-go/middleware"

	"github.com/orgwright/orgwright/engine/cloud"
)

// A lateWriter learns only when the head of the reply has been read that the
// request is written, as happens on a busy machine.
type lateWriter struct {
	net.Conn
	replied chan struct{}
	closed  func()
}

func (c lateWriter) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	if strings.HasPrefix(string(p), "Action=") {
		<-c.replied
	}
	return n, err
}

func (c lateWriter) Close() error {
	defer c.closed()
	return c.Conn.Close()
}

// A doer says when a reply has come, and the SDK goes on to close the request.
type doer struct {
	*awshttp.BuildableClient
	replied chan struct{}
}

func (d doer) Do(r *http.Request) (*http.Response, error) {
	out, err := d.BuildableClient.Do(r)
	_ = r.Body.Close() // as the SDK does next
	close(d.replied)
	return out, err
}

// A reply that comes before the sender knows that its request is written is
// read to its end. Without the option it is not: the test can fail.
func TestWholeReplies(t *testing.T) {
	for _, test := range []struct {
		options []func(*middleware.Stack) error
		whole   bool
		wait    time.Duration // for the connection to be closed
	}{
		{nil, false, 10 * time.Second},
		{[]func(*middleware.Stack) error{cloud.WholeReplies}, true, 20 * time.Millisecond},
	} {
		replied, closed := make(chan struct{}), make(chan struct{})
		server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
			_ = in.ParseForm()
			fmt.Fprint(out, `<ListGroupsResponse><ListGroupsResult><Groups>`)
			_ = http.NewResponseController(out).Flush()
			select {
			case <-closed:
			case <-time.After(test.wait):
			}
			fmt.Fprint(out, `<member><GroupName>staff</GroupName></member></Groups></ListGroupsResult></ListGroupsResponse>`)
		}))
		transport := awshttp.NewBuildableClient().WithTransportOptions(func(tr *http.Transport) {
			dial := tr.DialContext
			tr.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
				c, err := dial(ctx, network, address)
				return lateWriter{c, replied, sync.OnceFunc(func() { close(closed) })}, err
			}
		})
		got, err := iam.NewFromConfig(aws.Config{
			Region: "eu-west-1", BaseEndpoint: &server.URL, RetryMaxAttempts: 1, APIOptions: test.options, HTTPClient: doer{transport, replied},
			Credentials: credentials.NewStaticCredentialsProvider("AKIA", "secret", ""),
		}).ListGroups(t.Context(), &iam.ListGroupsInput{})
		server.Close()
		if (err == nil) != test.whole || test.whole && aws.ToString(got.Groups[0].GroupName) != "staff" {
			t.Errorf("whole: %t, %v", test.whole, err)
		}
	}
}
