# SPDX-License-Identifier: GPL-2.0-only
#
# ./pidfdsim test: sourced by the root script, which gives say, build, $top, $build.
#
#   release   gcc -O2: all tests, all scenarios
#   debug     gcc, AddressSanitizer and UndefinedBehaviorSanitizer, leak check: the same
#   clang     clang -O3: the same, and that its output is gcc's to the byte; the fuzzers' corpus
#   coverage  gcov: the same, then coverage/report with its gates
set -eu

run_tests() {
	say "testing $1"
	(cd "$build/$1" && ctest --output-on-failure -j "$(nproc)" "$@")
}
