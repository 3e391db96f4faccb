package cloud

import (
	"context"
	"sync"
	"time"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
)

// A gate bounds the requests to IAM and STS that are under way at once. AWS
// publishes no rates for these. So each second in which it asks for fewer calls
// halves the bound, and calls that go well widen it again, one more for each
// round of them.
type gate struct {
	clock func() time.Time
	most  float64

	mu      sync.Mutex
	bound   float64
	busy    int
	waiting []chan struct{} // closed when it is their turn
	cut     time.Time       // when the bound was last halved
}

func newGate(most int, clock func() time.Time) *gate {
	return &gate{clock: clock, most: float64(most), bound: float64(most)}
}

// enter waits for a turn.
func (g *gate) enter(ctx context.Context) error {
	g.mu.Lock()
	if g.busy < int(g.bound) {
		g.busy++
		g.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	g.waiting = append(g.waiting, turn)
	g.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
		go func() { // the turn may come all the same: it goes to the next
			<-turn
			g.leave(nil)
		}()
		return context.Cause(ctx)
	}
}

// leave ends a turn and says how it went.
func (g *gate) leave(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch now := g.clock(); {
	case !throttled(err):
		g.bound = min(g.most, g.bound+1/g.bound)
	case now.Sub(g.cut) >= time.Second:
		g.bound, g.cut = max(1, g.bound/2), now
	}
	g.busy--
	for len(g.waiting) > 0 && g.busy < int(g.bound) {
		g.busy++
		close(g.waiting[0])
		g.waiting = g.waiting[1:]
	}
}

// middleware makes each attempt take its turn, once it has its credentials: to
// get those of a leaf account is a call that takes a turn itself.
func (g *gate) middleware(stack *middleware.Stack) error {
	return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("gate",
		func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
			if service := awsmiddleware.GetServiceID(ctx); service != "IAM" && service != "STS" {
				return next.HandleFinalize(ctx, in)
			}
			if err := g.enter(ctx); err != nil {
				return middleware.FinalizeOutput{}, middleware.Metadata{}, err
			}
			out, meta, err := next.HandleFinalize(ctx, in)
			g.leave(err)
			return out, meta, err
		}), "GetIdentity", middleware.After)
}
