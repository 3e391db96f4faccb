package sandbox

import (
	"fmt"

	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/smithy-go"
)

func noSuch(format string, args ...any) error {
	return &iamtypes.NoSuchEntityException{Message: text(format, args)}
}

func exists(format string, args ...any) error {
	return &iamtypes.EntityAlreadyExistsException{Message: text(format, args)}
}

func conflict(format string, args ...any) error {
	return &iamtypes.DeleteConflictException{Message: text(format, args)}
}

func overLimit(format string, args ...any) error {
	return &iamtypes.LimitExceededException{Message: text(format, args)}
}

func badPolicy(format string, args ...any) error {
	return &iamtypes.MalformedPolicyDocumentException{Message: text(format, args)}
}

func badInput(format string, args ...any) error {
	return &iamtypes.InvalidInputException{Message: text(format, args)}
}

func unmodifiable(format string, args ...any) error {
	return &iamtypes.UnmodifiableEntityException{Message: text(format, args)}
}

// invalid is what AWS answers before it looks at anything: the request itself is wrong.
func invalid(format string, args ...any) error {
	return &smithy.GenericAPIError{Code: "ValidationError", Message: fmt.Sprintf(format, args...)}
}

func denied(format string, args ...any) error {
	return &smithy.GenericAPIError{Code: "AccessDenied", Message: fmt.Sprintf(format, args...)}
}

func text(format string, args []any) *string {
	s := fmt.Sprintf(format, args...)
	return &s
}
