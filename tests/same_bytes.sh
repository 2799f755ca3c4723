#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# same_bytes.sh PROGRAM PROGRAM: two builds print the same, to the byte, and so does one of them
# when it is run again.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT

# what a build says of everything that there is to say
all() {
	"$1" run -v scenarios
	"$1" run --format ktap scenarios
	"$1" matrix scenarios
	"$1" demo
	"$1" designs
}

all "$1" >"$room/first" 2>&1
all "$1" >"$room/again" 2>&1
all "$2" >"$room/other" 2>&1
cmp "$room/first" "$room/again" || { echo "a second run of $1 differs" >&2; exit 1; }
cmp "$room/first" "$room/other" || {
	diff "$room/first" "$room/other" | head -n 10 >&2
	echo "$2 prints something else than $1" >&2
	exit 1
}
echo "same bytes: $(wc -c <"$room/first") of them, three times"
