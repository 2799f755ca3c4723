#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# oracle.sh BUILD [TREE OPTION...]: the model's pid.c, pid_namespace.c and pidmap.c beside the
# kernel's own files, by random steps (tests/oracle). Without TREE: those of Debian's packages, ten million
# steps each, and that each error of tests/oracle/plant.c is found. TREE: that one, with the
# options of tests/oracle/oracle.c (--steps N, --seed S). Status 77 if there is no tree.
set -eu

build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
shift
work=$build/tests/oracle.work
mkdir -p "$work"

# make TREE: $kernel and $release, the release that its Makefile names
make() {
	release=$(sed -n 's/^VERSION = //p' "$1/Makefile")
	release=$release.$(sed -n 's/^PATCHLEVEL = //p' "$1/Makefile")
	"$here/oracle/build" "$1" "$work/$release"
	kernel=$work/$release/kernel.so
}

# oracle DESIGN OPTION...
oracle() {
	design=$1
	shift
	"$build/tests/oracle" --kernel "$kernel" --release "$release" \
		--model "$build/tests/designs/$design.so" "$@"
}

if [ $# -gt 0 ]; then
	make "$1"
	shift
	oracle ids "$@"
	exit
fi

steps=${PIDFDSIM_ORACLE_STEPS:-10000000}
done=0
for version in 6.1 6.12; do
	tree=$("$here/trees.sh" "$build" $version) || continue
	make "$tree"
	done=$((done + 1))
	echo "linux $release:"
	oracle ids --steps "$steps"
	for plant in 1 2 3 4 5; do
		if oracle ids-wrong --steps 200000 --plant $plant >"$work/planted"; then
			echo "error $plant of tests/oracle/plant.c was not found"
			exit 1
		fi
		# grep's exit status for none: that is judged below
		shown=$(grep -c '^  [0-9]' "$work/planted" || true)
		[ "$shown" -ge 1 ] && [ "$shown" -le 12 ] || {
			echo "error $plant of tests/oracle/plant.c was not shown with few steps:"
			cat "$work/planted"
			exit 1
		}
	done
done
[ $done -gt 0 ] || exit 77
