#!/bin/sh
# Makes of a build all that is installed, as the tree PRODUCTS/installation.
#
#   packaging/prepare.sh PRODUCTS     where warren and WarrenManual were built: .build/release
#
# The manual's date is that of SOURCE_DATE_EPOCH, in seconds since 1970, where it is set.
set -eu
umask 022

sources=$(cd "$(dirname "$0")/.." && pwd)
products=$(cd "$1" && pwd -P)
tree=$products/installation
program=$products/warren

rm -rf "$tree"
mkdir -p "$tree/bin" "$tree/lib/warren/Modules" "$tree/share/man/man1" "$tree/share/bash-completion/completions" \
  "$tree/share/zsh/site-functions" "$tree/share/fish/vendor_completions.d"
ln "$program" "$tree/bin/warren"

# What labs are compiled against, as an interface that this compiler and later ones read. SwiftPM's own module is for
# one compiler only. One archive has it all, so one compilation makes it. A further module, X in libX.a, may import
# those before it.
optimise=-O
case $products in */debug) optimise=-Onone ;; esac
intermediate=$products/installation.build
mkdir -p "$intermediate"
module() {
  find "$sources/Sources/$1" -name '*.swift' | sort | sed 's/.*/"&"/' > "$intermediate/sources"
  swiftc -swift-version 6 $optimise -whole-module-optimization -parse-as-library -I "$intermediate" \
    -module-name "$1" -package-name warren -enable-library-evolution \
    -emit-module -emit-module-path "$intermediate/$1.swiftmodule" \
    -emit-module-interface-path "$tree/lib/warren/Modules/$1.swiftinterface" \
    -emit-library -static -o "$tree/lib/warren/$2" "@$intermediate/sources"
  cp "$intermediate/$1.swiftdoc" "$tree/lib/warren/Modules/"
  rm -f "$tree/lib/warren/Modules/$1".p*.swiftinterface
}
module Warren libWarrenLab.a

"$program" --generate-completion-script bash > "$tree/share/bash-completion/completions/warren"
"$program" --generate-completion-script zsh > "$tree/share/zsh/site-functions/_warren"
"$program" --generate-completion-script fish > "$tree/share/fish/vendor_completions.d/warren.fish"

date=$(LC_ALL=C date -u -d "@${SOURCE_DATE_EPOCH:-$(date +%s)}" '+%B %-d, %Y')
version=$("$program" --version)
"$program" --experimental-dump-help |
  "$products/WarrenManual" "warren $version" "$date" "$sources/packaging/manual/sections.mdoc" "$tree/share/man/man1"

: > "$tree/complete"
