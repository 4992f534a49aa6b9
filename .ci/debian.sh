# Sourced by the scripts beside it: words on the way, and Debian packages.

say() { echo "==> $*"; }

stop() {
  echo "linli: $*" >&2
  exit 1
}

# install_debian package…: installs those that are missing.
install_debian() {
  local package wanted=() root=()
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || wanted+=("$package")
  done
  [ ${#wanted[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null ||
    stop "these Debian packages, or their like on your system, are needed: ${wanted[*]}."
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || stop "missing: ${wanted[*]}. Install them as root, or install sudo."
    root=(sudo)
  fi
  say "installing ${wanted[*]}"
  # A fresh machine has no package lists, an old one has stale ones: fetch them when the first try fails.
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}" \
    </dev/null >/dev/null 2>&1 && return 0
  "${root[@]}" apt-get update -qq </dev/null || stop "no Debian package lists: is there a network?"
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}" \
    </dev/null >/dev/null || stop "Debian could not install: ${wanted[*]}."
}
