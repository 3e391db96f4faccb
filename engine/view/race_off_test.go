//go:build !race

package view_test

// underRace says that the race detector is there.
const underRace = false
