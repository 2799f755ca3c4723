# SPDX-License-Identifier: GPL-2.0-only
#
# ./pidfdsim test: sourced by the root script, which gives say, build, $top and $build.
#
#	release   gcc -O2: all tests, all scenarios on all designs
#	debug     gcc, AddressSanitizer and UndefinedBehaviorSanitizer, leak check: the same
#	clang     clang -O3: the same; its output is gcc's to the byte; the fuzzers, a short run
#	coverage  gcov: the same, then coverage/report with its gates
#
# PIDFDSIM_TEST="release debug" runs only these.

wanted=${PIDFDSIM_TEST:-release debug clang coverage}

wants() {
	case " $wanted " in *" $1 "*) return 0 ;; esac
	return 1
}

run_tests() {
	say "testing $1"
	(cd "$build/$1" && ctest --output-on-failure -j "$(nproc)") || exit 1
}

if wants release; then
	build release -DCMAKE_BUILD_TYPE=Release
	run_tests release
fi
if wants debug; then
	build debug -DCMAKE_BUILD_TYPE=Debug -DPIDFDSIM_SANITIZE=ON
	run_tests debug
fi
if wants clang; then
	build clang -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER=clang \
		"-DCMAKE_C_FLAGS_RELEASE=-O3 -g -DNDEBUG" -DPIDFDSIM_FUZZ=ON
	run_tests clang
	if wants release; then
		say "comparing what gcc -O2 and clang -O3 print"
		"$top/tests/same_bytes.sh" "$build/release/pidfdsim" "$build/clang/pidfdsim" || exit 1
	fi
	for fuzzer in "$build"/clang/tests/fuzz_*; do
		[ -x "$fuzzer" ] || continue
		say "fuzzing with ${fuzzer##*/}, 20 seconds"
		corpus=$(mktemp -d)
		"$fuzzer" -max_total_time=20 -print_final_stats=0 -verbosity=0 "$corpus" \
			"$top/tests/fuzz/corpus/$(basename "$fuzzer" | sed s/fuzz_//)" || exit 1
		rm -rf "$corpus"
	done
fi
if wants coverage; then
	build coverage -DCMAKE_BUILD_TYPE=None -DPIDFDSIM_COVERAGE=ON
	find "$build/coverage" -name '*.gcda' -delete
	run_tests coverage
	say "coverage"
	"$top/coverage/report" "$build/coverage" || exit 1
fi
say "all of it passed: $wanted"
