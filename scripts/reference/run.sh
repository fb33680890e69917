#!/usr/bin/env bash
# Runs every scripts/reference/*.py with the arguments given (--check to compare, nothing to write) by $PYTHON.
# Exits with the number of scripts that failed; prints each one's time. A script that reads public corpora is
# skipped, and that is said, where they are absent: its docstring names MEDSPAN_SHARED_DATA.
set -u
cd "$(dirname "$0")/../.." || exit 1
python=${PYTHON:-python3}
data=${MEDSPAN_SHARED_DATA:-../shared/data}
failed=0
for script in scripts/reference/*.py; do
  if grep -q MEDSPAN_SHARED_DATA "$script" && [ ! -d "$data" ]; then
    printf '%-44s         skipped: no shared data at %s\n' "$script" "$data"
    continue
  fi
  start=$SECONDS
  if "$python" "$script" "$@"; then
    printf '%-44s %4d s  ok\n' "$script" "$((SECONDS - start))"
  else
    printf '%-44s %4d s  FAILED\n' "$script" "$((SECONDS - start))"
    failed=$((failed + 1))
  fi
done
exit "$failed"
