#!/usr/bin/env bash
# The main job on the embedded sandbox: plan, apply, plan again. The second
# plan must find nothing left to do, but for what waits for a person.
set -euo pipefail
cd "$(dirname "$0")/.."

state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT

shown() { # prints a command as a shell would have it, then runs it
  printf '\n$ %s\n' "$*"
  "$@"
}

orgwright=(bin/orgwright --sandbox "$state/acme.json" -f examples/acme/org.yaml)
shown "${orgwright[@]}" plan
shown "${orgwright[@]}" apply --yes
shown "${orgwright[@]}" plan | tee "$state/last"

if ! grep -q 'No changes' "$state/last"; then
  printf '\ndemo: the plan after apply still finds something to do\n' >&2
  exit 1
fi
printf '\nThe organization is as examples/acme/org.yaml says. Its sandbox is deleted now.\n'
