package sandbox

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
)

// turns are which of n requests a rule strikes: x, else a point.
func turns(t *testing.T, seed uint64, n int, rules ...string) string {
	d := newDesk(t, Options{Seed: seed})
	d.rule(rules...)
	var b strings.Builder
	client := d.iam(d.master)
	for range n {
		_, err := client.ListGroups(t.Context(), &iam.ListGroupsInput{})
		b.WriteByte(".x"[min(1, len(fmt.Sprint(err))-len("<nil>"))])
	}
	return b.String()
}

func TestWhoseTurnItIs(t *testing.T) {
	for rule, want := range map[string]string{
		"do=throttle":                           "xxxxxxxxxx",
		"op=ListUsers do=throttle":              "..........",
		"service=sts do=throttle":               "..........",
		"account=111111111111 do=500":           "xxxxxxxxxx",
		"account=222222222222 do=500":           "..........",
		"op=List* nth=3 do=throttle":            "..x.......",
		"every=3 do=throttle":                   "..x..x..x.",
		"nth=2 every=3 do=error:AccessDenied":   ".x..x..x..",
		"at=4 do=drop-reply":                    "...x......",
		"at=4 nth=5 do=drop-reply":              "..........",
		"op=*User* nth=1 do=500":                "..........",
		"op=List*s nth=10 probability=1 do=500": ".........x",
	} {
		if got := turns(t, 0, 10, rule); got != want {
			t.Errorf("%s: got %s, want %s", rule, got, want)
		}
	}
}

func TestChanceIsBySeed(t *testing.T) {
	rule := "probability=0.3 do=throttle"
	first := turns(t, 7, 200, rule)
	if again := turns(t, 7, 200, rule); again != first {
		t.Errorf("the same seed gives\n%s and\n%s", first, again)
	}
	if other := turns(t, 8, 200, rule); other == first {
		t.Errorf("another seed gives the same")
	}
	if n := strings.Count(first, "x"); n < 40 || n > 80 {
		t.Errorf("%d of 200 are struck, want about 60", n)
	}
}

func TestAtCountsEveryRequest(t *testing.T) {
	d := newOrg(t, Options{}) // its requests were before the rule
	d.rule("at=2 do=drop-reply")
	_, err := d.org.ListRoots(t.Context(), &organizations.ListRootsInput{})
	d.must(err)
	if d.addUser(d.iam(d.master), "ann") == nil {
		t.Error("the second request is not struck")
	}
	d.must(d.addUser(d.iam(d.master), "bob"))
	d.equal(d.world.Faults(), []Trap{{Rule: Rule{At: 2, Do: "drop-reply"}, Requests: 3, Matched: 3, Fired: 1}})
}

func TestAccountsThatRequestsName(t *testing.T) {
	d := newOrg(t, Options{})
	id := d.create("production")
	d.rule("account=" + id + " do=error:AccessDenied")
	_, err := d.org.DescribeAccount(t.Context(), &organizations.DescribeAccountInput{AccountId: &id})
	d.refused(err, "AccessDenied", "")
	_, err = d.org.DescribeAccount(t.Context(), &organizations.DescribeAccountInput{AccountId: &d.master.Account})
	d.must(err)
}

func TestRulesAreKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "world.json")
	d := deskOf(t, open(t, path, Options{}), new(atomic.Int64))
	d.rule("op=CreateUser nth=2 do=throttle", "op=CreateUser do=lag:5")
	d.must(d.addUser(d.iam(d.master), "ann"))
	d.must(d.world.Close())
	again := deskOf(t, open(t, path, Options{}), new(atomic.Int64))
	d.equal(again.world.Faults(), d.world.Faults())
	again.refused(again.addUser(again.iam(again.master), "bob"), "Throttling", "")
	d.must(again.world.ClearFaults())
	d.equal(len(open(t, path, Options{}).Faults()), 0)
}

func TestRulesOverHTTP(t *testing.T) {
	d := newDesk(t, Options{})
	ask := func(method, rule string) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), method, d.url+"/_sandbox/fault", strings.NewReader(rule))
		d.must(err)
		out, err := http.DefaultClient.Do(r)
		d.must(err)
		defer out.Body.Close()
		text, err := io.ReadAll(out.Body)
		d.must(err)
		return out.StatusCode, strings.TrimSpace(string(text))
	}
	status, _ := ask("POST", "op=CreateUser do=throttle")
	d.equal(status, 200)
	status, body := ask("POST", "op=CreateUsr do=throttle")
	d.equal(status, 400)
	d.equal(body, `{"error":"reading the rule: unknown operation \"CreateUsr\", did you mean CreateUser?"}`)
	d.refused(d.addUser(d.iam(d.master), "ann"), "Throttling", "")
	_, body = ask("GET", "")
	d.equal(body, `[{"rule":"op=CreateUser do=throttle","requests":1,"matched":1,"fired":1}]`)
	status, _ = ask("DELETE", "")
	d.equal(status, 200)
	_, body = ask("GET", "")
	d.equal(body, `[]`)
	d.must(d.addUser(d.iam(d.master), "ann"))

	out, err := http.Get(d.url + "/_sandbox/requests")
	d.must(err)
	defer out.Body.Close()
	var all []Request
	for lines := json.NewDecoder(out.Body); lines.More(); {
		var one Request
		d.must(lines.Decode(&one))
		all = append(all, one)
	}
	d.equal(all, d.world.Requests())
	d.equal(len(all), 2)
}
