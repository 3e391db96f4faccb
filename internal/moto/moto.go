// Package moto starts a moto_server for tests: the second opinion beside the
// sandbox.
package moto

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// A Server is a moto_server on a free port of this machine.
type Server struct{ URL string }

// Start starts a server that knows AWS's managed policies; it ends with the
// test. Without ORGWRIGHT_MOTO=1 in the environment the test is skipped, aloud.
func Start(t *testing.T) *Server {
	t.Helper()
	if os.Getenv("ORGWRIGHT_MOTO") == "" {
		t.Skip("SKIPPED: needs moto_server; make test-moto runs it")
	}
	port := freePort(t)
	command := exec.CommandContext(t.Context(), "moto_server", "-H", "127.0.0.1", "-p", port)
	command.Env = append(os.Environ(), "MOTO_IAM_LOAD_MANAGED_POLICIES=true")
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Wait() }) // t.Context is over by now, and with it the process
	s := &Server{"http://127.0.0.1:" + port}
	s.wait(t)
	return s
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// wait waits until the server answers.
func (s *Server) wait(t *testing.T) {
	t.Helper()
	for range 300 {
		if answer, err := http.Post(s.URL+"/moto-api/reset", "text/plain", http.NoBody); err == nil {
			answer.Body.Close()
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("moto_server does not answer")
}

// Administrator makes a user with an access key in an account. Accounts need
// no making: any id is one.
func (s *Server) Administrator(t *testing.T, account string) (id, secret string) {
	t.Helper()
	s.iam(t, account, url.Values{"Action": {"CreateUser"}, "UserName": {"bootstrap"}})
	var made struct {
		ID     string `xml:"CreateAccessKeyResult>AccessKey>AccessKeyId"`
		Secret string `xml:"CreateAccessKeyResult>AccessKey>SecretAccessKey"`
	}
	if err := xml.Unmarshal(s.iam(t, account, url.Values{"Action": {"CreateAccessKey"}, "UserName": {"bootstrap"}}), &made); err != nil {
		t.Fatal(err)
	}
	return made.ID, made.Secret
}

// iam calls IAM as an account that nobody has a key of yet: moto takes its id
// from a header.
func (s *Server) iam(t *testing.T, account string, form url.Values) []byte {
	t.Helper()
	form.Set("Version", "2010-05-08")
	request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, s.URL+"/", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	request.Header.Set("X-Moto-Account-Id", account)
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=x")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatal(fmt.Errorf("moto: %s: %s %w", answer.Status, body, err))
	}
	return body
}
