// SPDX-License-Identifier: GPL-2.0-only
/*
 * Speed and size, as ratios to the same loop of real system calls, measured in turn in the
 * same run on one processor. Times are of the processor, not of the clock on the wall: on both
 * sides, and with the kernel's that of the children it took. Prints; judges nothing.
 *
 *	bench DESIGNS-DIR SCENARIOS-DIR
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "script/run.h"
#include "script/script.h"
#include "sim.h"

#define PAIRS 7
#define RESERVED 300		/* numbers below are used once */

static double now(void)
{
	struct timespec ts;
	struct rusage dead;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	getrusage(RUSAGE_CHILDREN, &dead);
	return (double)(ts.tv_sec + dead.ru_utime.tv_sec + dead.ru_stime.tv_sec) * 1e9 +
	       (double)(dead.ru_utime.tv_usec + dead.ru_stime.tv_usec) * 1e3 + (double)ts.tv_nsec;
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

static void die(const char *what, const struct sim_error *err)
{
	char text[SIM_ERROR_TEXT_MAX] = "";

	if (err)
		sim_error_format(err, text, sizeof(text));
	fprintf(stderr, "bench: %s\n%s", what, text);
	exit(2);
}

static struct sim *world(const struct sim_options *options, const struct sim_design *design)
{
	struct sim_error err = { 0 };
	struct sim *sim = sim_new(options, &err);

	if (!sim)
		die("no world", &err);
	sim_use_design(sim, design);
	if (sim_boot(sim, NULL, &err))
		die("no boot", &err);
	return sim;
}

/* one loop of the model against one of the kernel, PAIRS times in turn */
typedef double (*loop_fn)(void *ctx, unsigned long n);

static void compare(const char *what, loop_fn model, void *ctx, unsigned long n_model,
		    loop_fn real, unsigned long n_real, double goal)
{
	double m[PAIRS], r[PAIRS], ratio[PAIRS];

	model(ctx, n_model / 10 + 1);
	for (int i = 0; i < PAIRS; i++) {
		m[i] = model(ctx, n_model) / (double)n_model;
		r[i] = real(NULL, n_real) / (double)n_real;
		ratio[i] = m[i] / r[i];
	}
	printf("%-44s model %9.1f ns  kernel %9.1f ns  ratio 1/%-6.0f goal 1/%.0f\n", what,
	       median(m, PAIRS), median(r, PAIRS), 1 / median(ratio, PAIRS), goal);
}

/* ------------------------------------------------------------ one call */

struct signal_ctx {
	struct sim_task *init;
	const struct model_syscall *send;
	long fd;
};

static double model_send(void *p, unsigned long n)
{
	struct signal_ctx *c = p;
	const long args[6] = { c->fd, SIGUSR1, 0, 0 };
	double from = now();

	while (n--)
		sim_call_at(c->init, c->send, args);
	return now() - from;
}

static double real_send(void *p, unsigned long n)
{
	pid_t child = fork();
	double from;
	char path[32];
	int fd;

	(void)p;
	if (!child) {
		signal(SIGUSR1, SIG_IGN);
		for (;;)
			pause();
	}
	usleep(2000);
	snprintf(path, sizeof(path), "/proc/%d", child);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	from = now();
	while (n--)
		syscall(SYS_pidfd_send_signal, fd, SIGUSR1, NULL, 0);
	from = now() - from;
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(fd);
	return from;
}

static long open_handle(struct sim_task *task, int nr)
{
	char *path = sim_scratch(task, 32);

	snprintf(path, 32, "/proc/%d", nr);
	return sim_call(task, "open", (long)path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
}

static void ignore_usr1(struct sim_task *task)
{
	unsigned long *act = sim_scratch(task, 32);

	act[0] = 1;
	sim_call(task, "rt_sigaction", SIGUSR1, (long)act, 0, 8);
}

static void bench_send(const struct sim_design *design)
{
	struct sim *sim = world(NULL, design);
	struct sim_task *init = sim_task_at(sim, 0);
	struct sim_task *p = sim_task(sim, init, NULL);
	struct signal_ctx c = { init, sim_design_call(design, "pidfd_send_signal"), 0 };

	ignore_usr1(p);
	c.fd = open_handle(init, sim_pid(p, init));
	if (c.fd < 0 || sim_call(init, "pidfd_send_signal", c.fd, SIGUSR1, 0, 0))
		die("pidfd_send_signal does not work", NULL);
	compare("pidfd_send_signal, ignored by the target", model_send, &c, 3000000, real_send,
		1000000, 6);
	sim_free(sim);
}

/* ------------------------------------------------------------ fork, exit, wait */

struct fork_ctx {
	struct sim *sim;
	struct sim_task *init;
	const struct model_syscall *fork, *exit, *wait;
};

static double model_fork(void *p, unsigned long n)
{
	struct fork_ctx *c = p;
	const long none[6] = { 0 };
	double from = now();

	while (n--) {
		long nr = sim_call_at(c->init, c->fork, none);
		struct sim_task *child = sim_find(c->init, (int)nr);
		const long args[6] = { P_PID, nr, 0, WEXITED };

		sim_call_at(child, c->exit, none);
		if (sim_call_at(c->init, c->wait, args))
			die("fork, exit, waitid does not work", NULL);
	}
	return now() - from;
}

static double real_fork(void *p, unsigned long n)
{
	double from = now();
	siginfo_t info;
	pid_t child;

	(void)p;
	while (n--) {
		child = fork();
		if (!child)
			_exit(0);
		waitid(P_PID, (id_t)child, &info, WEXITED);
	}
	return now() - from;
}

static struct fork_ctx fork_world(const struct sim_options *options,
				  const struct sim_design *design)
{
	struct sim *sim = world(options, design);
	struct fork_ctx c = {
		.sim = sim,
		.init = sim_task_at(sim, 0),
		.fork = sim_design_call(design, "fork"),
		.exit = sim_design_call(design, "exit"),
		.wait = sim_design_call(design, "waitid"),
	};

	return c;
}

static void bench_fork(const struct sim_design *design)
{
	const struct sim_options options = { .flags = SIM_FORGET_DEAD };
	struct fork_ctx c = fork_world(&options, design);

	compare("fork + exit + waitid", model_fork, &c, 200000, real_fork, 300, 200);
	sim_free(c.sim);
}

/* a turn through 32,768 numbers: until a number comes again */
static double model_turn(void *p, unsigned long n)
{
	struct fork_ctx *c = p;
	double from = now();

	(void)n;
	model_fork(c, 32768 - RESERVED);
	return (now() - from) / (32768 - RESERVED);
}

static void bench_turn(const struct sim_design *design)
{
	const struct sim_options options = { .flags = SIM_FORGET_DEAD };
	struct fork_ctx c = fork_world(&options, design);
	double m[PAIRS], ratio[PAIRS];

	for (int i = 0; i < PAIRS; i++) {
		m[i] = model_turn(&c, 1);
		/* the real turn takes seconds; its forks are all alike, so some of them do */
		ratio[i] = m[i] / (real_fork(NULL, 1000) / 1000);
	}
	printf("%-44s model %9.2f ms  kernel %9.0f ms  ratio 1/%-6.0f goal 1/200\n",
	       "a turn through 32,768 pid numbers", median(m, PAIRS) * 32468 / 1e6,
	       median(m, PAIRS) / median(ratio, PAIRS) * 32468 / 1e6, 1 / median(ratio, PAIRS));
	sim_free(c.sim);
}

/* ------------------------------------------------------------ four tasks */

struct mixed {
	const struct model_syscall *send, *kill, *getpid;
	long target, fd;
	unsigned long left, seed;
};

static int mixed_start(void *ctx, struct sim_task *task, struct sim_step *step)
{
	struct mixed *m = ctx;

	(void)task;
	if (!m->left)
		return 0;
	m->left--;
	m->seed = m->seed * 6364136223846793005UL + 1442695040888963407UL;
	switch (m->seed >> 62) {
	case 0:
	case 1:
		step->call = m->send;
		step->args[0] = m->fd;
		step->args[1] = SIGUSR1;
		break;
	case 2:
		step->call = m->kill;
		step->args[0] = m->target;
		step->args[1] = SIGUSR1;
		break;
	default:
		step->call = m->getpid;
	}
	return 1;
}

static int mixed_done(void *ctx, struct sim_task *task)
{
	struct mixed *m = ctx;

	(void)task;
	return m->left != 0;
}

/*
 * @mean: distance of preemptions in scheduling points. A call has 11 of them here; the goal was
 * set for 1.3 switches a call, of which 0.75 are those between two calls.
 */
static void bench_mixed(const struct sim_design *design, unsigned int mean, const char *what)
{
	static const struct sim_driver driver = { mixed_start, mixed_done };
	const struct sim_options options = { .max_steps = 1UL << 62 };
	double rate[PAIRS], preempted = 0;

	for (int i = 0; i < PAIRS; i++) {
		struct sim *sim = world(&options, design);
		struct sim_task *init = sim_task_at(sim, 0), *p = sim_task(sim, init, NULL);
		struct sim_strategy *random = sim_strategy_random((uint64_t)i + 1, mean);
		struct mixed m = {
			.send = sim_design_call(design, "pidfd_send_signal"),
			.kill = sim_design_call(design, "kill"),
			.getpid = sim_design_call(design, "getpid"),
			.target = sim_pid(p, init), .left = 1000000, .seed = (unsigned long)i + 1,
		};
		double from;

		ignore_usr1(p);
		m.fd = open_handle(init, sim_pid(p, init));
		for (int t = 0; t < 4; t++)
			sim_drive(sim_task(sim, init, NULL), &driver, &m);
		sim_set_trace(sim, 1);
		from = now();
		sim_race(sim, random);
		rate[i] = 1000000 / ((now() - from) / 1e3);
		preempted = sim_preemptions(sim) / 1e6;
		if (sim_nr_verdicts(sim))
			die(sim_explain(sim), NULL);
		sim_strategy_free(random);
		sim_free(sim);
	}
	printf("%-44s %9.1f M calls/s  (%.1f preemptions a call)  goal 10\n", what,
	       median(rate, PAIRS), preempted);
}

/* ------------------------------------------------------------ worlds */

static void bench_worlds(const struct sim_design *design, const char *dir)
{
	const struct sim_runner how = { 0 };
	struct sim_error err = { 0 };
	struct sim_prog *prog;
	struct sim_ast *ast;
	struct sim_run *run;
	double rate[PAIRS];
	struct sim *sim;
	char path[512];

	snprintf(path, sizeof(path), "%s/fourteen_calls.sim", dir);
	if (sim_parse_file(&ast, path, &err) || sim_bind(&prog, ast, design, 0, &err))
		die("the scenario of the bench", &err);
	sim = sim_new(NULL, &err);
	sim_use_design(sim, design);
	if (!sim || sim_boot(sim, &prog->boot, &err))
		die("no world", &err);
	run = sim_run_new(prog, sim);
	for (int i = 0; i < PAIRS; i++) {
		double from = now();

		for (int n = 0; n < 100000; n++) {
			sim_run_once(run, NULL, &how);
			if (sim_nr_verdicts(sim))
				die(sim_explain(sim), NULL);
		}
		rate[i] = 100000 / ((now() - from) / 1e9) / 1e6;
	}
	printf("%-44s %9.2f M worlds/s  (kernel 0.0104)         goal 1\n",
	       "a fresh world with a 14-call scenario", median(rate, PAIRS));
	sim_run_free(run);
	sim_free(sim);
	sim_prog_free(prog);
	sim_ast_free(ast);
}

/* ------------------------------------------------------------ memory */

static double resident(void)
{
	unsigned long size, pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	if (!f || fscanf(f, "%lu %lu", &size, &pages) != 2)
		die("no /proc/self/statm", NULL);
	fclose(f);
	return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

/* struct pids that live without a task: handles on processes that are gone */
static void bench_pids(const struct sim_design *design)
{
	const struct sim_options options = { .flags = SIM_FORGET_DEAD | SIM_NO_TRACE,
					     .memory = 2UL << 30 };
	const struct model_ops *ops = sim_design_table(design)->ops;
	struct sim *sim = world(&options, design);
	double before = resident(), from = now();
	long made = ops->fill_pids ? ops->fill_pids(4000000) : 0;

	printf("%-44s %9.1f MB per million, %ld live, %.2f s       goal 64\n",
	       "live struct pids in one world", (resident() - before) / 1e6 / ((double)made / 1e6),
	       made, (now() - from) / 1e9);
	sim_free(sim);
}

/* processes asleep in a call, each on its stack */
static void bench_processes(const struct sim_design *design)
{
	const struct sim_options options = { .flags = SIM_NO_TRACE, .memory = 1UL << 30 };
	const unsigned int n = 20000;
	struct sim *sim = world(&options, design);
	struct sim_task *init = sim_task_at(sim, 0);
	const struct model_syscall *fork = sim_design_call(design, "fork");
	const struct model_syscall *sleep = sim_design_call(design, "pause");
	const long none[6] = { 0 };
	double before;

	sim_call_at(init, fork, none);
	before = resident();
	for (unsigned int i = 0; i < n; i++) {
		struct sim_task *p = sim_find(init, (int)sim_call_at(init, fork, none));

		if (!p || sim_start(p, sleep, none) != SIM_BLOCKED)
			die("a process does not sleep", NULL);
	}
	printf("%-44s %9.2f KiB  (kernel 81 to 98)              goal 4.5\n",
	       "a process asleep in a call, with its stack", (resident() - before) / 1024 / n);
	sim_free(sim);
}

int main(int argc, char **argv)
{
	struct sim_error err = { 0 };
	struct sim_design *design;
	cpu_set_t one;

	if (argc != 3)
		die("usage: bench DESIGNS-DIR SCENARIOS-DIR", NULL);
	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	sched_setaffinity(0, sizeof(one), &one);
	if (sim_design_open(&design, argv[1], "send-signal", &err))
		die("no design", &err);
	bench_send(design);
	bench_fork(design);
	bench_turn(design);
	bench_mixed(design, 20, "4 tasks, random schedule, judges, trace");
	bench_mixed(design, 0, "... preempted at every fourth point");
	bench_worlds(design, argv[2]);
	bench_processes(design);
	bench_pids(design);
	sim_design_close(design);
	return 0;
}
