package cloud_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"github.com/orgwright/orgwright/engine/cloud"
)

// What must not be doubled is sent again after a clear no, and after nothing
// else.
func TestOnce(t *testing.T) {
	for _, test := range []struct {
		answer string // to the first two sends
		sends  int
	}{
		{"TooManyRequestsException", 3},
		{"ConcurrentModificationException", 3},
		{"ServiceException", 1},
		{"AccessDeniedException", 1},
		{"", 1}, // the connection breaks
	} {
		t.Run(test.answer, func(t *testing.T) {
			var sends atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
				if in.Header.Get("X-Amz-Target") == "" { // who is calling
					fmt.Fprint(out, `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111111111111:user/ada</Arn>`+
						`<Account>111111111111</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)
					return
				}
				switch n := sends.Add(1); {
				case n > 2:
					fmt.Fprint(out, "{}")
				case test.answer == "":
					panic(http.ErrAbortHandler)
				default:
					out.WriteHeader(http.StatusBadRequest)
					fmt.Fprintf(out, `{"__type":%q}`, test.answer)
				}
			}))
			defer server.Close()
			c, err := cloud.Open(t.Context(), cloud.Options{
				Config:   aws.Config{Region: "eu-west-1", BaseEndpoint: &server.URL, Credentials: credentials.NewStaticCredentialsProvider("AKIA", "secret", "")},
				MasterID: "111111111111", Backoff: time.Microsecond, Clock: time.Now,
			})
			if err != nil {
				t.Fatal(err)
			}
			_, err = c.Organizations.CreateAccount(t.Context(), &organizations.CreateAccountInput{AccountName: aws.String("a"), Email: aws.String("a@b.example")},
				func(o *organizations.Options) { o.Retryer = c.Once() })
			if got := int(sends.Load()); got != test.sends || (err == nil) != (test.sends == 3) {
				t.Errorf("sent %d times, want %d; %v", got, test.sends, err)
			}
		})
	}
}
