package sandbox

import (
	"reflect"
	"strings"
)

// A service is what the sandbox can do for one of AWS's services.
type service struct {
	name       string // as in "iam:CreateRole"
	namespace  string // of its XML
	protocol   *protocol
	bind       func(*call) reflect.Value             // the receiver of its operations
	admit      func(c *call, operation string) error // who may call what; nil is everybody all
	operations map[string]operation
}

// An operation is one method: func (service) (*Input) (*Output, error).
type operation struct {
	method reflect.Value // of the service's type: the receiver is its first argument
	input  reflect.Type
	reads  bool // it is no write to anybody who counts writes
	pure   bool // it changes nothing at all
}

// targets are the services of X-Amz-Target, by the last word of what stands
// before the operation: some clients write a package before it.
var targets = map[string]string{"AWSOrganizationsV20161128": "organizations", "CloudTrail_20131101": "cloudtrail"}

// services are by the name that requests are signed for.
var services = map[string]*service{
	"organizations": {
		name: "organizations", protocol: jsonProtocol, operations: operationsOf(organizationsService{}),
		bind:  func(c *call) reflect.Value { return reflect.ValueOf(organizationsService{c}) },
		admit: admitOrganizations,
	},
	"account": {
		name: "account", protocol: restProtocol, operations: operationsOf(accountService{}),
		bind: func(c *call) reflect.Value { return reflect.ValueOf(accountService{c}) },
	},
	"cloudtrail": {
		name: "cloudtrail", protocol: jsonProtocol, operations: operationsOf(trailService{}),
		bind: func(c *call) reflect.Value { return reflect.ValueOf(trailService{c}) },
	},
	"iam": {
		name: "iam", protocol: queryProtocol, operations: operationsOf(iamService{}), namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
		bind: func(c *call) reflect.Value { return reflect.ValueOf(iamService{c}) },
	},
	"sts": {
		name: "sts", protocol: queryProtocol, operations: operationsOf(stsService{}), namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
		bind: func(c *call) reflect.Value { return reflect.ValueOf(stsService{c}) },
	},
}

// operationsOf are the methods of a service that have the shape of an operation.
func operationsOf(service any) map[string]operation {
	operations := map[string]operation{}
	t := reflect.TypeOf(service)
	for m := range t.NumMethod() {
		method := t.Method(m)
		if !isOperation(method.Type) {
			continue
		}
		operations[method.Name] = operation{
			method: method.Func, input: method.Type.In(1).Elem(), reads: reads(method.Name), pure: pure(method.Name),
		}
	}
	return operations
}

func isOperation(t reflect.Type) bool {
	return t.NumIn() == 2 && t.NumOut() == 2 && t.Out(1) == reflect.TypeFor[error]() &&
		t.In(1).Kind() == reflect.Pointer && strings.HasSuffix(t.In(1).Elem().Name(), "Input")
}

// pure says whether an operation changes nothing, not even sessions or reports.
func pure(operation string) bool {
	for _, verb := range []string{"GetSession", "GetFederation", "Assume", "Generate"} {
		if strings.HasPrefix(operation, verb) {
			return false
		}
	}
	return reads(operation)
}
