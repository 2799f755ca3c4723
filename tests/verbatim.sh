#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# verbatim.sh BUILD: the pidfd code of kernels and of the mails it began with, unmodified, against
# all scenarios. Of what is executed no line may be missing that coverage/import.reasons does not
# name; a mail must answer as the design does that was written after it. What is not installed
# is skipped, and said; status 77 if that is all.
set -eu

build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
seeds=${PIDFDSIM_SEEDS:-$top/../shared/seeds}
sim=$build/pidfdsim
work=$build/tests/verbatim
done=0
cd "$top"
rm -rf "$work"
mkdir -p "$work"

# import_and_run NAME WORD...: the design NAME of what the words say; all scenarios; coverage
import_and_run() {
	name=$1
	shift
	"$sim" import "$@" --as "$name" --cov --out "$work" >"$work/$name.log" 2>&1 || {
		cat "$work/$name.log"
		exit 1
	}
	if grep -A20 '^The model lacks' "$work/$name.log"; then
		exit 1
	fi
	"$sim" run --design "$work/$name.so" scenarios >"$work/$name.run" || {
		cat "$work/$name.run"
		exit 1
	}
	if command -v lcov >/dev/null; then
		coverage/import "$work/$name.import"
	else
		echo "$name: skipped: lines are not counted without lcov"
	fi
	done=$((done + 1))
}

# ran NAME WORDS: of the scenarios below scenarios/pidfd/ some that need these must have run
ran() {
	for scenario in $2; do
		grep -q "^pass  scenarios/pidfd/$scenario.sim" "$work/$1.run" || {
			echo "$1: scenarios/pidfd/$scenario.sim has not run"
			exit 1
		}
	done
}

# same DESIGN [WHERE ANSWER]: the mail differs from the design in these answers only
same() {
	"$sim" matrix --design "$1" --design "$work/$1-verbatim.so" scenarios |
		sed -n '/the designs differ/,$p' | grep "^ .*$1-verbatim:\|^  scenarios" >"$work/$1.diff" || true
	printf '%s' "$2" | cmp -s - "$work/$1.diff" || {
		echo "$1: the mail answers otherwise than the design:"
		cat "$work/$1.diff"
		exit 1
	}
}

for version in 6.1 6.12; do
	tree=$(tests/trees.sh "$build" $version) || continue
	import_and_run linux-$version-verbatim --tree "$tree"
	ran linux-$version-verbatim "open_order send_order getfd poll_states fdinfo waitid clone \
		clone_refused race_recycled mrelease"
done
[ ! -e "$work/linux-6.12-verbatim.so" ] ||
	ran linux-6.12-verbatim "one_inode namespaces scope_group clone_thread poll_thread"

if [ -e "$seeds" ]; then
	import_and_run procfd-ioctl-verbatim --mail "$seeds"/000_* --release linux-4.20
	same procfd-ioctl ""
	import_and_run send-signal-verbatim --mail "$seeds"/003_* --release linux-5.1
	# CONFIG_PROC_FS was decided when it was compiled
	same send-signal "\
  scenarios/seeds/no_procfs.sim:8  init: pidfd_send_signal(0, SIGTERM, NULL, 0) = -1 EBADF
      send-signal-verbatim: -1 EBADF
"
	import_and_run send-signal-v5-verbatim --mail "$seeds"/004_* --release linux-5.0
	same send-signal-v5 ""
else
	echo "skipped: there are no mails in $seeds (PIDFDSIM_SEEDS)"
fi
[ $done -gt 0 ] || exit 77
