#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# docs.sh BUILD-DIR FILE.md...: runs the commands of each ```console block, from the top of the tree, and compares
# what they print. A line `...` stands for any lines; `# exits with N` behind a command says how it ends (0 if
# nothing is said). `./pidfdsim` is the program of BUILD-DIR, and build/release is BUILD-DIR.
set -u
top=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "$1" && pwd)
shift
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
cd "$top" || exit 2
status=0
ran=0

# check FILE:LINE: runs $room/command and compares with $room/wanted
check() {
	wanted_rc=$(sed -n 's/.*# exits with \([0-9]*\)$/\1/p' "$room/command")
	command=$(sed 's/ *# exits with [0-9]*$//' "$room/command")
	ran=$((ran + 1))
	PATH=$build:$PATH sh -c "$(echo "$command" |
		sed "s|build/release/|@BUILD@/|g; s|^\./pidfdsim|@BUILD@/pidfdsim|; s|@BUILD@|$build|g")" \
		>"$room/got" 2>&1 </dev/null
	rc=$?
	if [ "$rc" != "${wanted_rc:-0}" ]; then
		echo "$1: exits with $rc, not ${wanted_rc:-0}: $command"
		head -n 5 "$room/got"
		status=1
	elif ! awk -f "$top/tests/docs.awk" "$room/wanted" "$room/got"; then
		echo "$1: prints something else: $command"
		diff "$room/wanted" "$room/got" | head -n 20
		status=1
	fi
}

for file in "$@"; do
	awk '
		/^```console/ { on = 1; next }
		/^```/ { if (on) print "end\t" NR; on = 0 }
		on && /^\$ / { print "run\t" NR "\t" substr($0, 3); next }
		on { print "out\t" NR "\t" $0 }
	' "$file" >"$room/list"
	rm -f "$room/command"
	while IFS='	' read -r kind line text; do
		case $kind in
		run | end)
			[ ! -e "$room/command" ] || check "$file:$at"
			rm -f "$room/command"
			: >"$room/wanted"
			at=$line
			[ "$kind" = end ] || printf '%s\n' "$text" >"$room/command"
			;;
		out)
			sed -n "${line}p" "$file" >>"$room/wanted"
			;;
		esac
	done <"$room/list"
done
[ "$ran" -gt 0 ] || { echo "no command was found"; exit 1; }
echo "$ran commands of the documentation ran"
exit $status
