package main

import (
	"strings"
	"testing"
)

// files is a package of one service.
func files(actions string) map[string][]byte {
	return map[string][]byte{
		"package/data/services.json":         []byte(`["s3"]`),
		"package/data/actions/s3.json":       []byte(actions),
		"package/data/resourceTypes/s3.json": []byte(`{"object":{"arn":"arn:${Partition}:s3:::${BucketName}/${ObjectName}"},"Job":{"arn":"arn:${Partition}:s3:${Region}:${Account}:job/${Id}"}}`),
	}
}

// TestTable packs a service of three actions.
func TestTable(t *testing.T) {
	table, err := read(files(`{
		"b":{"name":"PutB","accessLevel":"Write","resourceTypes":[{"name":"object"},{"name":"job"}]},
		"a":{"name":"PutA","accessLevel":"Write","resourceTypes":[{"name":"job"},{"name":"object"}]},
		"c":{"name":"ListC","accessLevel":"List","resourceTypes":[]}}`))
	if err != nil {
		t.Fatal(err)
	}
	const want = source + " " + version + "\ns3\n arn:%:s3:%:%:job/*\n arn:%:s3:::%/*\n=l  ListC\n=w 0,1 PutA PutB\n"
	if got := table.text(); got != want {
		t.Errorf("packed\n%swant\n%s", got, want)
	}
	for _, part := range []string{"3 actions of 1 services", version, "\nfree for all\n"} {
		if !strings.Contains(table.page("free for all"), part) {
			t.Errorf("the page does not say %q", part)
		}
	}
}

// TestTableRefuses stops at what it does not understand, rather than packing a
// table that says something else.
func TestTableRefuses(t *testing.T) {
	for actions, want := range map[string]string{
		``: "unexpected end", `[]`: "cannot unmarshal",
		`{"a":{"name":"A","accessLevel":"Magic","resourceTypes":[]}}`:                 `level "Magic"`,
		`{"a":{"name":"A B","accessLevel":"List","resourceTypes":[]}}`:                `action "A B"`,
		`{"a":{"name":"A","accessLevel":"List","resourceTypes":[{"name":"planet"}]}}`: "no resource type planet",
	} {
		if _, err := read(files(actions)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", actions, err, want)
		}
	}
	if _, err := unpack([]byte("no archive")); err == nil {
		t.Error("what is no archive is unpacked")
	}
}
