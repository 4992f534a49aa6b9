#!/usr/bin/env bash
# Makes sure that libFuzzer, which is C++ and comes with the crate libfuzzer-sys, can be compiled.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/debian.sh

command -v c++ >/dev/null || install_debian g++
