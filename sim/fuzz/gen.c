// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program, made while it runs on the model: each call is chosen in the light of what the others
 * have come to.
 */
#include "fuzz/fuzz.h"

#include "choice.h"

static unsigned int pick_actor(const struct fuzz_model *m, uint64_t *random)
{
	unsigned int n = m->program->nr_actors, i;

	for (unsigned int tries = 0; tries < 8; tries++) {
		i = sim_below(random, 2) || n < 4 ? sim_below(random, n)
						  : n - 1 - sim_below(random, 4);
		if (fuzz_model_ready(m, i))
			return i;
	}
	return 0;
}

/* who sleeps, or is stopped, would be so for ever */
static int rescue(const struct fuzz_model *m, uint64_t *random, struct sim_buf *out)
{
	unsigned int n = m->program->nr_actors, i = sim_below(random, n);
	static const char *const what[] = { "SIGCONT", "SIGUSR1", "SIGCONT", "SIGKILL", "SIGRT_2" };

	if (!i || !m->actors[i].task || (m->state[i] != 'B' && m->state[i] != 'T'))
		return 0;
	sim_buf_printf(out, "kill(%s, %s)", fuzz_actor_name(i), what[sim_below(random, 5)]);
	return 1;
}

/*
 * Not every machine lets root have CAP_SYS_RESOURCE, and limits are inherited from whoever started
 * all this.
 */
static const char *const prelude[FUZZ_PRELUDE] = {
	"capset({version=0x20080522}, {effective=0x1fffeffffff, permitted=0x1fffeffffff})",
	"prctl(PR_CAPBSET_DROP, CAP_SYS_RESOURCE)",
	"setrlimit(RLIMIT_CORE, {rlim_cur=0, rlim_max=0})",
	"setrlimit(RLIMIT_NOFILE, {rlim_cur=256, rlim_max=256})",
};

int fuzz_generate(struct fuzz_program *program, struct fuzz_model *m, uint64_t *random,
		  struct sim_error *err)
{
	struct sim_buf text = { 0 };
	const struct fuzz_step *step;
	struct fuzz_chances chances;
	unsigned int actor;
	int going = 1;

	fuzz_chances(&chances, program->prog.design);
	while (going && program->nr_steps < FUZZ_STEPS && fuzz_model_ready(m, 0)) {
		sim_buf_free(&text);
		actor = program->nr_steps < FUZZ_PRELUDE ? 0 : pick_actor(m, random);
		if (program->nr_steps < FUZZ_PRELUDE)
			sim_buf_puts(&text, prelude[program->nr_steps]);
		else if (sim_below(random, 6) || !rescue(m, random, &text))
			fuzz_call(m, &chances, actor, random, &text);
		if (!text.s || text.failed) {
			sim_error_set(err, SIM_ENOMEM, "out of memory");
			break;
		}
		step = fuzz_program_add(program, actor, text.s, err);
		if (!step)
			break;
		going = fuzz_model_step(m, step);
	}
	sim_buf_free(&text);
	return !going || program->nr_steps == FUZZ_STEPS || !fuzz_model_ready(m, 0);
}
