// SPDX-License-Identifier: GPL-2.0-only
/*
 * Speed of exploration on the pid-reuse race (bench/reuse), of which Spin's model checker runs the
 * same, in turn. Prints; judges nothing.
 *
 *	bench_explore REUSE.PML
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "reuse/reuse.h"

#define PAIRS 7

/* Seconds of the processor: of this process, and of the children it took. */
static double now(void)
{
	struct rusage dead;
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	getrusage(RUSAGE_CHILDREN, &dead);
	return (double)(ts.tv_sec + dead.ru_utime.tv_sec + dead.ru_stime.tv_sec) +
	       (double)(dead.ru_utime.tv_usec + dead.ru_stime.tv_usec) * 1e-6 +
	       (double)ts.tv_nsec * 1e-9;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *v, unsigned int n)
{
	qsort(v, n, sizeof(*v), by_value);
	return v[n / 2];
}

static double peak_mib(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)usage.ru_maxrss / 1024;
}

/* ------------------------------------------------------------ runs */

static int body(void *ctx, struct sim *sim, struct sim_strategy *strategy)
{
	(void)ctx;
	reuse_drive(sim);
	sim_race(sim, strategy);
	return 0;
}

/* Returns the seconds it took, the making of the world included. */
static double explore(const struct reuse_race *race, struct sim_strategy *strategy,
		      unsigned long runs, struct sim_summary *out)
{
	struct sim_explore how = {
		.strategy = strategy, .body = body, .max_runs = runs, .keep_going = 1,
	};
	struct sim_error err = { 0 };
	struct sim_design *design = NULL;
	double from = now();
	struct sim *sim = sim_new(NULL, &err);

	if (!sim || sim_design_wrap(&design, reuse_design(race), &err)) {
		fprintf(stderr, "bench_explore: no world: %s\n", err.text);
		exit(2);
	}
	sim_use_design(sim, design);
	if (sim_boot(sim, NULL, &err)) {
		fprintf(stderr, "bench_explore: no boot: %s\n", err.text);
		exit(2);
	}
	sim_explore(sim, &how, out);
	sim_free(sim);
	sim_design_close(design);
	return now() - from;
}

static double rate(const struct reuse_race *race, int pct)
{
	double v[PAIRS];

	for (unsigned int i = 0; i < PAIRS; i++) {
		struct sim_strategy *s = pct ? sim_strategy_pct(i + 1, 3) :
					       sim_strategy_random(i + 1, 1);
		struct sim_summary out;

		v[i] = 200000 / explore(race, s, 200000, &out);
		sim_strategy_free(s);
	}
	return median(v, PAIRS);
}

static void chance(void)
{
	printf("\nexecutions/s by chance, one core; goal 1,500,000 with 3 tasks\n");
	for (unsigned int forkers = 1; forkers <= 3; forkers++) {
		struct reuse_race race = { forkers, 2, 0 };

		printf("  F=%u K=2   random %9.0f   pct %9.0f\n", forkers, rate(&race, 0),
		       rate(&race, 1));
	}
}

/* What GenMC 0.10.3 needs, as published; 0: not measured. */
static void reduced(unsigned int forkers, unsigned int forks, int handle, unsigned long genmc)
{
	struct reuse_race race = { forkers, forks, handle };
	struct sim_strategy *dpor = sim_strategy_dpor();
	struct sim_summary out;
	const struct sim_dpor_stats *stats;
	double took = explore(&race, dpor, 0, &out);

	stats = sim_strategy_stats(dpor);
	printf("  F=%u K=%u %-6s  %9lu executions, %8lu cut", forkers, forks,
	       handle ? "handle" : "number", stats->runs, stats->cut);
	if (genmc)
		printf(", GenMC %9lu", genmc);
	printf("  %7.3f s  %8.0f /s  %s\n", took, (double)stats->runs / took,
	       out.failed ? "reaches another process" : "holds");
	if (!out.exhausted)
		printf("  not finished: %s\n",
		       sim_strategy_lost(dpor) ? sim_strategy_lost(dpor) : "");
	sim_strategy_free(dpor);
	fflush(stdout);
}

static void exhaustive(int big)
{
	printf("\nevery order, with reduction; goal 250,000 complete executions/s, "
	       "no more of them than GenMC\n");
	reduced(0, 1, 1, 10);
	reduced(1, 1, 1, 10);
	reduced(1, 2, 1, 20);
	reduced(2, 1, 1, 20);
	reduced(2, 2, 1, 280);
	reduced(2, 3, 1, 2820);
	reduced(3, 2, 1, 16080);
	reduced(2, 4, 1, 28280);
	reduced(1, 2, 0, 0);
	reduced(2, 2, 0, 0);
	reduced(3, 2, 0, 0);
	if (!big)
		return;
	reduced(4, 2, 1, 2621520);
	printf("  F=4 K=2: goal 20 s and 64 MiB; peak of this process %.1f MiB\n", peak_mib());
}

/* ------------------------------------------------------------ Spin */

static int run(const char *command)
{
	int status = system(command);

	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -1;
}

/* Makes DIR/pan for a size. */
static int make_pan(const char *dir, const char *model, unsigned int np, unsigned int k)
{
	char command[1024];

	snprintf(command, sizeof(command),
		 "cd %s && spin -DNP=%u -DK=%u -DHANDLE -a '%s' >spin.log 2>&1 && "
		 "gcc -O2 -DSAFETY -DMEMLIM=9000 -o pan pan.c >>spin.log 2>&1", dir, np, k, model);
	return run(command);
}

static void against_spin(const char *dir, const char *model, unsigned int forkers,
			 unsigned int forks, double goal)
{
	struct reuse_race race = { forkers, forks, 1 };
	double own[PAIRS], spin[PAIRS], ratio[PAIRS];
	struct sim_summary out;
	char command[512];

	if (make_pan(dir, model, forkers + 3, forks)) {
		printf("  F=%u K=%u: spin or gcc is missing: not compared\n", forkers, forks);
		return;
	}
	snprintf(command, sizeof(command), "cd %s && ./pan -m200000 -n >pan.log 2>&1", dir);
	for (unsigned int i = 0; i < PAIRS; i++) {
		struct sim_strategy *dpor = sim_strategy_dpor();
		double from;

		own[i] = explore(&race, dpor, 0, &out);
		sim_strategy_free(dpor);
		from = now();
		if (run(command)) {
			printf("  F=%u K=%u: pan failed: not compared\n", forkers, forks);
			return;
		}
		spin[i] = now() - from;
		ratio[i] = own[i] / spin[i];
	}
	printf("  F=%u K=%u proved: %.3f s, Spin %.3f s, ratio %.3f, goal %.3f\n", forkers, forks,
	       median(own, PAIRS), median(spin, PAIRS), median(ratio, PAIRS), goal);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	char dir[] = "/tmp/bench_explore.XXXXXX", command[64];

	if (argc < 2) {
		fprintf(stderr, "usage: bench_explore REUSE.PML [big]\n");
		return 2;
	}
	chance();
	exhaustive(argc > 2);
	printf("\nagainst Spin, in turn, whole searches\n");
	if (!mkdtemp(dir))
		return 2;
	against_spin(dir, argv[1], 3, 2, 0.1);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return run(command) ? 2 : 0;
}
