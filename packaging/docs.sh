#!/bin/sh
# Makes the documentation of the vocabulary, the module Warren, of the catalogue and the comments in the source.
#
#   packaging/docs.sh PRODUCTS DIRECTORY     PRODUCTS: where Warren was built: .build/debug
#
# DIRECTORY is made anew. A warning is an error.
set -eu

sources=$(cd "$(dirname "$0")/.." && pwd)
products=$(cd "$1" && pwd -P)
output=$2
graphs=$products/documentation.symbols

rm -rf "$graphs"
mkdir -p "$graphs"
swift symbolgraph-extract -module-name Warren -I "$products/Modules" -minimum-access-level public \
  -target "$(swiftc -print-target-info | sed -n 's/.*"triple": "\([^"]*\)".*/\1/p' | head -1)" -output-dir "$graphs"
# Parameters whose names say what they are have no words of their own, so docc is not asked to miss them.
docc convert "$sources/Sources/Warren/Warren.docc" --additional-symbol-graph-dir "$graphs" --output-path "$output" \
  --fallback-display-name Warren --fallback-bundle-identifier warren.Warren \
  --disable-parameters-and-returns-validation --transform-for-static-hosting --warnings-as-errors
