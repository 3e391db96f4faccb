package cloud

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// AWS throttles for a while: that is told once it lasts, and not at each call.
func TestSlowRunIsTold(t *testing.T) {
	for _, tt := range []struct {
		throttled, seconds int // answers that ask for fewer calls, so many seconds apart
		told               int
	}{{8, 1, 1}, {8, 6, 2}, {4, 1, 0}, {8, 11, 0}} {
		now, calls, told := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), 0, 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			calls++
			now = now.Add(time.Duration(tt.seconds) * time.Second)
			if calls <= tt.throttled {
				w.WriteHeader(http.StatusBadRequest)
				fmt.Fprint(w, `<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>`)
				return
			}
			fmt.Fprint(w, `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111111111111:user/ada</Arn>`+
				`<Account>111111111111</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)
		}))
		_, err := Open(t.Context(), Options{
			Config:   aws.Config{Region: "eu-west-1", BaseEndpoint: &server.URL, Credentials: credentials.NewStaticCredentialsProvider("AKIAEXAMPLE", "secret", "")},
			MasterID: "111111111111", Backoff: time.Microsecond, Clock: func() time.Time { return now }, Say: func(string, string) { told++ },
		})
		server.Close()
		if err != nil || told != tt.told {
			t.Errorf("%+v: told %d times, %v", tt, told, err)
		}
	}
}
