#!/usr/bin/env bash
# Installs what makes the WebAssembly of a release small: the source of Rust's standard library, which is
# compiled along with linli, and the optimizer. Debian 12 has one too, but of 2022: it breaks modules
# that hold references.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/debian.sh

toolchain=$(cat target/toolchain 2>/dev/null || true)
sysroot=$(rustc ${toolchain:++$toolchain} --print sysroot)
if [ ! -f "$sysroot/lib/rustlib/src/rust/library/std/Cargo.toml" ]; then
  say "adding the source of Rust's standard library"
  if [ -n "$toolchain" ]; then
    install_debian rust-web-src
  else
    rustup component add rust-src || stop "rustup could not fetch rust-src: is there a network?"
  fi
fi
install_node
install_npm frontend/bundle "the optimizer of WebAssembly"
