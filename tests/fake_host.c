// SPDX-License-Identifier: GPL-2.0-only
/* See fake_host.h. */
#include <sys/mman.h>

#include "fake_host.h"

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/slab.h>

extern void *calloc(size_t n, size_t size);
extern void free(void *p);

struct fake_host fake;
struct model_cpu model_cpu __attribute__((weak));

int cap_capable(const struct cred *cred, struct user_namespace *ns, int cap)
{
	return fake.capable ? 0 : -EPERM;
}

static void fake_point(enum host_op op, const void *obj, const struct host_site *site)
{
	fake.points++;
	if (fake.on_point)
		fake.on_point(op, obj);
}

static void fake_block(const void *on, unsigned long long deadline, const struct host_site *site)
{
	fake.blocks++;
	if (!fake.on_block)
		fail_msg("sleeps at %s:%u", site->file, site->line);
	fake.on_block(on, deadline);
}

static void fake_wake(struct task_struct *task)
{
	fake.wakes++;
}

static void fake_wake_on(const void *on)
{
	fake.lock_wakes++;
}

static unsigned int fake_choose(unsigned int n, enum host_why why, const struct host_site *site)
{
	return 0;
}

static int fake_fail(enum host_fail what, const struct host_site *site)
{
	return ++fake.requests == fake.refuse;
}

static void fake_event(const struct host_event *ev)
{
	fake.events[ev->kind]++;
	fake.last[ev->kind] = *ev;
}

static void fake_bug(enum host_bug kind, const struct host_site *site, const void *obj,
		     const char *text)
{
	size_t n = strlen(text);

	if (n > sizeof(fake.text) - 1)
		n = sizeof(fake.text) - 1;
	memcpy(fake.text, text, n);
	fake.text[n] = '\0';
	fake.bugs++;
	fake.bug = kind;
	fake.obj = obj;
	if (kind == HOST_BUG_OOPS || kind == HOST_BUG_UNMODELLED)
		fail_msg("%s:%u: %s", site->file, site->line, text);
}

/* bytes from @at on that are mapped */
static unsigned long fake_span(unsigned long at, unsigned long n)
{
	unsigned long start = (unsigned long)fake.user;

	if (at < start || at >= start + fake.user_size)
		return 0;
	return n < start + fake.user_size - at ? n : start + fake.user_size - at;
}

static unsigned long fake_from_user(void *to, unsigned long from, unsigned long n)
{
	unsigned long span = fake_span(from, n);

	memcpy(to, (const void *)from, span);
	return n - span;
}

static unsigned long fake_to_user(unsigned long to, const void *from, unsigned long n)
{
	unsigned long span = fake_span(to, n);

	memcpy((void *)to, from, span);
	return n - span;
}

static unsigned long long fake_now(void)
{
	return fake.now;
}

static void fake_task_new(struct task_struct *task, struct task_struct *parent)
{
}

static void fake_task_gone(struct task_struct *task)
{
}

static void __attribute__((noreturn)) fake_task_dead(void)
{
	fail_msg("a task died");
	__builtin_unreachable();
}

static const struct host_ops fake_ops = {
	.point = fake_point,
	.block = fake_block,
	.wake = fake_wake,
	.wake_on = fake_wake_on,
	.choose = fake_choose,
	.fail = fake_fail,
	.event = fake_event,
	.bug = fake_bug,
	.copy_from_user = fake_from_user,
	.copy_to_user = fake_to_user,
	.now = fake_now,
	.task_new = fake_task_new,
	.task_gone = fake_task_gone,
	.task_dead = fake_task_dead,
};

/*
 * The region of a world. It lies below the stack and not far from it: entries of wait queues are on
 * stacks, and heads of queues know only how far from the region's start.
 */
static char *fake_region(unsigned long size)
{
	unsigned long here = (unsigned long)__builtin_frame_address(0) & ~0xfffUL;
	unsigned long gib;
	void *p;

	for (gib = 1; gib < 30; gib++) {
		p = mmap((void *)(here - (gib << 30)), size, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
		if (p != MAP_FAILED)
			return p;
	}
	return NULL;
}

void fake_host_start(unsigned long size)
{
	memset(&fake, 0, sizeof(fake));
	memset(&model_cpu, 0, sizeof(model_cpu));
	model_cpu.host = &fake_ops;
	model_cpu.size = size;
	model_cpu.base = fake_region(size);
	model_cpu.shadow = calloc(1, size / 16);
	if (!model_cpu.base || !model_cpu.shadow || slab_boot())
		fail_msg("no memory for the test");
}

void fake_host_stop(void)
{
	munmap(model_cpu.base, model_cpu.size);
	free(model_cpu.shadow);
	model_cpu.base = NULL;
	model_cpu.shadow = NULL;
}

int fake_setup(void **state)
{
	fake_host_start(4 << 20);
	return 0;
}

int fake_teardown(void **state)
{
	fake_host_stop();
	return 0;
}

unsigned int fake_bugs(void)
{
	unsigned int n = fake.bugs;

	fake.bugs = 0;
	return n;
}
