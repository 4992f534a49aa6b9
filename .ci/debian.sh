# Sourced by the scripts beside it: words on the way, packages of Debian and npm.

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

# node_is MAJOR MINOR: whether Node.js is as new.
node_is() {
  node -e "const [a, b] = process.versions.node.split('.'); process.exit(a > $1 || (a == $1 && b >= $2) ? 0 : 1)" \
    2>/dev/null
}

# Node.js 18 or later with npm.
install_node() {
  local packages=()
  node_is 18 0 || packages+=(nodejs)
  command -v npm >/dev/null || packages+=(npm)
  [ ${#packages[@]} -eq 0 ] || install_debian "${packages[@]}"
}

# install_npm folder name: what the folder's lock file names, when it is not there yet.
install_npm() {
  [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ] && return 0
  say "installing $2"
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 PUPPETEER_SKIP_DOWNLOAD=1 \
    npm ci --prefix "$1" --no-audit --no-fund --loglevel=error
  touch "$1/node_modules/.package-lock.json"
}
