package sandbox

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
)

func open(t *testing.T, path string, options Options) *World {
	t.Helper()
	clock := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	options.Clock = func() time.Time { return clock }
	w, err := Open(path, options)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestStateIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "world.json")
	d := deskOf(t, open(t, path, Options{}), new(atomic.Int64))
	_, err := d.org.CreateOrganization(t.Context(), &organizations.CreateOrganizationInput{})
	d.must(err)
	text, err := os.ReadFile(path)
	d.must(err)
	stat, err := os.Stat(path)
	d.must(err)
	d.equal(stat.Mode().Perm(), os.FileMode(0o600))

	again := deskOf(t, open(t, path, Options{}), new(atomic.Int64))
	d.equal(again.master, d.master)
	seen, err := again.org.DescribeOrganization(t.Context(), &organizations.DescribeOrganizationInput{})
	d.must(err)
	d.equal(*seen.Organization.Id, d.world.Organization.ID)
	d.equal(again.world.Writes(), d.world.Writes())
	d.must(again.world.Close())
	same, err := os.ReadFile(path)
	d.must(err)
	d.equal(string(same), string(text))
	left, err := os.ReadDir(filepath.Dir(path))
	d.must(err)
	d.equal(len(left), 1)
}

func TestStateMayBeSavedLate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "world.json")
	d := deskOf(t, open(t, path, Options{SaveEvery: time.Hour}), new(atomic.Int64))
	_, err := d.org.CreateOrganization(t.Context(), &organizations.CreateOrganizationInput{})
	d.must(err)
	if _, err := os.Stat(path); err == nil {
		t.Error("the state is saved at once")
	}
	d.must(d.world.Close())
	if w := open(t, path, Options{}); w.Organization == nil {
		t.Error("the state is lost")
	}
	soon := deskOf(t, open(t, path, Options{SaveEvery: time.Millisecond}), new(atomic.Int64))
	_, err = soon.org.DeleteOrganization(t.Context(), &organizations.DeleteOrganizationInput{})
	d.must(err)
	for deadline := time.Now().Add(5 * time.Second); open(t, path, Options{}).Organization != nil; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the state is not saved")
		}
	}
}

func TestBrokenStateIsNotAnEmptyWorld(t *testing.T) {
	path := filepath.Join(t.TempDir(), "world.json")
	if err := os.WriteFile(path, []byte(`{"Accounts":`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, Options{}); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
	if _, err := Open(t.TempDir(), Options{}); err == nil {
		t.Error("a folder is a world")
	}
}

func TestAWriteThatCannotBeSavedIsAnError(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "gone")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	d := deskOf(t, open(t, filepath.Join(dir, "world.json"), Options{}), new(atomic.Int64))
	d.must(os.RemoveAll(dir))
	_, err := d.org.CreateOrganization(t.Context(), &organizations.CreateOrganizationInput{})
	d.refused(err, "InternalFailure", "")
}

func TestTheLogTellsWritesAlone(t *testing.T) {
	d := newOrg(t, Options{})
	d.unit("Workloads", d.root)
	_, err := d.org.CreateOrganizationalUnit(t.Context(), &organizations.CreateOrganizationalUnitInput{Name: aws.String("Workloads"), ParentId: &d.root})
	d.refused(err, "DuplicateOrganizationalUnitException", "")
	d.standalone(legacyID, "")
	d.mustInvite("ACCOUNT", legacyID)
	out, err := http.Get(d.url + "/_sandbox/log")
	d.must(err)
	defer out.Body.Close()
	var got []string
	for lines := bufio.NewScanner(out.Body); lines.Scan(); {
		var e Entry
		d.must(json.Unmarshal(lines.Bytes(), &e))
		d.equal([]string{e.Account, e.Caller}, []string{masterID, "arn:aws:iam::111111111111:user/administrator"})
		got = append(got, e.Operation+" "+e.Effect)
	}
	d.equal(got, []string{
		"organizations:CreateOrganization account/" + masterID,
		"organizations:CreateOrganizationalUnit name/Workloads in/" + d.root,
		"organizations:CreateOrganizationalUnit DuplicateOrganizationalUnitException",
		"organizations:InviteAccountToOrganization target/" + legacyID,
	})
	d.equal(d.world.Calls(), map[string]int{
		"organizations:CreateOrganization": 1, "organizations:ListRoots": 1, "organizations:CreateOrganizationalUnit": 2,
		"organizations:InviteAccountToOrganization": 1,
	})
}

func TestTheSandboxsOwnRequests(t *testing.T) {
	d := newOrg(t, Options{})
	get := func(path string) (int, string) {
		out, err := http.Get(d.url + path)
		d.must(err)
		defer out.Body.Close()
		text, err := io.ReadAll(out.Body)
		d.must(err)
		return out.StatusCode, string(text)
	}
	status, _ := get("/_sandbox/health")
	d.equal(status, http.StatusOK)
	status, _ = get("/_sandbox/nothing")
	d.equal(status, http.StatusNotFound)
	_, text := get("/_sandbox/calls")
	d.equal(text, `{"organizations:CreateOrganization":1,"organizations:ListRoots":1}`+"\n")
	var c Credentials
	status, text, _ = d.post("/_sandbox/account?id="+legacyID+"&email=aws@acme.example", "", nil)
	d.must(json.Unmarshal([]byte(text), &c))
	d.equal([]any{status, c.Account, c.Email}, []any{http.StatusOK, legacyID, "aws@acme.example"})
	_, err := d.as(c).DescribeOrganization(t.Context(), &organizations.DescribeOrganizationInput{})
	d.refused(err, "AWSOrganizationsNotInUseException", "")
	for _, bad := range []string{"id=12", "id=333333333333&email=aws@acme.example", "id=" + legacyID + "&email=other@acme.example"} {
		status, text, _ := d.post("/_sandbox/account?"+bad, "", nil)
		if status != http.StatusBadRequest {
			t.Errorf("%s: got %d %s", bad, status, text)
		}
	}
	status, _, _ = d.post("/_sandbox/reset", "", nil)
	d.equal(status, http.StatusOK)
	_, err = d.org.DescribeOrganization(t.Context(), &organizations.DescribeOrganizationInput{})
	d.refused(err, "UnrecognizedClientException", "")
}

func TestServeEndsWithItsContext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "world.json")
	w := open(t, path, Options{SaveEvery: time.Hour})
	ctx, stop := context.WithCancel(t.Context())
	url, wait, err := Serve(ctx, w, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	out, err := http.Post(url+"/_sandbox/account?id="+legacyID, "", nil)
	if err != nil || out.StatusCode != http.StatusOK {
		t.Fatal(out, err)
	}
	_ = out.Body.Close()
	stop()
	if err := wait(); err != nil {
		t.Fatal(err)
	}
	if open(t, path, Options{}).Accounts[legacyID] == nil {
		t.Error("the state is not saved")
	}
	if _, err := http.Get(url + "/_sandbox/health"); err == nil {
		t.Error("it still serves")
	}
	if _, _, err := Serve(t.Context(), w, "nowhere:x"); err == nil {
		t.Error("it serves nowhere")
	}
}
