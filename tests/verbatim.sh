#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# verbatim.sh BUILD SCENARIOS...: the pidfd code of kernels and of the mails it began with, unmodified, against
# scenarios. Of what is executed no line may be missing that coverage/import.reasons does not
# name; a mail must answer as the design does that was written after it. What is not installed
# is skipped, and said; status 77 if that is all.
set -eu

build=$(cd "$1" && pwd)
shift
scenarios=$*
top=$(cd "$(dirname "$0")/.." && pwd)
seeds=${PIDFDSIM_SEEDS:-$top/../shared/seeds}
sim=$build/pidfdsim
work=$build/tests/verbatim
done=0
cd "$top"
rm -rf "$work"
mkdir -p "$work"

# make NAME WORD...: the design NAME of what the words say
make() {
	name=$1
	shift
	"$sim" import "$@" --as "$name" --cov --out "$work" >"$work/$name.log" 2>&1 || {
		cat "$work/$name.log"
		exit 1
	}
	if grep -A20 '^The model lacks' "$work/$name.log"; then
		exit 1
	fi
	done=$((done + 1))
}

# count NAME: which lines have been executed
count() {
	if command -v lcov >/dev/null; then
		coverage/import "$work/$1.import"
	else
		echo "$1: skipped: lines are not counted without lcov"
	fi
}

# from_tree NAME TREE SCENARIO...: all scenarios, of which those of scenarios/pidfd must have run
from_tree() {
	make "$1" --tree "$2"
	"$sim" run --design "$work/$1.so" $scenarios >"$work/$1.run" || {
		cat "$work/$1.run"
		exit 1
	}
	count "$1"
	name=$1
	shift 2
	for scenario; do
		grep -q "^pass  scenarios/pidfd/$scenario.sim" "$work/$name.run" || {
			echo "$name: scenarios/pidfd/$scenario.sim has not run"
			exit 1
		}
	done
}

# from_mail DESIGN MAIL RELEASE DIFFERENCE: the mail, and the design that was written after it,
# answer all scenarios alike, but for the difference
from_mail() {
	make "$1-verbatim" --mail "$2" --release "$3"
	"$sim" matrix --design "$1" --design "$work/$1-verbatim.so" $scenarios >"$work/$1.run" || {
		cat "$work/$1.run"
		exit 1
	}
	count "$1-verbatim"
	sed -n '/the designs differ/,$p' "$work/$1.run" |
		grep "^ .*$1-verbatim:\|^  scenarios" >"$work/$1.diff" || true
	printf '%s' "$4" | cmp -s - "$work/$1.diff" || {
		echo "$1: the mail answers otherwise than the design:"
		cat "$work/$1.diff"
		exit 1
	}
}

common="open_order send_order getfd poll_states fdinfo waitid clone clone_refused race_recycled mrelease"
if tree=$(tests/trees.sh "$build" 6.1); then
	from_tree linux-6.1-verbatim "$tree" $common shared_inode no_reopen
	# a reference that the kernel's code no longer drops is named by the kernel's line
	cp -r "$tree" "$work/leak"
	sed -i '/^static int pidfd_release/,/^}/s/put_pid(pid)/(void)pid/' "$work/leak/kernel/fork.c"
	"$sim" import --tree "$work/leak" --as leak --out "$work" >"$work/leak.log"
	! "$sim" run --design "$work/leak.so" scenarios/pidfd/autoreap.sim >"$work/leak.run" &&
		grep -q 'balance .*__pidfd_prepare kernel/fork.c:.* left over' "$work/leak.run" || {
		cat "$work/leak.run"
		exit 1
	}
fi
if tree=$(tests/trees.sh "$build" 6.12); then
	from_tree linux-6.12-verbatim "$tree" $common one_inode namespaces scope_group \
		clone_thread poll_thread
	if command -v tcc >/dev/null; then
		"$sim" import --fast --tree "$tree" --as fast --out "$work" >"$work/fast.log"
		"$sim" run --design "$work/fast.so" scenarios/pidfd >"$work/fast.run" || {
			cat "$work/fast.run"
			exit 1
		}
	else
		echo "skipped: there is no tcc, for --fast"
	fi
fi
if [ -e "$seeds" ]; then
	from_mail procfd-ioctl "$seeds"/000_* linux-4.20 ""
	# CONFIG_PROC_FS was decided when it was compiled
	from_mail send-signal "$seeds"/003_* linux-5.1 "\
  scenarios/seeds/no_procfs.sim:8  init: pidfd_send_signal(0, SIGTERM, NULL, 0) = -1 EBADF
      send-signal-verbatim: -1 EBADF
"
	from_mail send-signal-v5 "$seeds"/004_* linux-5.0 ""
else
	echo "skipped: there are no mails in $seeds (PIDFDSIM_SEEDS)"
fi
[ $done -gt 0 ] || exit 77
