#!/bin/sh
# From this archive and nothing else: install.sh [FOLDER [PACKAGE…]], as root. FOLDER is /opt/portal if none is named; packages are
# servers that this host is to have as well, such as postgresql, redis-server, nginx. Run again with a newer archive, it upgrades;
# with the archive before, it goes back.
set -eu
umask 022
cd "$(dirname "$0")"
here=$PWD
. ./bundle.env
. /etc/os-release

stop() {
    printf '%s\n' "$*" >&2
    exit 1
}

sha256sum --check --quiet SHA256SUMS || stop "安装包不完整或者被改动，没有安装任何内容。"
[ "$(id -u)" = 0 ] || stop "请以 root 执行。"
[ "$FOR" = "$ID$VERSION_ID-$(dpkg --print-architecture)" ] || stop "本安装包用于 $FOR，本机为 $ID$VERSION_ID-$(dpkg --print-architecture)。"
target=${1:-/opt/portal}
[ $# = 0 ] || shift

# Of all sources of this host, only this folder.
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
mkdir -p "$made/lists/partial"
printf 'deb [trusted=yes] file:%s/debs ./\n' "$here" >"$made/sources.list"
cat >"$made/apt.conf" <<CONF
Dir::Etc::sourcelist "$made/sources.list";
Dir::Etc::sourceparts "-";
Dir::State::lists "$made/lists";
APT::Sandbox::User "root";
CONF
export APT_CONFIG="$made/apt.conf" DEBIAN_FRONTEND=noninteractive
export PIP_CONFIG_FILE=/dev/null PIP_NO_INDEX=1 PIP_FIND_LINKS="$here/wheels"
apt-get -qq update
apt-get -qq -y --no-install-recommends install $PACKAGES "$@" >/dev/null
python3 -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$PYTHON')" || stop "本安装包用于 Python $PYTHON。"

mkdir -p "$target"
# What the archive before brought and this one does not must not stay: a migration of another state would be run.
[ ! -e "$target/.bundle-files" ] || (cd "$target" && xargs -0 rm -f <.bundle-files)
tar -xf code.tar -C "$target" --no-same-owner
tar -tf code.tar | grep -v '/$' | tr '\n' '\0' >"$target/.bundle-files"
PYTHON=/usr/bin/python3 "$target/deploy/setup.sh" run
printf '%s\n' "$COMMIT"
