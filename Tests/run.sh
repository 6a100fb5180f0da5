#!/usr/bin/env bash
# swift test, and where it fails, once more at the end what failed, and last of all a line for each: whoever sees only the
# last lines of a long run, in a terminal or of a CI service, still learns which tests to look at.
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
  /^error: / { telling = 0; issues[count++] = $0 }
  /^◇ Test .* started\.$/ && !/^◇ Test (case|run) / { name = substr($0, 1 + length("◇ ")); sub(/ started\.$/, "", name); running[name] }
  /^(✔|✘|➜) Test .* (passed|failed) after / || /^➜ Test .* skipped/ {
    name = substr($0, 1 + length("✔ "))
    # A name may speak of what was skipped itself, and cases are counted behind it.
    if (/^➜/) sub(/ skipped[^"]*$/, "", name)
    else sub(/( with [0-9]+ test cases?)? (passed|failed) after [0-9.]+ seconds.*$/, "", name)
    delete running[name]
  }
  telling { print substr($0, 1, 2000) }
  telling && /^✘/ { issues[count++] = $0 }
  END {
    print "\nin short:"
    for (name in running) issues[count++] = "◇ " name " has not ended"
    for (i = 0; i < count; i++) print substr(issues[i], 1, 240)
  }
' "$log" | { printf '\nwhat failed, once more:\n'; tail -n 200; }
exit "$status"
