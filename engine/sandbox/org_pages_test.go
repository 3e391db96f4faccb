package sandbox

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/organizations"
)

// A listing of more than one page has an empty one in the middle, and everything once.
func TestEmptyPages(t *testing.T) {
	d := newOrg(t, Options{PageSize: 2, EmptyPages: true})
	for i := range 4 {
		d.create(fmt.Sprintf("a%d", i))
	}
	var sizes []int
	seen := map[string]bool{}
	pages := organizations.NewListAccountsPaginator(d.org, &organizations.ListAccountsInput{})
	for pages.HasMorePages() {
		out, err := pages.NextPage(t.Context())
		d.must(err)
		sizes = append(sizes, len(out.Accounts))
		for _, a := range out.Accounts {
			seen[*a.Id] = true
		}
	}
	d.equal(sizes, []int{2, 0, 2, 1})
	d.equal(len(seen), 5)
	roots, err := d.org.ListRoots(t.Context(), &organizations.ListRootsInput{})
	d.must(err)
	d.equal(roots.NextToken == nil, true)
}
