#!/usr/bin/env bash
# Runs every scripts/reference/*.py with the arguments given (--check to compare, nothing to write) by $PYTHON.
# Exits with the number of scripts that failed; prints each one's time.
set -u
cd "$(dirname "$0")/../.." || exit 1
python=${PYTHON:-python3}
failed=0
for script in scripts/reference/*.py; do
  start=$SECONDS
  if "$python" "$script" "$@"; then
    printf '%-44s %4d s  ok\n' "$script" "$((SECONDS - start))"
  else
    printf '%-44s %4d s  FAILED\n' "$script" "$((SECONDS - start))"
    failed=$((failed + 1))
  fi
done
exit "$failed"
