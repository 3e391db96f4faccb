package sandbox

import (
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/organizations"
)

func TestRequestsHappenOneAfterAnother(t *testing.T) {
	path := filepath.Join(t.TempDir(), "world.json")
	d := deskOf(t, open(t, path, Options{}), new(atomic.Int64))
	_, err := d.org.CreateOrganization(t.Context(), &organizations.CreateOrganizationInput{})
	d.must(err)
	root := d.world.Organization.Root
	var wg sync.WaitGroup
	var made, refused atomic.Int32
	for i := range 8 {
		wg.Go(func() {
			for n := range 10 {
				name := fmt.Sprintf("unit %d", (i%2)*10+n) // each is asked for four times
				_, err := d.org.CreateOrganizationalUnit(t.Context(), &organizations.CreateOrganizationalUnitInput{Name: &name, ParentId: &root})
				if err == nil {
					made.Add(1)
				} else {
					refused.Add(1)
				}
			}
		})
	}
	wg.Wait()
	d.equal([]int32{made.Load(), refused.Load()}, []int32{20, 60})
	saved := open(t, path, Options{})
	d.equal([]int{len(saved.Organization.Units), len(saved.Log)}, []int{20, 81})
}
