#!/bin/sh
# Puts what packaging/prepare.sh has made where every user finds it, and takes it away again.
#
#   packaging/install.sh install   PREFIX PRODUCTS     of PRODUCTS/installation: .build/release
#   packaging/install.sh uninstall PREFIX
#
# DESTDIR in the environment comes before PREFIX, for packages. What was put where is kept in
# PREFIX/lib/warren/installed, so that all of it goes again and nothing else: of directories, those that were made.
set -eu
umask 022

fail() {
  echo "install: $*" >&2
  exit 1
}

verb=${1:-} prefix=${2:-}
case $prefix in
/*) ;;
*) fail "PREFIX is \"$prefix\"; expected an absolute path" ;;
esac
prefix=${prefix%/}
root=${DESTDIR:-}$prefix
list=$root/lib/warren/installed

# The list has lines of "file PATH" and "directory PATH" below the prefix, and of "above PATH" for the prefix itself and
# what it is in, each where it was not there before.
entries() {
  sed -n "s/^$1 //p" "$2"
}

install_all() {
  tree=$1/installation
  [ -f "$tree/complete" ] || fail "$tree is missing or not complete: make build"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  former=$work/former new=$work/new
  if [ -f "$list" ]; then cat "$list" > "$former"; else : > "$former"; fi
  grep '^above ' "$former" > "$new" || :

  above=$prefix
  while [ -n "$above" ] && [ ! -d "${DESTDIR:-}$above" ]; do
    echo "above $above" >> "$new"
    above=${above%/*}
  done
  mkdir -p "$root"
  (cd "$tree" && find . -mindepth 1 -type d | sed 's/^..//' | sort) > "$work/directories"
  (cd "$tree" && find . -type f ! -name complete | sed 's/^..//' | sort) > "$work/files"
  while read -r path; do
    if [ ! -d "$root/$path" ] || grep -qxF "directory $path" "$former"; then echo "directory $path" >> "$new"; fi
    [ -d "$root/$path" ] || mkdir "$root/$path"
  done < "$work/directories"
  while read -r path; do
    mode=644
    [ "${path%/*}" != bin ] || mode=755
    # Beside it, then in its place: a program that runs stays what it is.
    install -m $mode "$tree/$path" "$root/$path.new"
    mv -f "$root/$path.new" "$root/$path"
    echo "file $path" >> "$new"
  done < "$work/files"

  # What an earlier version had and this one does not.
  entries file "$former" | while read -r path; do
    grep -qxF "file $path" "$new" || rm -f "$root/$path"
  done
  install -m 644 "$new" "$list"
  echo "installed $root/bin/warren"
}

uninstall_all() {
  [ -f "$list" ] || fail "nothing at $root was installed by this: there is no $list"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  cp "$list" "$work/list"
  entries file "$work/list" | while read -r path; do rm -f "$root/$path"; done
  rm -f "$list"
  # Innermost first. One in which somebody else has put something stays.
  entries directory "$work/list" | sort -r | while read -r path; do rmdir "$root/$path" 2>/dev/null || :; done
  entries above "$work/list" | sort -r | while read -r path; do rmdir "${DESTDIR:-}$path" 2>/dev/null || :; done
}

case $verb in
install) install_all "${3:?where it was built}" ;;
uninstall) uninstall_all ;;
*) fail "expected install or uninstall" ;;
esac
