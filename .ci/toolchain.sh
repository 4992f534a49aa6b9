#!/usr/bin/env bash
# Makes sure that the server (native) and the browser half (wasm32) can be compiled: a C compiler,
# pkg-config, and Rust's standard library for wasm32-unknown-unknown. Quick when all is there.
#
# The standard library comes from rustup where its server answers. Where it does not, Debian's own
# Rust compiler is linked into rustup under the name "linli-debian" and the library is built from
# Debian's sources. LINLI_TOOLCHAIN=debian asks for the second way, LINLI_TOOLCHAIN=rustup for the
# first. The choice stands in target/toolchain, which the Makefile reads; empty means the default.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/debian.sh

TARGET=wasm32-unknown-unknown
NAME=linli-debian
choice=target/toolchain

has_target() { # has_target [+toolchain]
  local sysroot
  sysroot=$(rustc "$@" --print sysroot 2>/dev/null) || return 1
  compgen -G "$sysroot/lib/rustlib/$TARGET/lib/libstd-*.rlib" >/dev/null
}

record() {
  mkdir -p target
  [ "$(cat $choice 2>/dev/null || echo none)" = "$1" ] || echo "$1" >$choice
}

# A rustup toolchain is a folder with bin and lib. This one is made of links to Debian's compiler,
# with folders of its own where something is added, so that /usr/lib stays as the packages left it.
link_debian_compiler() {
  local root=$1 debian=/usr/lib/rustlib host=x86_64-unknown-linux-gnu tool
  [ "$(uname -m)" = x86_64 ] || host=$(uname -m)-unknown-linux-gnu
  mkdir -p "$root/bin" "$root/lib/rustlib/$host/bin"
  for tool in rustc rustdoc cargo cargo-clippy clippy-driver; do
    [ ! -x /usr/bin/$tool ] || cp -f /usr/bin/$tool "$root/bin/$tool"
  done
  # rustc finds its own root from where librustc_driver lies, hence copies and not links for it.
  find /usr/lib /usr/lib/*-linux-gnu -maxdepth 1 -name 'librustc_driver-*.so' -exec cp -f {} "$root/lib/" \;
  ln -sfn $debian/src "$root/lib/rustlib/src"
  ln -sfn $debian/etc "$root/lib/rustlib/etc"
  ln -sfn $debian/$host/lib "$root/lib/rustlib/$host/lib"
  ln -sfn /usr/bin/lld-22 "$root/lib/rustlib/$host/bin/rust-lld"
}

# Cargo builds a standard library only along with some crate, so an empty one is given to it.
build_std() {
  local root=$1 work
  work=$(mktemp -d)
  mkdir -p "$work/src" "$root/lib/rustlib/$TARGET/lib"
  printf '[package]\nname = "nothing"\nedition = "2024"\n[workspace]\n' >"$work/Cargo.toml"
  : >"$work/src/lib.rs"
  (cd "$work" && RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$work/target" rustup run $NAME cargo build --quiet \
    --release --target $TARGET -Z build-std=std,panic_abort)
  cp "$work/target/$TARGET/release/deps/"*.rlib "$root/lib/rustlib/$TARGET/lib/"
  rm -f "$root/lib/rustlib/$TARGET/lib/"libnothing-*.rlib
  rm -rf "$work"
}

use_debian() {
  if ! has_target +$NAME; then
    say "using Debian's Rust compiler for the browser half (about 2 minutes, once)"
    install_debian rustc-web cargo-web rust-web-src rust-web-clippy lld-22
    local root="${RUSTUP_HOME:-$HOME/.rustup}/linli-debian"
    rm -rf "$root"
    link_debian_compiler "$root"
    rustup toolchain link $NAME "$root"
    build_std "$root"
  fi
  record $NAME
}

command -v rustup >/dev/null && command -v cargo >/dev/null ||
  stop "Rust is missing: install rustup with a stable toolchain first (https://rustup.rs)."
missing=()
command -v cc >/dev/null && command -v make >/dev/null || missing+=(build-essential)
command -v pkg-config >/dev/null || missing+=(pkg-config)
[ ${#missing[@]} -eq 0 ] || install_debian "${missing[@]}"

case "${LINLI_TOOLCHAIN:-}" in
  debian) use_debian ;;
  rustup | "")
    if has_target; then
      record ""
    elif [ -z "${LINLI_TOOLCHAIN:-}" ] && has_target +$NAME; then
      record $NAME
    else
      say "adding Rust's standard library for WebAssembly"
      if rustup target add $TARGET; then
        record ""
      elif [ -n "${LINLI_TOOLCHAIN:-}" ]; then
        stop "rustup could not fetch $TARGET: is there a network?"
      else
        use_debian
      fi
    fi
    ;;
  *) stop "LINLI_TOOLCHAIN is '$LINLI_TOOLCHAIN'; it may be 'rustup' or 'debian'." ;;
esac
