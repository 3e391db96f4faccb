package kind

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// A gate lets a run's calls through to the world with no more power than two
// documents: what the caller may do in the master account, and what the access
// role may do in leaf accounts. Of each action it tries first what happens
// without it.
type gate struct {
	t     *testing.T
	world *sandbox.World
	may   map[string]policy.Document // by cloud.Master and anyLeaf

	mu       sync.Mutex
	probed   map[string]bool // "master iam:CreateRole", of actions that were asked for
	without  string          // an action that is taken away for good
	pathless bool            // ListAccounts says no paths, as some endpoints do
}

// at is the lab, with all its calls going through the gate.
func (g *gate) at(l *lab) *lab {
	through := *l
	through.cfg = l.cfg.Copy()
	through.cfg.HTTPClient = &http.Client{Transport: g}
	return &through
}

// RoundTrip makes a call.
func (g *gate) RoundTrip(r *http.Request) (*http.Response, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	action := actionOf(r.Context())
	where := g.where(r)
	for _, one := range []string{action, tagging(action)} {
		if key := where + " " + one; g.without == "" && g.has(where, one) && !g.probed[key] {
			g.probed[key] = true
			if reply := g.carry(r, body, one); !strings.Contains(reply.Header().Get("X-Amzn-Errortype")+reply.Body.String(), "AccessDenied") {
				g.t.Errorf("%s is not needed for %s in the %s: %d", one, action, where, reply.Code)
			}
		}
	}
	reply := g.carry(r, body, g.without)
	if g.pathless && strings.HasSuffix(action, ":ListAccounts") {
		text := regexp.MustCompile(`"Paths":\[[^\]]*\],?`).ReplaceAllString(reply.Body.String(), "")
		reply.Body = bytes.NewBufferString(text)
		reply.Header().Del("Content-Length")
	}
	result := reply.Result()
	result.Request = r
	return result, nil
}

// actionOf is what a call must be allowed, as policies spell it.
func actionOf(ctx context.Context) string {
	return strings.ToLower(awsmiddleware.GetServiceID(ctx)) + ":" + awsmiddleware.GetOperationName(ctx)
}

// tagging is what a call that makes a thing with tags must be allowed beside.
func tagging(action string) string {
	switch service, name, _ := strings.Cut(action, ":"); {
	case service == "organizations" && slices.Contains([]string{"CreateAccount", "CreateOrganizationalUnit", "CreatePolicy"}, name):
		return "organizations:TagResource"
	case action == "iam:CreateRole" || action == "iam:CreateUser" || action == "iam:CreateOpenIDConnectProvider":
		return "iam:Tag" + strings.TrimPrefix(name, "Create")
	}
	return ""
}

// where is the sort of account that a call comes from.
func (g *gate) where(r *http.Request) string {
	key := regexp.MustCompile(`Credential=(\w+)/`).FindStringSubmatch(r.Header.Get("Authorization"))[1]
	m := g.world.Accounts[masterID].IAM
	if m.Keys[key] != nil || m.Sessions[key] != nil {
		return cloud.Master
	}
	return anyLeaf
}

func (g *gate) has(where, action string) bool {
	return slices.Contains(actionsOf(g.may[where]), action)
}

func actionsOf(d policy.Document) []string {
	var all []string
	for _, s := range d.Statement {
		all = append(all, s.Action...)
	}
	return all
}

// less is a document without one action.
func less(d policy.Document, action string) policy.Document {
	out := policy.Document{Version: d.Version}
	for _, s := range d.Statement {
		s.Action = slices.DeleteFunc(slices.Clone(s.Action), func(a string) bool { return a == action })
		if len(s.Action) > 0 {
			out.Statement = append(out.Statement, s)
		}
	}
	return out
}

// carry makes a call with the gate's powers but one.
func (g *gate) carry(r *http.Request, body []byte, without string) *httptest.ResponseRecorder {
	who := map[string]*sandbox.Identity{cloud.Master: &g.world.Accounts[masterID].IAM.Users["administrator"].Identity}
	for id, a := range g.world.Accounts {
		if role := a.IAM.Roles["OrganizationAccountAccessRole"]; role != nil && id != masterID {
			who[id] = &role.Identity
		}
	}
	for account, one := range who {
		was := *one
		d := g.may[cloud.Master]
		if account != cloud.Master {
			d = g.may[anyLeaf]
		}
		one.Attached, one.Inline = nil, map[string]string{"all": less(d, without).String()}
		defer func() { one.Attached, one.Inline = was.Attached, was.Inline }()
	}
	served := r.Clone(context.WithoutCancel(r.Context()))
	served.Body, served.RequestURI, served.RemoteAddr = io.NopCloser(bytes.NewReader(body)), r.URL.RequestURI(), "127.0.0.1:1"
	reply := httptest.NewRecorder()
	g.world.ServeHTTP(reply, served)
	return reply
}

// newGate is a gate with what reading or writing takes.
func newGate(l *lab, document string, may func(account string, roles ...string) policy.Document) *gate {
	roles := AccessRoles(parse(l.T, document))
	return &gate{t: l.T, world: l.world, probed: map[string]bool{}, may: map[string]policy.Document{
		cloud.Master: may(cloud.Master, roles...), anyLeaf: may(anyLeaf, roles...),
	}}
}

// all holds that every action of the documents was asked for.
func (g *gate) all(except map[string]string) {
	g.t.Helper()
	for _, where := range slices.Sorted(maps.Keys(g.may)) {
		for _, action := range actionsOf(g.may[where]) {
			if !g.probed[where+" "+action] && except[action] == "" {
				g.t.Errorf("%s: nothing here needs %s", where, action)
			}
		}
	}
}
