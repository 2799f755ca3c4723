#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# trees.sh BUILD VERSION: prints the folder of a kernel tree, of Debian's package
# linux-source-VERSION: as far as an import reads it, unpacked once, beside all builds in build/.
# Where the packages are not installed: says so, exit status 77. PIDFDSIM_TREES: not /usr/src.
set -eu

tar=${PIDFDSIM_TREES:-/usr/src}/linux-source-$2.tar.xz
[ -e "$tar" ] || {
	echo "skipped: there is no $tar (package linux-source-$2)" >&2
	exit 77
}
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
case $build in
"$top"/build/*) build=$top/build ;;
esac
mkdir -p "$build/trees"
cd "$build/trees"
exec 9>"lock-$2"
flock 9
name=linux-source-$2
# the archive is what it was when it was unpacked
stamp=$(stat -c '%s %Y' "$tar")
if [ "$(cat "$name.stamp" 2>/dev/null || true)" != "$stamp" ]; then
	rm -rf "$name"
	# what a release has not got is passed over
	tar -xJf "$tar" "$name/Makefile" "$name/kernel/signal.c" "$name/kernel/pid.c" \
		"$name/kernel/pid_namespace.c" "$name/kernel/fork.c" "$name/kernel/exit.c" \
		"$name/fs/proc/base.c" "$name/fs/pidfs.c" "$name/include/linux/pid.h" \
		"$name/include/uapi/linux/pidfd.h" 2>/dev/null || [ -e "$name/kernel/signal.c" ]
	echo "$stamp" >"$name.stamp"
fi
pwd | sed "s|\$|/$name|"
