#!/usr/bin/env bash
# swift test, and where it fails, once more at the end what failed: whoever sees only the last lines of a long
# run, in a terminal or of a CI service, still learns which tests to look at.
set -uo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift test "$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
[ "$status" = 0 ] && exit 0
# An issue goes on, over as many lines as it needs, until the next line with a sign of its own. A test that began and
# has no end is where a crash or a signal was.
awk '
  /^(◇|✔|✘|➜) / { telling = /^✘ Test .* recorded an issue/ }
  /^error: / { telling = 0; print }
  /^◇ Test .* started\.$/ && !/^◇ Test (case|run) / { name = substr($0, 1 + length("◇ ")); sub(/ started\.$/, "", name); running[name] }
  /^(✔|✘|➜) Test .* (passed|failed) after / || /^➜ Test .* skipped/ {
    name = substr($0, 1 + length("✔ ")); sub(/ (passed after|failed after|skipped).*/, "", name); delete running[name]
  }
  telling { print }
  END { for (name in running) print "◇ " name " has not ended" }
' "$log" | { echo; echo "what failed, once more:"; cut -c 1-2000; } | tail -n 200
exit "$status"
