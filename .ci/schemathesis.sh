#!/usr/bin/env bash
# Installs Schemathesis, and what it needs, in the versions of .ci/schemathesis.txt: into a folder of its
# own under target. Quick when all is there.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/debian.sh

folder=target/schemathesis
[ "$folder/.installed" -nt .ci/schemathesis.txt ] && exit 0
say "installing Schemathesis"
rm -rf "$folder"
if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
  install_debian python3-venv
fi
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: --no-deps \
  -r .ci/schemathesis.txt || stop "Schemathesis could not be installed."
touch "$folder/.installed"
