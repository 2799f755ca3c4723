#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# races.sh BUILD: the tables of docs/races.md. In each row a scenario of which every order is run and holds on a
# design, and one that fails on a design as the row says.
set -u
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/.." || exit 2
table=$(mktemp)
trap 'rm -f "$table" "$table.out"' EXIT
status=0
ran=0

# design NAME: what --design takes for it
design() {
	if [ -e "$build/tests/wrong/$1.so" ]; then
		echo "$build/tests/wrong/$1.so"
	else
		echo "$1"
	fi
}

# explore SCENARIO DESIGN STATUS TEXT
explore() {
	ran=$((ran + 1))
	timeout 120 "$build/pidfdsim" explore "$1" --design "$(design "$2")" >"$table.out" 2>&1
	rc=$?
	if [ $rc -ne "$3" ] || ! grep -qF -- "$4" "$table.out"; then
		echo "$1 on $2: exits with $rc, not $3, or does not say: $4"
		head -n 12 "$table.out"
		status=1
	fi
}

# | id | holds | on | fails | on | says | ...
awk -F ' *[|] *' '$3 ~ /^`.*[.]sim`$/ { gsub("`", ""); print $3 "\t" $4 "\t" $5 "\t" $6 "\t" $7 }' \
	docs/races.md >"$table"
while IFS='	' read -r good right bad wrong says; do
	explore "$good" "$right" 0 "the property holds in all of them: there are no others"
	explore "$bad" "$wrong" 1 "$says"
done <"$table"
[ $ran -ge 42 ] || { echo "only $ran explorations: the tables are not as they were"; exit 1; }
echo "$ran explorations"
exit $status
