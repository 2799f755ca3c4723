// SPDX-License-Identifier: GPL-2.0-only
/* Random programs on the model and on the kernel of this machine: `fuzz`. */
#include "cli.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "onhost/onhost.h"

#define CALLS_DEFAULT 20000
#define JOBS_MAX      256
#define SAVE_EVERY    64	/* programs */

/** struct fuzz_options - what was asked for; @one: only this program; -1: all */
struct fuzz_options {
	const char *against, *design, *resume;
	unsigned long seed, calls, jobs;
	long one;
	int limits;
};

struct fuzz_job {
	const struct fuzz_options *o;
	struct fuzz_state state;
	struct fuzz_lab lab;
	struct cli_designs designs;
	struct sim_error err;
	int failed;
};

/* ------------------------------------------------------------ what is told */

static int is_first_of_kind(const struct fuzz_state *s, unsigned int i)
{
	for (unsigned int j = 0; j < i; j++) {
		if (s->found[j].script && !strcmp(s->found[j].kind, s->found[i].kind))
			return 0;
	}
	return 1;
}

static void put_found(const struct fuzz_state *s, struct sim_buf *out)
{
	unsigned int more, once = 0;

	for (unsigned int i = 0; i < s->nr_found; i++) {
		const struct fuzz_found *f = &s->found[i];

		if (!f->script) {
			sim_buf_printf(out, "program %llu: %s: did not come again\n",
				       (unsigned long long)f->number, f->kind);
			once++;
			continue;
		}
		if (!is_first_of_kind(s, i))
			continue;
		sim_buf_printf(out, "program %llu: %s\n\n%s\n", (unsigned long long)f->number,
			       f->kind, f->script);
		more = 0;
		for (unsigned int j = i + 1; j < s->nr_found; j++)
			more += s->found[j].script && !strcmp(s->found[j].kind, f->kind);
		if (more)
			sim_buf_printf(out, "(and so in %u more program%s)\n\n", more,
				       more == 1 ? "" : "s");
	}
	if (once)
		sim_buf_putc(out, '\n');
}

static void put_summary(const struct fuzz_state *s, struct sim_buf *out)
{
	unsigned int nr = 0;

	for (unsigned int i = 0; i < s->nr_found; i++)
		nr += s->found[i].script != NULL;
	sim_buf_printf(out, "%llu calls in %llu programs compared with %s%s, seed %llu: ",
		       (unsigned long long)s->calls, (unsigned long long)s->programs,
		       strcmp(s->against, "host") ? "the design " : "the ", s->against,
		       (unsigned long long)s->seed);
	if (nr)
		sim_buf_printf(out, "%u difference%s\n", nr, nr == 1 ? "" : "s");
	else
		sim_buf_puts(out, "no difference\n");
	if (s->nr_found > nr)
		sim_buf_printf(out, "  %u that did not come again\n", s->nr_found - nr);
	sim_buf_printf(out, "  %llu calls left out whose outcome hangs on who is first\n",
		       (unsigned long long)s->reordered);
}

static int put_limits(void)
{
	static const char *const kinds[] = {
		[FUZZ_NO_CALL] = "call", [FUZZ_NO_WORD] = "word",
		[FUZZ_NO_FIELD] = "field", [FUZZ_NO_STATE] = "",
	};
	const struct fuzz_limit *l;
	struct sim_buf out = { 0 };

	for (unsigned int i = 0; (l = fuzz_limit_at(i)); i++)
		sim_buf_printf(&out, "%-5s  %s: %s\n", kinds[l->kind], l->what, l->why);
	return cli_flush(&out, CLI_OK);
}

/* ------------------------------------------------------------ running */

static volatile sig_atomic_t *stop_flag(void)
{
	static volatile sig_atomic_t stop;

	return &stop;
}

static void on_stop(int sig)
{
	(void)sig;
	*stop_flag() = 1;
}

static int take(void *ctx, uint64_t number, const struct fuzz_finding *f)
{
	struct fuzz_job *job = ctx;
	struct fuzz_state *s = &job->state;

	s->programs++;
	s->calls += f->calls;
	s->reordered += f->reordered;
	if (f->kind && !fuzz_state_add(s, number, f->kind, f->script)) {
		sim_error_set(&job->err, SIM_ENOMEM, "out of memory");
		job->failed = 1;
	}
	if (job->o->resume && !job->failed && s->programs % SAVE_EVERY == 0)
		job->failed = fuzz_state_save(s, job->o->resume, &job->err) != SIM_OK;
	cli_progress("%llu of %lu calls, %u differences", (unsigned long long)s->calls,
		     job->o->calls, s->nr_found);
	return !job->failed && !*stop_flag() && s->calls < job->o->calls && job->o->one < 0;
}

static int run_all(struct fuzz_job *job)
{
	const struct sigaction catch = { .sa_handler = on_stop };
	struct sigaction before[2];
	struct fuzz_state *s = &job->state;
	struct sim_buf out = { 0 };
	enum sim_status status = SIM_OK;

	if (job->o->resume && fuzz_state_load(s, job->o->resume, &job->err))
		return cli_error(&job->err);
	sigaction(SIGINT, &catch, &before[0]);
	sigaction(SIGTERM, &catch, &before[1]);
	if (s->calls < job->o->calls)
		status = fuzz_pool(&job->lab, job->o->one < 0 ? s->programs : (uint64_t)job->o->one,
				   (unsigned int)job->o->jobs, stop_flag(), take, job, &job->err);
	cli_progress("%s", "");
	sigaction(SIGINT, &before[0], NULL);
	sigaction(SIGTERM, &before[1], NULL);
	if (status == SIM_EIO && !s->programs) {
		sim_buf_printf(&out, "skipped: %s\n", job->err.text);
		return cli_flush(&out, CLI_OK);
	}
	if (!status && !job->failed && job->o->resume)
		status = fuzz_state_save(s, job->o->resume, &job->err);
	if (status || job->failed)
		return cli_error(&job->err);
	put_found(s, &out);
	put_summary(s, &out);
	return cli_flush(&out, s->nr_found ? CLI_FAILED : CLI_OK);
}

static struct sim *new_sim(const struct sim_design *design, unsigned int release,
			   struct sim_error *err)
{
	const struct model_boot how = { .release = release };
	struct sim *sim = sim_new(NULL, err);

	if (!sim)
		return NULL;
	sim_use_design(sim, design);
	if (!sim_boot(sim, &how, err))
		return sim;
	sim_free(sim);
	return NULL;
}

static int open_lab(struct fuzz_job *job)
{
	char *names[2] = { (char *)job->o->design, (char *)job->o->against };
	int host = !strcmp(job->o->against, "host");
	int code = cli_load_designs(&job->designs, names, host ? 1 : 2, NULL);
	struct fuzz_state *s = &job->state;

	if (code)
		return code;
	job->lab.design = job->designs.at[0].design;
	job->lab.leave = exit;
	job->lab.seed = s->seed = job->o->seed;
	s->release = host ? sim_host_release() : job->designs.at[0].table->releases.last;
	snprintf(s->design, sizeof(s->design), "%s", job->designs.at[0].table->name);
	snprintf(s->against, sizeof(s->against), "%s",
		 host ? "host" : job->designs.at[1].table->name);
	job->lab.sim = new_sim(job->lab.design, s->release, &job->err);
	if (job->lab.sim && !host)
		job->lab.other = new_sim(job->designs.at[1].design, s->release, &job->err);
	return job->lab.sim && (host || job->lab.other) ? CLI_OK : cli_error(&job->err);
}

static int fuzz(const struct fuzz_options *o)
{
	struct fuzz_job job = { .o = o };
	struct sim_buf out = { 0 };
	int code;

	if (!strcmp(o->against, "host") && geteuid()) {
		sim_buf_puts(&out, "skipped: to be compared with the model a host needs root\n");
		return cli_flush(&out, CLI_OK);
	}
	code = open_lab(&job);
	if (!code)
		code = run_all(&job);
	fuzz_state_free(&job.state);
	sim_free(job.lab.sim);
	sim_free(job.lab.other);
	cli_free_designs(&job.designs);
	return code;
}

/* ------------------------------------------------------------ command line */

static int number(const char *text, unsigned long most, unsigned long *to)
{
	char *end;

	errno = 0;
	*to = strtoul(text, &end, 0);
	return *text >= '0' && *text <= '9' && !*end && !errno && *to <= most;
}

static int option(int c, struct fuzz_options *o, char **argv)
{
	unsigned long n = 0;
	int good = 1;

	switch (c) {
	case 'a':
		o->against = optarg;
		break;
	case 'd':
		o->design = optarg;
		break;
	case 'r':
		o->resume = optarg;
		break;
	case 'l':
		o->limits = 1;
		break;
	case 's':
		good = number(optarg, ~0UL, &o->seed);
		break;
	case 'c':
		good = number(optarg, 1UL << 40, &o->calls) && o->calls;
		break;
	case 'j':
		good = number(optarg, JOBS_MAX, &o->jobs) && o->jobs;
		break;
	case 'p':
		good = number(optarg, 1UL << 40, &n);
		o->one = (long)n;
		break;
	default:
		return cli_unknown_option(&cli_cmd_fuzz, argv);
	}
	return good ? CLI_OK : cli_bad(&cli_cmd_fuzz, "not a number that can be taken: %s", optarg);
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "against", required_argument, NULL, 'a' },
		{ "design", required_argument, NULL, 'd' },
		{ "seed", required_argument, NULL, 's' },
		{ "calls", required_argument, NULL, 'c' },
		{ "jobs", required_argument, NULL, 'j' },
		{ "resume", required_argument, NULL, 'r' },
		{ "program", required_argument, NULL, 'p' },
		{ "limits", no_argument, NULL, 'l' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct fuzz_options o = { .against = "host", .design = "send-signal", .seed = 1, .jobs = 1,
				  .calls = CALLS_DEFAULT, .one = -1 };
	int c, code = CLI_OK;

	opterr = 0;
	while (!code && (c = getopt_long(argc, argv, "d:j:h", options, NULL)) >= 0) {
		if (c == 'h')
			return cli_help(&cli_cmd_fuzz);
		code = option(c, &o, argv);
	}
	if (!code && optind < argc)
		code = cli_bad(&cli_cmd_fuzz, "takes no %s", argv[optind]);
	if (!code && o.one >= 0 && o.resume)
		code = cli_bad(&cli_cmd_fuzz, "--program tries one program; nothing is resumed");
	if (code)
		return code;
	return o.limits ? put_limits() : fuzz(&o);
}

const struct cli_command cli_cmd_fuzz = {
	.name = "fuzz",
	.usage = "fuzz [OPTIONS]",
	.summary = "random programs on the model and on this machine's kernel",
	.help = "Random programs of processes, signals, waiting, namespaces and descriptors are "
		"run in lock\n"
		"step on the model and on the kernel of this machine. What they answer differently "
		"is cut\n"
		"down to the shortest program that shows it, and printed as a scenario.\n"
		"\n"
		"      --against host|DESIGN       what the model is compared with (host)\n"
		"  -d, --design NAME|PATH.so       the design (send-signal)\n"
		"      --seed N                    which programs (1)\n"
		"      --calls N                   how many calls, at least (20000)\n"
		"  -j, --jobs N                    processes; the report is the same for any N "
		"(1)\n"
		"      --resume FILE               keep what is known in FILE, and go on from "
		"there\n"
		"      --program N                 only this program\n"
		"      --limits                    print what is left out, and why\n"
		"\n"
		"exit status: 0 no difference, 1 a difference, 2 wrong usage or input, 3 internal "
		"error\n",
	.run = run,
};
