// Package moto starts a moto_server: the second opinion beside the sandbox.
package moto

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"time"
)

// A Server is a moto_server on a free port of this machine.
type Server struct{ URL string }

// Run starts a server that knows AWS's managed policies and waits until it
// answers. It ends with ctx; wait returns when it has.
func Run(ctx context.Context) (s *Server, wait func(), err error) {
	port, err := freePort(ctx)
	if err != nil {
		return nil, nil, err
	}
	command := exec.CommandContext(ctx, "moto_server", "-H", "127.0.0.1", "-p", port)
	command.Env = append(os.Environ(), "MOTO_IAM_LOAD_MANAGED_POLICIES=true")
	if err := command.Start(); err != nil {
		return nil, nil, err
	}
	s = &Server{"http://127.0.0.1:" + port}
	return s, func() { _ = command.Wait() }, s.answers(ctx)
}

func freePort(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port, l.Close()
}

// answers waits until the server does.
func (s *Server) answers(ctx context.Context) error {
	for range 300 {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/moto-api/reset", http.NoBody)
		if err != nil {
			return err
		}
		if answer, err := http.DefaultClient.Do(r); err == nil {
			return answer.Body.Close()
		}
		time.Sleep(100 * time.Millisecond)
	}
	return errors.New("moto_server does not answer")
}

// Key makes a user with an access key in an account. Accounts need no making:
// any id is one.
func (s *Server) Key(ctx context.Context, account string) (id, secret string, err error) {
	if _, err = s.iam(ctx, account, url.Values{"Action": {"CreateUser"}, "UserName": {"bootstrap"}}); err != nil {
		return "", "", err
	}
	var made struct {
		ID     string `xml:"CreateAccessKeyResult>AccessKey>AccessKeyId"`
		Secret string `xml:"CreateAccessKeyResult>AccessKey>SecretAccessKey"`
	}
	text, err := s.iam(ctx, account, url.Values{"Action": {"CreateAccessKey"}, "UserName": {"bootstrap"}})
	if err == nil {
		err = xml.Unmarshal(text, &made)
	}
	return made.ID, made.Secret, err
}

// iam calls IAM as an account that nobody has a key of yet: moto takes its id
// from a header.
func (s *Server) iam(ctx context.Context, account string, form url.Values) ([]byte, error) {
	form.Set("Version", "2010-05-08")
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/", strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	request.Header.Set("X-Moto-Account-Id", account)
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=x")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("moto: %s: %s", answer.Status, body)
	}
	return body, err
}
