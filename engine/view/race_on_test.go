//go:build race

package view_test

// underRace says that the race detector is there, which takes memory of its own.
const underRace = true
