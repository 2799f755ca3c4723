// SPDX-License-Identifier: GPL-2.0-only
/*
 * The same random steps on the kernel's own pid.c and pid_namespace.c (build) and on the model's:
 * every answer must be the same, and now and then everything that there is. A difference is
 * shown with the fewest steps that lead to it.
 *
 *	oracle --kernel FILE --model FILE --release 6.1 [--steps N] [--seed S] [--plant K]
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "side.h"
#include "sim.h"

#define EPISODE 20000		/* steps from boot on */
#define ARENA (256UL << 20)	/* as in kernel.c: the memory of its side */
#define LOOK_EVERY 512		/* steps between looks at everything */

struct oracle {
	struct sim *sim;
	const struct side_ops *kernel;
	int plant;			/* which error the model's side is to have */
	struct side k, m;
	struct side_step step[EPISODE];
	unsigned int nr;		/* steps of this episode */
	unsigned int look_every;
	unsigned int done;		/* steps until the difference, with it; 0: none */
	unsigned int looked;		/* where everything is different; -1: in an answer */
	long kout[SIDE_OUT], mout[SIDE_OUT];
	long klook[SIDE_LOOK], mlook[SIDE_LOOK];
	unsigned long answers[STEP_NR_OPS];	/* steps that did something */
};

static const char *const names[] = {
#define X(name, weight) #name,
	SIDE_STEPS(X)
#undef X
};

static unsigned long long next_random(unsigned long long *x)
{
	unsigned long long z = (*x += 0x9e3779b97f4a7c15ULL);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

static const unsigned int weight[] = {
#define X(name, weight) weight,
	SIDE_STEPS(X)
#undef X
};

/* half of the stretches of 1024 steps grow what there is, and half let it die */
static unsigned int random_op(unsigned long long *x, int grow)
{
	unsigned int op, at;

	do {
		at = next_random(x) % 128;
		for (op = 0; op + 1 < STEP_NR_OPS && at >= weight[op]; op++)
			at -= weight[op];
	} while (op == (grow ? STEP_EXIT : STEP_FORK) && next_random(x) % 4);
	return op;
}

static void make_steps(struct oracle *o, unsigned long long seed)
{
	unsigned long long x = seed, z;
	unsigned int i;

	for (i = 0; i < o->nr; i++) {
		struct side_step *s = &o->step[i];

		s->op = random_op(&x, i / 1024 % 2 == 0);
		z = next_random(&x);
		s->a = (unsigned int)z & 0xffffff;
		s->b = (unsigned int)(z >> 32) & 0xffffff;
		s->c = (unsigned int)next_random(&x) & 0xffffff;
	}
}

/* @i steps have been made: is everything the same? */
static int look(struct oracle *o, const struct side_ops *model, unsigned int i)
{
	unsigned int nk = o->kernel->look(&o->k, o->klook), nm = model->look(&o->m, o->mlook), n;

	for (n = 0; n < nk && n < nm && o->klook[n] == o->mlook[n]; n++)
		;
	if (n == nk && n == nm)
		return 0;
	o->done = i;
	o->looked = n;
	return 1;
}

/* on a fiber of the model, within a call */
static int drive(void *ctx, const struct side_ops *model)
{
	struct oracle *o = ctx;
	unsigned int i;

	if (o->kernel->begin(&o->k) || model->begin(&o->m))
		return -1;
	for (i = 0; i < o->nr; i++) {
		o->kernel->step(&o->k, &o->step[i], o->kout);
		model->step(&o->m, &o->step[i], o->mout);
		o->answers[o->step[i].op] += o->kout[1] != -1;
		if (memcmp(o->kout, o->mout, sizeof(o->kout))) {
			o->done = i + 1;
			return 1;
		}
		if ((i + 1) % o->look_every == 0 && look(o, model, i + 1))
			return 1;
	}
	return look(o, model, i);
}

/* one episode from boot on: 0, 1 (a difference), -1 (it could not be made) */
static int play(struct oracle *o)
{
	memset(&o->k, 0, sizeof(o->k));
	memset(&o->m, 0, sizeof(o->m));
	o->m.plant = o->plant;
	o->done = 0;
	o->looked = -1U;
	sim_reset(o->sim);
	return (int)sim_call(sim_task_at(o->sim, 0), "oracle", (long)drive, (long)o);
}

/* the fewest steps, in the order they have, that still lead to a difference */
static void shrink(struct oracle *o)
{
	static struct side_step all[EPISODE];
	unsigned int nr = o->done, part, from, n;

	o->look_every = 1;
	o->nr = nr;
	if (play(o) == 1)
		nr = o->done;
	for (part = nr / 2; part; part = part > 1 ? (part + 1) / 2 : 0) {
		for (from = 0; from < nr; ) {
			n = part < nr - from ? part : nr - from;
			memcpy(all, o->step, nr * sizeof(*all));
			memmove(o->step + from, o->step + from + n,
				(nr - from - n) * sizeof(*all));
			o->nr = nr - n;
			if (play(o) == 1) {
				nr = o->done;
			} else {
				memcpy(o->step, all, nr * sizeof(*all));
				from += n;
			}
		}
	}
	o->nr = nr;
	play(o);
}

static void show(const char *who, const long *v, unsigned int n)
{
	printf("    %s", who);
	while (n > 1 && v[n - 1] == -1)
		n--;
	for (unsigned int i = 0; i < n; i++)
		printf(" %ld", v[i]);
	printf("\n");
}

static void report(struct oracle *o, unsigned long long seed)
{
	unsigned int i, from;

	printf("a difference in episode %llu, after %u steps; shrunk:\n", seed, o->done);
	shrink(o);
	for (i = 0; i < o->nr; i++)
		printf("  %u. %s %u %u %u\n", i + 1, names[o->step[i].op], o->step[i].a,
		       o->step[i].b, o->step[i].c);
	if (o->looked == -1U) {
		printf("  the last answers\n");
		show("kernel:", o->kout, SIDE_OUT);
		show("model: ", o->mout, SIDE_OUT);
	} else {
		from = o->looked < 8 ? 0 : o->looked - 8;
		printf("  then what there is differs, at the %uth number of these\n",
		       o->looked - from + 1);
		show("kernel:", o->klook + from, 16);
		show("model: ", o->mlook + from, 16);
	}
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Return: 0 no difference, 1 one, 2 it could not be done */
static int run(struct oracle *o, unsigned long steps, unsigned long long seed)
{
	unsigned long made = 0, did = 0;
	double start = now(), took;
	int ret;

	for (; made < steps; made += o->nr, seed++) {
		o->look_every = LOOK_EVERY;
		o->nr = steps - made < EPISODE ? (unsigned int)(steps - made) : EPISODE;
		make_steps(o, seed);
		ret = play(o);
		if (ret == 1) {
			report(o, seed);
			return 1;
		}
		if (ret) {
			fprintf(stderr, "oracle: episode %llu could not be made\n%s\n", seed,
				sim_explain(o->sim));
			return 2;
		}
		if (o->k.faults || sim_nr_verdicts(o->sim)) {
			fprintf(stderr, "oracle: episode %llu: faults\n", seed);
			return 2;
		}
	}
	took = now() - start;
	for (unsigned int i = 0; i < STEP_NR_OPS; i++) {
		did += o->answers[i];
		if (!o->answers[i]) {
			fprintf(stderr, "oracle: no step %s did anything\n", names[i]);
			return 2;
		}
	}
	printf("%lu steps, %lu of them did something, no difference; %.1f s, %.0f steps a second\n",
	       made, did, took, (double)made / took);
	return 0;
}

/* the kernel's side, out of the library that `build` made */
static const struct side_ops *open_kernel(const char *file)
{
	const struct side_ops *(*side)(void *memory);
	void *lib = dlopen(file, RTLD_NOW | RTLD_LOCAL), *memory;

	if (!lib) {
		fprintf(stderr, "oracle: %s\n", dlerror());
		return NULL;
	}
	*(void **)&side = dlsym(lib, "kernel_side");
	memory = mmap(NULL, ARENA, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (!side || memory == MAP_FAILED) {
		fprintf(stderr, "oracle: %s is not a library of tests/oracle/build\n", file);
		return NULL;
	}
	return side(memory);
}

static const char *option(int argc, char **argv, const char *name, const char *otherwise)
{
	for (int i = 1; i + 1 < argc; i += 2)
		if (!strcmp(argv[i], name))
			return argv[i + 1];
	return otherwise;
}

int main(int argc, char **argv)
{
	static const struct sim_options options = { .stack = 128 << 10, .flags = SIM_USER_MEMORY };
	const char *kernel = option(argc, argv, "--kernel", NULL);
	const char *model = option(argc, argv, "--model", NULL);
	struct oracle *o = calloc(1, sizeof(*o));
	struct model_boot how = { 0 };
	unsigned int major, minor;
	struct sim_error err;
	int ret;

	if (!o || argc % 2 == 0 || !kernel || !model ||
	    sscanf(option(argc, argv, "--release", ""), "%u.%u", &major, &minor) != 2) {
		fprintf(stderr, "usage: oracle --kernel FILE --model FILE --release M.N "
				"[--steps N] [--seed S] [--plant K]\n");
		return 2;
	}
	how.release = LINUX(major, minor);
	o->plant = atoi(option(argc, argv, "--plant", "0"));
	o->kernel = open_kernel(kernel);
	o->sim = sim_new(&options, &err);
	if (!o->kernel || !o->sim || sim_load_design(o->sim, NULL, model, &err) != SIM_OK ||
	    sim_boot(o->sim, &how, &err) != SIM_OK) {
		fprintf(stderr, "oracle: %s\n", o->kernel ? err.text : kernel);
		return 2;
	}
	ret = run(o, strtoul(option(argc, argv, "--steps", "1000000"), NULL, 0),
		  strtoull(option(argc, argv, "--seed", "1"), NULL, 0));
	sim_free(o->sim);
	free(o);
	return ret;
}
