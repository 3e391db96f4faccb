#!/usr/bin/env bash
# Runs the tests that need moto_server; they start it themselves, each on a
# free port of 127.0.0.1. One package at a time: moto is slow to load.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v moto_server >/dev/null; then
  echo "test-moto: moto_server not found: pip install 'moto[server]'" >&2
  exit 1
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
ORGWRIGHT_MOTO=1 "${GO:-go}" test -count=1 -p 1 -v -run Moto ./... | tee "$log" | grep -vE 'no test(s to run| files)|^testing: warning'

if ! grep -qE '^--- PASS: Test' "$log"; then
  echo "test-moto: no test ran" >&2
  exit 1
fi
skipped=$(grep -cE '^ *--- SKIP' "$log" || true)
passed=$(grep -cE '^ *--- PASS' "$log")
echo "moto: $passed passed, $skipped skipped"
