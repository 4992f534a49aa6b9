#!/usr/bin/env bash
# Installs the optimizer of WebAssembly for release builds. Debian 12 has one too, but of 2022: it
# breaks modules that hold references.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/debian.sh

install_node
install_npm frontend/bundle "the optimizer of WebAssembly"
