package moto

import (
	"os"
	"testing"
)

// Start runs a server for a test, with which it ends. Without ORGWRIGHT_MOTO=1
// in the environment the test is skipped, aloud.
func Start(t *testing.T) *Server {
	t.Helper()
	if os.Getenv("ORGWRIGHT_MOTO") == "" {
		t.Skip("SKIPPED: needs moto_server; make test-moto runs it")
	}
	s, wait, err := Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(wait) // t.Context is over by now, and with it the process
	return s
}

// Administrator is Key for a test.
func (s *Server) Administrator(t *testing.T, account string) (id, secret string) {
	t.Helper()
	id, secret, err := s.Key(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	return id, secret
}
