// SPDX-License-Identifier: GPL-2.0-only
/*
 * A failure, and what is near it: of a race, the shortest schedule that fails, the nearest one that
 * passes, and what the difference between the two comes to.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/story.h"
#include "script/nearby.h"
#include "script/script.h"

/* ------------------------------------------------------------ a step in words */

static const char *const acts[HOST_OP_NR] = {
	[HOST_OP_SYSCALL_ENTER] = "enters the kernel",
	[HOST_OP_SYSCALL_EXIT] = "leaves the kernel",
	[HOST_OP_LOCK] = "takes a lock",
	[HOST_OP_UNLOCK] = "goes on behind an unlock",
	[HOST_OP_READ_LOCK] = "takes a lock for reading",
	[HOST_OP_READ_UNLOCK] = "goes on behind an unlock",
	[HOST_OP_LOAD] = "reads",
	[HOST_OP_STORE] = "writes",
	[HOST_OP_RMW] = "changes an atomic",
	[HOST_OP_REF_GET] = "takes a reference",
	[HOST_OP_REF_PUT] = "drops a reference",
	[HOST_OP_RCU_LOCK] = "enters an RCU section",
	[HOST_OP_RCU_UNLOCK] = "goes on behind an RCU section",
	[HOST_OP_RCU_CALL] = "hands something to call_rcu()",
	[HOST_OP_WAIT] = "joins a wait queue",
	[HOST_OP_WAKE] = "wakes a wait queue",
	[HOST_OP_COPY] = "copies from or to user memory",
	[HOST_OP_WRITE_LOCK] = "takes a lock for writing",
	[HOST_OP_REF_READ] = "reads a reference count",
	[HOST_OP_TRY_LOCK] = "tries to take a lock",
};

static void put_site(const struct host_site *site, struct sim_buf *out)
{
	if (!site)
		return;
	if (site->func)
		sim_buf_printf(out, " in %s", site->func);
	if (site->file)
		sim_buf_printf(out, " (%s:%u)", sim_report_file(site->file), site->line);
}

static void put_act(const struct sim_turn *turn, struct sim_buf *out)
{
	switch (turn->kind) {
	case SIM_TURN_POINT:
		sim_buf_puts(out, acts[turn->op]);
		put_site(turn->site, out);
		break;
	case SIM_TURN_BEGIN:
		sim_buf_puts(out, "begins");
		break;
	case SIM_TURN_RESUME:
		sim_buf_puts(out, "goes on after a sleep");
		break;
	case SIM_TURN_WORK:
		sim_buf_puts(out, "takes its signals");
		break;
	case SIM_TURN_GRACE:
		sim_buf_puts(out, "a grace period ends");
		break;
	}
}

static const struct sim_turn *turn_of(const struct sim_story *story, const struct sim_event *event)
{
	unsigned int nr;
	const struct sim_turn *turns = sim_schedule_turns(story->schedule, &nr);

	for (unsigned int i = 0; i < nr; i++) {
		if (turns[i].task == event->task && turns[i].nth == event->nth)
			return &turns[i];
	}
	return NULL;
}

static void put_event(const struct sim_story *story, const struct sim_event *event, char mark,
		      struct sim_buf *out)
{
	const struct sim_turn *turn = turn_of(story, event);
	const struct sim_object *object;
	const struct sim_pstep *step;
	char who[32], name[64];

	if (!turn)
		return;
	sim_buf_printf(out, "  %-9s %c  ", mark == 'a' ? "decides" : "", mark);
	if (turn->task >= 0)
		sim_buf_printf(out, "%s ", sim_story_actor(story, turn->task, who));
	put_act(turn, out);
	step = turn->step ? &story->prog->steps[turn->step - 1] : NULL;
	if (step && step->kind == SIM_STEP_LINE) {
		sim_buf_puts(out, turn->kind == SIM_TURN_BEGIN ? " " : ": ");
		sim_story_line(step, out);
		sim_buf_printf(out, ", line %u", step->item->pos.line);
	}
	object = sim_object(story->sim, turn->object);
	if (object)
		sim_buf_printf(out, "  [%s]", sim_object_name(object, name, sizeof(name)));
	sim_buf_putc(out, '\n');
}

/* ------------------------------------------------------------ a race */

/** struct fault - @token: of the failing schedule; @near: none if near.token is NULL */
struct fault {
	const struct sim_teller *teller;
	struct sim_report report;
	char *token;
	struct sim_shortest shortest;
	struct sim_nearest near;
	struct sim_marked marked[2];
};

static void say_shortest(struct fault *f)
{
	const struct sim_shortest *s = &f->shortest;

	snprintf(f->report.shortest, sizeof(f->report.shortest), "%u preemption%s, %u switch%s%s",
		 s->preemptions, s->preemptions == 1 ? "" : "s", s->switches,
		 s->switches == 1 ? "" : "es",
		 !s->proved ? ", as far as was searched"
		 : s->preemptions ? ": with fewer preemptions it never fails so" : "");
}

static enum sim_status put_failing(struct fault *f, struct sim_buf *out, struct sim_error *err)
{
	const struct sim_teller *t = f->teller;
	struct sim_story story;
	enum sim_status status;
	int near = f->near.token != NULL;

	status = sim_story_new(&story, t->sim, t->prog, f->token, f->report.inject_step,
			       f->report.inject_nth, err);
	if (status)
		return status;
	sim_report_failure(&f->report, t->prog, &story, t->pen, f->marked, near ? 2 : 0, NULL,
			   out);
	if (near) {
		sim_buf_putc(out, '\n');
		put_event(&story, &f->near.first, 'a', out);
		put_event(&story, &f->near.then, 'b', out);
		sim_buf_puts(out, "            it fails with a before b, and passes with b "
				  "before a:\n");
	}
	sim_story_free(&story);
	return SIM_OK;
}

static enum sim_status put_passing(struct fault *f, struct sim_buf *out, struct sim_error *err)
{
	const struct sim_teller *t = f->teller;
	struct sim_story story;
	enum sim_status status;

	if (!f->near.token) {
		sim_buf_puts(out, "\n  passes    no schedule near this one does\n");
		return SIM_OK;
	}
	status = sim_story_new(&story, t->sim, t->prog, f->near.token, 0, 0, err);
	if (status)
		return status;
	sim_buf_putc(out, '\n');
	sim_report_lanes(&story, t->pen, f->marked, 2, out);
	sim_story_free(&story);
	sim_buf_puts(out, "\n  passes    ");
	t->command(t->ctx, f->near.token, out);
	sim_buf_putc(out, '\n');
	return SIM_OK;
}

static enum sim_status find_near(struct fault *f, const char *token, struct sim_error *err)
{
	const struct sim_teller *t = f->teller;
	enum sim_status status = SIM_OK;

	if (!t->as_it_is) {
		status = sim_shortest(t->sim, t->prog, token, &f->shortest, err);
		if (status)
			return status;
		f->shortest.report.runs = f->report.runs;
		f->report = f->shortest.report;
		f->token = f->shortest.token;
		say_shortest(f);
	} else {
		f->token = strdup(token);
	}
	if (!f->token)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	status = sim_nearest(t->sim, t->prog, f->token, &f->near, err);
	f->marked[0] = (struct sim_marked){ f->near.first.task, f->near.first.nth, 'a' };
	f->marked[1] = (struct sim_marked){ f->near.then.task, f->near.then.nth, 'b' };
	return status;
}

static enum sim_status report_race(const struct sim_teller *teller, const struct sim_report *report,
				   const char *token, struct sim_buf *out, struct sim_error *err)
{
	struct fault f = { .teller = teller, .report = *report };
	enum sim_status status = find_near(&f, token, err);

	if (!status)
		status = put_failing(&f, out, err);
	if (!status)
		status = put_passing(&f, out, err);
	if (!status) {
		sim_buf_puts(out, "\n  repeat    ");
		teller->command(teller->ctx, f.token, out);
		sim_buf_putc(out, '\n');
	}
	free(f.token);
	free(f.near.token);
	return status;
}

/* ------------------------------------------------------------ any failure */

static enum sim_status report_plain(const struct sim_teller *t, const struct sim_report *report,
				    int told, struct sim_buf *out, struct sim_error *err)
{
	struct sim_buf command = { 0 };
	struct sim_story story;
	enum sim_status status = SIM_OK;

	t->command(t->ctx, NULL, &command);
	if (told)
		status = sim_story_new(&story, t->sim, t->prog, "", report->inject_step,
				       report->inject_nth, err);
	if (!status)
		sim_report_failure(report, t->prog, told ? &story : NULL, t->pen, NULL, 0,
				   command.s, out);
	if (!status && told)
		sim_story_free(&story);
	sim_buf_free(&command);
	return status;
}

enum sim_status sim_report_fault(const struct sim_teller *teller, const struct sim_report *report,
				 const char *token, struct sim_buf *out, struct sim_error *err)
{
	enum sim_status status;

	token = token ? token : report->token;
	/* What all runs came to, or a schedule too long to be kept, is told without lanes. */
	if (report->whole || !strcmp(token, "?"))
		return report_plain(teller, report, 0, out, err);
	if (!teller->prog->has_race)
		return report_plain(teller, report, 1, out, err);
	status = report_race(teller, report, token, out, err);
	/* What is judged over several runs needs not show in the last of them. */
	return status == SIM_EFAIL ? report_plain(teller, report, 0, out, err) : status;
}
