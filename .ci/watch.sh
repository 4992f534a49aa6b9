#!/usr/bin/env bash
# watch.sh command…: runs the command, and stops and starts it again when a source changes.
# It looks once a second, which needs no tool that a fresh machine lacks.
set -uo pipefail
cd "$(dirname "$0")/.."
mkdir -p target
mark=target/.watched
child=

halt() {
  # The command has a process group of its own, so that what it started ends with it.
  [ -z "$child" ] || kill -TERM -- "-$child" 2>/dev/null
  wait 2>/dev/null
}
trap 'halt; exit 0' INT TERM

set -m
while true; do
  touch "$mark"
  "$@" &
  child=$!
  until [ -n "$(find Cargo.toml app server frontend style public -type f -newer "$mark" -print -quit)" ]; do
    sleep 1
  done
  echo "==> a source changed"
  halt
done
