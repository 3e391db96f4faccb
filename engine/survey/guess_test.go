package survey

import "testing"

func TestSortOf(t *testing.T) {
	for name, want := range map[string]string{
		"Production": "production", "shop-prod2": "production", "Workloads/Prod": "production", "dev": "non-production", "Non-Production": "non-production",
		"pre-prod": "non-production", "Log Archive": "security", "backups": "storage", "shop": "", "": "", "Prod/EU": "production", "Sandbox/Production": "production",
	} {
		if got := sortOf(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

func TestLike(t *testing.T) {
	for _, row := range []struct {
		pattern, text string
		want          bool
	}{
		{"arn:aws:iam::*:role/ops", "arn:aws:iam::111111111111:role/ops", true},
		{"arn:aws:iam::*:role/ops", "arn:aws:iam::111111111111:role/ops2", false},
		{"*", "", true},
		{"a?c", "abc", true},
		{"a?c", "ac", false},
		{"a*b*c", "a-b-b-c", true},
		{"", "", true},
		{"", "a", false},
		{"a**", "a", true},
	} {
		if got := like(row.pattern, row.text); got != row.want {
			t.Errorf("%q like %q is %v", row.text, row.pattern, got)
		}
	}
}

func TestFree(t *testing.T) {
	taken := map[string]bool{"a": true, "a-2": true}
	if got := free("a", taken); got != "a-3" {
		t.Error(got)
	}
	if got := free("b", taken); got != "b" {
		t.Error(got)
	}
}
