package main

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write org.yaml anew")

// TestWrite holds the org.yaml beside this file to the program.
func TestWrite(t *testing.T) {
	var got bytes.Buffer
	if err := write(&got, size{accounts: 5, functions: 4, users: 10}); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("org.yaml", got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("org.yaml")
	if err != nil || got.String() != string(want) {
		t.Errorf("org.yaml is not what the program writes (%v); go test ./examples/large -update", err)
	}
}

// TestWriteCounts has as many of everything as was asked for, two accounts in
// three in production.
func TestWriteCounts(t *testing.T) {
	var got bytes.Buffer
	if err := write(&got, size{accounts: 300, functions: 7, users: 1200}); err != nil {
		t.Fatal(err)
	}
	for part, want := range map[string]int{
		"email: aws+leaf-":                300,
		"classification: production}":     200,
		"classification: non-production}": 100,
		"AdministratorAccess":             4,
		"ReadOnlyAccess":                  3,
		"email: user-":                    1200,
		"functions: [function-07]}":       171,
	} {
		if n := strings.Count(got.String(), part); n != want {
			t.Errorf("%d times %q, want %d", n, part, want)
		}
	}
}

// TestAreas divides more than a thousand accounts: no function reaches more.
func TestAreas(t *testing.T) {
	var got bytes.Buffer
	if err := write(&got, size{accounts: 2500, functions: 5, users: 30}); err != nil {
		t.Fatal(err)
	}
	for part, want := range map[string]int{
		"classification: production}": 667, "classification: production-2}": 667, "classification: non-production-3}": 167,
		"to: [classification:production-3, classification:non-production-3]": 5, "to: \"*\"": 0, "  function-": 15, "[function-15]": 2,
	} {
		if n := strings.Count(got.String(), part); n != want {
			t.Errorf("%d times %q, want %d", n, part, want)
		}
	}
}
