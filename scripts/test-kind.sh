#!/usr/bin/env bash
# Tests engine/kind, the crash suite among them, and prints what that suite counted: every trial kills a run, or lies to
# it, at some call, and holds that one more run brings everything about, once. With -race it is tested under the race
# detector too, meanwhile, with every eighth trial: that takes ten times as long, and no trial races that its neighbour
# does not.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(mktemp) raced=$(mktemp)
races=
trap 'rm -f "$out" "$raced"; [[ -z $races ]] || kill -- -"$races" 2>/dev/null || true' EXIT
if [[ ${1:-} == -race ]]; then
  set -m # a process group of its own, that an interrupt can end whole
  "${GO:-go}" test -timeout 30m -race -short ./engine/kind >"$raced" 2>&1 &
  races=$!
  set +m
fi
if ! "${GO:-go}" test -timeout 30m -v ./engine/kind >"$out" 2>&1; then
  cat "$out"
  exit 1
fi
awk '/^=== (RUN|CONT)/ { name = $3 }
  / trials, [0-9]+ bad$/ { n = $(NF-3); bad = $(NF-1); all += n; wrong += bad; printf "  %5d trials, %d bad  %s\n", n, bad, name }
  /^(ok|\?) / { print }
  END { printf "crash suite: %d trials, %d bad: each converged in at most one further run, nothing lost, nothing there twice\n", all, wrong }' "$out"
if [[ -n $races ]]; then
  status=0
  wait "$races" || status=$?
  races=
  cat "$raced"
  exit "$status"
fi
