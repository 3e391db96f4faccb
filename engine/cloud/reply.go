package cloud

import (
	"context"
	"fmt"
	"io"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// WholeReplies is an API option by which a reply that comes early is read to
// its end. The SDK closes a request's body as soon as the head of the reply is
// there, and what then copies the body gets io.EOF from its WriteTo (smithy-go
// v1.28.8, transport/http/internal/io/safe.go), where an io.WriterTo has to say
// nil. Should net/http be about to look whether more of the body follows, it
// takes that for a request that failed, and closes the connection while the
// reply is read: "use of closed network connection", though AWS has done what
// was asked. A body that can only be read is not treated so.
func WholeReplies(stack *middleware.Stack) error {
	return stack.Build.Add(middleware.BuildMiddlewareFunc("wholeReplies",
		func(ctx context.Context, in middleware.BuildInput, next middleware.BuildHandler) (out middleware.BuildOutput, _ middleware.Metadata, err error) {
			r, ok := in.Request.(*smithyhttp.Request)
			if !ok {
				return out, middleware.Metadata{}, fmt.Errorf("a request over HTTP is wanted, not %T", in.Request)
			}
			if body, ok := r.GetStream().(io.ReadSeeker); ok {
				if in.Request, err = r.SetStream(struct{ io.ReadSeeker }{body}); err != nil {
					return out, middleware.Metadata{}, err
				}
			}
			return next.HandleBuild(ctx, in)
		}), middleware.After)
}
