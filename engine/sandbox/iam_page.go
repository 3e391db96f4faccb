package sandbox

import (
	"cmp"
	"encoding/base64"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// A mark is where a listing goes on, and how much of it is wanted at once.
type mark struct {
	after *string // the Marker of the page before
	most  *int32  // MaxItems
}

// paged is one page of items, which are in the order of their keys, and the
// Marker of the next one: nil at the end.
func paged[T any](c *call, items []T, key func(T) string, at mark) ([]T, *string, error) {
	size, err := c.pageSize(at.most)
	if err != nil {
		return nil, nil, err
	}
	if at.after != nil {
		last, err := base64.RawURLEncoding.DecodeString(*at.after)
		if err != nil || len(last) == 0 {
			return nil, nil, invalid("Invalid Marker.")
		}
		n, found := slices.BinarySearchFunc(items, string(last), func(item T, last string) int { return cmp.Compare(key(item), last) })
		if found {
			n++
		}
		items = items[n:]
	}
	if len(items) <= size {
		return items, nil, nil
	}
	next := base64.RawURLEncoding.EncodeToString([]byte(key(items[size-1])))
	return items[:size], &next, nil
}

// pageSize is how many items a page has: 100 unless the request or the
// sandbox's own, smaller, size says otherwise. AWS: MaxItems is 1 to 1,000.
func (c *call) pageSize(most *int32) (int, error) {
	size := int(aws.ToInt32(cmp.Or(most, aws.Int32(100))))
	if size < 1 || size > 1000 {
		return 0, invalid("1 validation error detected: Value '%d' at 'maxItems' failed to satisfy constraint: Member must have value between 1 and 1000", size)
	}
	if small := c.options.PageSize; small > 0 {
		size = min(size, small)
	}
	return size, nil
}

// byName is a map's values in the order of their keys.
func byName[T any](all map[string]T) []T {
	sorted := make([]T, 0, len(all))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		sorted = append(sorted, all[name])
	}
	return sorted
}

func itself(s string) string { return s }
