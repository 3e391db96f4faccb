package sandbox_test

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// A server that ends does not wait for connections that nothing came by: Go's
// would wait five seconds for each.
func TestServeEndsBesideUnusedConnections(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	url, wait, err := sandbox.Serve(ctx, sandbox.New(sandbox.Options{}), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
	}
	time.Sleep(50 * time.Millisecond) // they are accepted
	began := time.Now()
	stop()
	if err := wait(); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > 4*time.Second {
		t.Errorf("it ended after %s", took)
	}
}
