// SPDX-License-Identifier: GPL-2.0-only
/*
 * The steps, as the callers of pid.c and pid_namespace.c in the kernel make them. Included by
 * model.c and by kernel.c, which give what differs: side_*(). A step that its side's objects do
 * not allow answers -1 and does nothing; since both sides have the same objects, both do so.
 */

#define NONE (-1L)
#define ARRAY(a) (sizeof(a) / sizeof((a)[0]))

/* ---------------------------------------------------------------- objects and their indices */

static long pid_index(struct side *side, const struct pid *pid)
{
	int i;

	if (!pid)
		return NONE;
	/* a guess: the number may have been another one's */
	i = pid->numbers[0].nr & 32767;
	if (side->by_nr[i] && side->pid[side->by_nr[i] - 1] == pid)
		return side->by_nr[i] - 1;
	for (i = 0; i < SIDE_PIDS; i++)
		if (side->pid[i] == pid)
			return i;
	return -2;
}

static long task_index(struct side *side, const struct task_struct *t)
{
	int i;

	if (!t)
		return NONE;
	for (i = 0; i < SIDE_TASKS; i++)
		if (side->task[i] == t)
			return i;
	return -2;
}

static long ns_index(struct side *side, const struct pid_namespace *ns)
{
	int i;

	if (!ns)
		return NONE;
	for (i = 0; i < SIDE_NS; i++)
		if (side->ns[i] == ns)
			return i;
	return -2;
}

static struct pid *some_pid(struct side *side, unsigned int n)
{
	return side->pid[n % SIDE_PIDS];
}

/* a task that has its numbers, the first from @n on, or NULL */
static struct task_struct *some_task(struct side *side, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < 8; i++)
		if (side->used[(n + i) % SIDE_TASKS])
			return side->task[(n + i) % SIDE_TASKS];
	return side->task[0];
}

/* one that still counts, for its destruction makes it unusable before it is freed */
static struct pid_namespace *some_ns(struct side *side, unsigned int n)
{
	struct pid_namespace *ns = side->ns[n % SIDE_NS];

	return ns && refcount_read(&ns->ns.count) > 0 ? ns : NULL;
}

static bool has_tasks(struct pid *pid)
{
	enum pid_type type;

	for (type = 0; type < PIDTYPE_MAX; type++)
		if (pid_has_task(pid, type))
			return true;
	return false;
}

/* nobody but us may refer to entry @i any more: is it gone? */
static void look_at_pid(struct side *side, int i)
{
	struct pid *pid = side->pid[i];

	if (!pid)
		return;
	if (is_freed(pid)) {
		side->pid[i] = NULL;
		side->held[i] = 0;
		side->hashed[i] = 0;
	} else {
		side->hashed[i] = find_pid_ns(pid->numbers[0].nr, &init_pid_ns) == pid;
	}
}

static int count_of(struct side *side, long i)
{
	return i < 0 || !side->pid[i] ? -1 : (int)refcount_read(&side->pid[i]->count);
}

static void look_at_ns(struct side *side, int i)
{
	if (i && side->ns[i] && is_freed(side->ns[i])) {
		side->ns[i] = NULL;
		side->ns_held[i] = 0;
	}
}

static void look_at_all(struct side *side)
{
	int i;

	for (i = 0; i < SIDE_PIDS; i++)
		look_at_pid(side, i);
	for (i = 0; i < SIDE_NS; i++)
		look_at_ns(side, i);
}

/* ---------------------------------------------------------------- numbers and processes */

/* a number that is worth to be asked for */
static int some_nr(struct side *side, unsigned int n)
{
	static const int odd[] = { 0, -1, 1, 2, 299, 300, 301, 32767, 32768, 4194303, 4194304,
				   0x7fffffff };
	struct pid *pid;

	switch (n % 4) {
	case 0:
		return odd[n / 4 % ARRAY(odd)];
	case 1:
		return (int)(n / 4 % 700);
	case 2:
		pid = some_pid(side, n / 4);
		return pid ? pid->numbers[pid->level].nr : 1;
	default:
		return side_limit() - 3 + (int)(n / 4 % 5);
	}
}

static void step_alloc(struct side *side, const struct side_step *s, long *out, bool tids)
{
	struct pid_namespace *ns = some_ns(side, s->a);
	int set_tid[SIDE_LEVELS + 2], i, k;
	unsigned int n = 0;
	struct pid *pid;

	for (i = 0; i < SIDE_PIDS && side->pid[(s->b + i) % SIDE_PIDS]; i++)
		;
	if (!ns || i == SIDE_PIDS)
		return;
	i = (s->b + i) % SIDE_PIDS;
	if (tids)
		n = 1 + s->c % (ns->level + 2);
	for (k = 0; k < (int)n; k++)
		set_tid[k] = some_nr(side, s->c / 8 + s->b * k * 7);
	/* memory for numbers runs out in other places here than there */
	side->fail = !tids && s->c % 64 == 0;
	pid = alloc_pid(ns, n ? set_tid : NULL, n);
	side->fail = 0;
	if (IS_ERR(pid)) {
		out[1] = PTR_ERR(pid);
		return;
	}
	side->pid[i] = pid;
	side->by_nr[pid->numbers[0].nr & 32767] = i + 1;
	look_at_pid(side, i);
	out[1] = i;
	out[2] = pid->level;
	out[3] = side_ino(pid);
	for (k = 0; k <= (int)pid->level; k++) {
		out[4 + 2 * k] = pid->numbers[k].nr;
		out[5 + 2 * k] = ns_index(side, pid->numbers[k].ns);
	}
}

/* as a fork that fails behind alloc_pid() */
static void step_free(struct side *side, const struct side_step *s, long *out)
{
	int i = s->a % SIDE_PIDS;

	if (!side->pid[i] || !side->hashed[i] || has_tasks(side->pid[i]))
		return;
	free_pid(side->pid[i]);
	look_at_pid(side, i);
	out[1] = count_of(side, i);
}

static void attach_all(struct side *side, int i, struct task_struct *t, struct pid *pid)
{
	struct task_struct *parent = some_task(side, (unsigned int)i * 7);
	struct pid_namespace *ns = ns_of_pid(pid);
	struct signal_struct *sig = t->signal;
	enum pid_type type;

	sig->pids[PIDTYPE_TGID] = pid;
	sig->pids[PIDTYPE_PGID] = pid;
	sig->pids[PIDTYPE_SID] = pid;
	/* a parent is above, or in the same namespace */
	if (parent != t && pid_nr_ns(pid, task_active_pid_ns(parent))) {
		sig->pids[PIDTYPE_PGID] = parent->signal->pids[PIDTYPE_PGID];
		sig->pids[PIDTYPE_SID] = parent->signal->pids[PIDTYPE_SID];
	}
	if (is_child_reaper(pid))
		ns->child_reaper = t;
	for (type = PIDTYPE_TGID; type < PIDTYPE_MAX; type++)
		attach_pid(t, type);
}

/* as copy_process() from where it can't fail any more */
static void step_fork(struct side *side, const struct side_step *s, long *out, bool thread)
{
	struct task_struct *leader = some_task(side, s->c), *t;
	struct pid *pid = some_pid(side, s->a);
	int i = s->b % SIDE_TASKS, group;
	struct pid_namespace *ns;

	if (!pid || !side->hashed[s->a % SIDE_PIDS] || has_tasks(pid) || side->used[i])
		return;
	ns = ns_of_pid(pid);
	if (!(ns->pid_allocated & PIDNS_ADDING) || (!ns->child_reaper && !is_child_reaper(pid)))
		return;
	thread = thread && !is_child_reaper(pid) && task_active_pid_ns(leader) == ns;
	for (group = 0; side->users[group]; group++)
		;
	if (thread)
		group = side->group[task_index(side, leader)];
	if (!side->task[i])
		side->task[i] = side_new_task();
	if (!side->signal[group])
		side->signal[group] = side_new_signal();
	t = side->task[i];
	side->used[i] = 1;
	side->group[i] = group;
	side->users[group]++;
	side->leader[i] = !thread;
	t->exit_signal = thread ? -1 : SIGCHLD;
	t->signal = side->signal[group];
	t->pid = pid_nr(pid);
	t->thread_pid = pid;
	t->nsproxy->pid_ns_for_children = get_pid_ns(ns);
	if (!thread)
		attach_all(side, i, t, pid);
	attach_pid(t, PIDTYPE_PID);
	out[1] = i;
	out[2] = thread;
}

/* as __unhash_process(); the task must be the last one of a process, or a thread */
static void leave(struct side *side, int i)
{
	struct task_struct *t = side->task[i];
	int group = side->group[i];
	enum pid_type type;

	side_detach(t, PIDTYPE_PID);
	if (!--side->users[group])
		for (type = PIDTYPE_TGID; type < PIDTYPE_MAX; type++)
			side_detach(t, type);
	put_pid_ns(t->nsproxy->pid_ns_for_children);
	t->nsproxy->pid_ns_for_children = NULL;
	side_unkill(t);
	side->used[i] = 0;
	side->leader[i] = 0;
}

static bool may_leave(struct side *side, int i)
{
	struct pid_namespace *ns;

	if (!i || !side->used[i] || (side->leader[i] && side->users[side->group[i]] > 1))
		return false;
	/* init goes last */
	ns = task_active_pid_ns(side->task[i]);
	return ns->child_reaper != side->task[i] || ns->pid_allocated == 1;
}

static void step_exit(struct side *side, const struct side_step *s, long *out)
{
	int i = s->a % SIDE_TASKS;
	struct task_struct *t = side->task[i];
	long pid[PIDTYPE_MAX];
	enum pid_type type;

	if (!may_leave(side, i))
		return;
	pid[PIDTYPE_PID] = pid_index(side, t->thread_pid);
	for (type = PIDTYPE_TGID; type < PIDTYPE_MAX; type++)
		pid[type] = pid_index(side, t->signal->pids[type]);
	leave(side, i);
	out[1] = t->thread_pid != NULL;
	for (type = 0; type < PIDTYPE_MAX; type++) {
		look_at_pid(side, pid[type]);
		out[2 + 3 * type] = pid[type];
		out[3 + 3 * type] = side->hashed[pid[type]];
		out[4 + 3 * type] = count_of(side, pid[type]);
	}
}

static bool is_reaper(struct task_struct *t)
{
	return task_active_pid_ns(t)->child_reaper == t;
}

/* setpgid(), setsid() */
static void step_change(struct side *side, const struct side_step *s, long *out)
{
	enum pid_type type = s->c % 2 ? PIDTYPE_PGID : PIDTYPE_SID;
	struct task_struct *t = some_task(side, s->a);
	struct pid *pid = some_pid(side, s->b);
	long old;

	/* what an init joins would outlive its zap, which would not end */
	if (is_reaper(t) || !side->leader[task_index(side, t)] || !pid || !has_tasks(pid) ||
	    ns_of_pid(pid) != task_active_pid_ns(t))
		return;
	old = pid_index(side, t->signal->pids[type]);
	side_change(t, type, pid);
	look_at_pid(side, old);
	out[1] = side->hashed[old];
	out[2] = task_index(side, pid_task(pid, type));
	out[3] = count_of(side, old);
}

static void step_exchange(struct side *side, const struct side_step *s, long *out)
{
	struct task_struct *a = some_task(side, s->a), *b = some_task(side, s->b);

	if (a == b || task_active_pid_ns(a) != task_active_pid_ns(b) || is_reaper(a) ||
	    is_reaper(b))
		return;
	exchange_tids(a, b);
	out[1] = a->pid;
	out[2] = b->pid;
	out[3] = pid_index(side, a->thread_pid);
	out[4] = task_index(side, pid_task(b->thread_pid, PIDTYPE_PID));
}

/* de_thread() of a thread that is not the leader */
static void step_exec(struct side *side, const struct side_step *s, long *out)
{
	struct task_struct *t = some_task(side, s->a), *old;
	int i = task_index(side, t), k;
	enum pid_type type;

	if (side->leader[i])
		return;
	for (k = 0; !side->used[k] || !side->leader[k] || side->group[k] != side->group[i]; )
		if (++k == SIDE_TASKS)
			return;
	old = side->task[k];
	if (is_reaper(old))
		return;
	exchange_tids(t, old);
	for (type = PIDTYPE_TGID; type < PIDTYPE_MAX; type++)
		transfer_pid(old, t, type);
	t->exit_signal = SIGCHLD;
	old->exit_signal = -1;
	side->leader[i] = 1;
	side->leader[k] = 0;
	out[1] = t->pid;
	out[2] = task_index(side, pid_task(t->signal->pids[PIDTYPE_TGID], PIDTYPE_TGID));
}

/* ---------------------------------------------------------------- looking things up */

static void step_find(struct side *side, const struct side_step *s, long *out)
{
	struct pid_namespace *ns = some_ns(side, s->a);
	int nr = some_nr(side, s->b);

	if (!ns || nr < 0)
		return;
	if (s->op == STEP_FIND) {
		out[1] = pid_index(side, find_pid_ns(nr, ns));
		out[2] = task_index(side, find_task_by_pid_ns(nr, ns));
	} else {
		out[1] = pid_index(side, find_ge_pid(nr, ns));
	}
}

/* by a number of the caller's namespace */
static void step_find_here(struct side *side, const struct side_step *s, long *out)
{
	int nr = some_nr(side, s->b);
	struct task_struct *t;
	struct pid *pid;

	if (nr < 0)
		return;
	side_current(some_task(side, s->a));
	out[1] = pid_index(side, find_vpid(nr));
	out[2] = task_index(side, find_task_by_vpid(nr));
	t = find_get_task_by_vpid(nr);
	out[3] = task_index(side, t);
	if (t) {
		out[4] = refcount_read(&t->usage);
		put_task_struct(t);
	}
	pid = find_get_pid(nr);
	out[5] = pid_index(side, pid);
	out[6] = count_of(side, out[5]);
	if (out[5] >= 0)
		side->held[out[5]]++;
}

static void step_task_pid(struct side *side, const struct side_step *s, long *out)
{
	struct task_struct *t = some_task(side, s->a);
	struct pid *pid = get_task_pid(t, s->b % PIDTYPE_MAX);

	out[1] = pid_index(side, pid);
	out[2] = count_of(side, out[1]);
	if (out[1] >= 0)
		side->held[out[1]]++;
}

static void step_pid_task(struct side *side, const struct side_step *s, long *out)
{
	struct pid *pid = some_pid(side, s->a);
	struct task_struct *t = get_pid_task(pid, s->b % PIDTYPE_MAX);

	out[1] = task_index(side, t);
	out[2] = task_index(side, pid_task(pid, s->b / 4 % PIDTYPE_MAX));
	if (t) {
		out[3] = refcount_read(&t->usage);
		put_task_struct(t);
	}
}

static void step_nr(struct side *side, const struct side_step *s, long *out)
{
	struct pid *pid = some_pid(side, s->a);

	out[1] = pid_nr_ns(pid, some_ns(side, s->b));
	side_current(some_task(side, s->c));
	out[2] = pid_vnr(pid);
	out[3] = pid_nr(pid);
	out[4] = ns_index(side, ns_of_pid(pid));
}

static void step_task_nr(struct side *side, const struct side_step *s, long *out)
{
	struct task_struct *t = some_task(side, s->a);
	enum pid_type type = s->c % PIDTYPE_MAX;

	side_current(some_task(side, s->c / 4));
	out[1] = __task_pid_nr_ns(t, type, some_ns(side, s->b));
	out[2] = __task_pid_nr_ns(t, type, NULL);
	out[3] = ns_index(side, task_active_pid_ns(t));
	/* one that was reaped, and whose process has gone */
	t = side->task[s->b % SIDE_TASKS];
	if (t && !t->thread_pid) {
		out[4] = __task_pid_nr_ns(t, PIDTYPE_PID, &init_pid_ns);
		out[5] = ns_index(side, task_active_pid_ns(t));
		out[6] = pid_index(side, get_task_pid(t, PIDTYPE_PID));
	}
}

static void step_count(struct side *side, const struct side_step *s, long *out)
{
	int i = s->a % SIDE_PIDS;

	if (!side->pid[i])
		return;
	if (s->op == STEP_GET && (side->hashed[i] || side->held[i])) {
		get_pid(side->pid[i]);
		side->held[i]++;
	} else if (s->op == STEP_PUT && side->held[i]) {
		side->held[i]--;
		put_pid(side->pid[i]);
	}
	look_at_pid(side, i);
	out[1] = count_of(side, i);
}

#include "side_ns.c"

/* ---------------------------------------------------------------- all of it */

static void step_rest(struct side *side, const struct side_step *s, long *out)
{
	switch (s->op) {
	case STEP_GRACE:
		side_grace();
		look_at_all(side);
		out[1] = 0;
		break;
	case STEP_PID_MAX:
		/* mostly so few that they run out */
		out[1] = side_pid_max(s->a % 4 ? 301 + (int)(s->b % 300) : some_nr(side, s->b));
		out[2] = side_limit();
		break;
	case STEP_LAST_PID:
		side_current(some_task(side, s->a));
		out[1] = side_last_pid(some_nr(side, s->b));
		break;
	case STEP_REBOOT:
		/* only what comes back */
		out[1] = reboot_pid_ns(&init_pid_ns, (int)s->a);
		if (some_ns(side, s->b) && some_ns(side, s->b) != &init_pid_ns)
			out[2] = reboot_pid_ns(some_ns(side, s->b), 0);
		break;
	}
}

static void step_ns(struct side *side, const struct side_step *s, long *out)
{
	switch (s->op) {
	case STEP_NEW_NS:
		step_new_ns(side, s, out);
		break;
	case STEP_PUT_NS:
		step_put_ns(side, s, out);
		break;
	case STEP_NS_GET:
		step_ns_get(side, s, out);
		break;
	case STEP_NS_ENTER:
		step_ns_enter(side, s, out);
		break;
	case STEP_NS_PARENT:
		step_ns_parent(side, s, out);
		break;
	case STEP_DISABLE:
		step_disable(side, s, out);
		break;
	case STEP_ZAP:
		step_zap(side, s, out);
		break;
	default:
		step_rest(side, s, out);
	}
}

static void step_look_up(struct side *side, const struct side_step *s, long *out)
{
	switch (s->op) {
	case STEP_FIND:
	case STEP_FIND_GE:
		step_find(side, s, out);
		break;
	case STEP_FIND_HERE:
		step_find_here(side, s, out);
		break;
	case STEP_TASK_PID:
		step_task_pid(side, s, out);
		break;
	case STEP_PID_TASK:
		step_pid_task(side, s, out);
		break;
	case STEP_NR:
		step_nr(side, s, out);
		break;
	case STEP_TASK_NR:
		step_task_nr(side, s, out);
		break;
	case STEP_GET:
	case STEP_PUT:
		step_count(side, s, out);
		break;
	default:
		step_ns(side, s, out);
	}
}

/* the inits of namespaces sleep, and are woken when they are alone */
static void let_inits_sleep(struct side *side, long *out)
{
	struct pid_namespace *ns;
	int i;

	for (i = 1; i < SIDE_NS; i++) {
		ns = side->ns[i];
		if (!ns || is_freed(ns) || !ns->child_reaper)
			continue;
		if (ns->child_reaper->__state == TASK_RUNNING)
			out[0] |= 1L << i;
		ns->child_reaper->__state = TASK_INTERRUPTIBLE;
	}
}

static void side_step(struct side *side, const struct side_step *s, long out[SIDE_OUT])
{
	memset(out, 0xff, SIDE_OUT * sizeof(*out));
	out[0] = 0;
	side_capable(s->c % 16 != 15);
	side_current(side->task[0]);
	switch (s->op) {
	case STEP_ALLOC:
	case STEP_ALLOC_TID:
		step_alloc(side, s, out, s->op == STEP_ALLOC_TID);
		break;
	case STEP_FREE:
		step_free(side, s, out);
		break;
	case STEP_FORK:
	case STEP_THREAD:
		step_fork(side, s, out, s->op == STEP_THREAD);
		break;
	case STEP_EXIT:
		step_exit(side, s, out);
		break;
	case STEP_CHANGE:
		step_change(side, s, out);
		break;
	case STEP_EXCHANGE:
		step_exchange(side, s, out);
		break;
	case STEP_EXEC:
		step_exec(side, s, out);
		break;
	default:
		step_look_up(side, s, out);
	}
	let_inits_sleep(side, out);
	out[0] |= (long)side_faults(side) << 32;
}

static long *look_pid(struct side *side, int i, long *p)
{
	struct pid *pid = side->pid[i];
	enum pid_type type;
	unsigned int k;

	*p++ = i;
	*p++ = is_freed(pid);
	if (p[-1])
		return p;
	*p++ = refcount_read(&pid->count);
	*p++ = side_ino(pid);
	for (k = 0; k <= pid->level; k++) {
		*p++ = pid->numbers[k].nr;
		*p++ = pid_index(side, find_pid_ns(pid->numbers[k].nr, pid->numbers[k].ns));
	}
	for (type = 0; type < PIDTYPE_MAX; type++)
		*p++ = task_index(side, pid_task(pid, type));
	return p;
}

static long *look_task(struct side *side, int i, long *p)
{
	struct task_struct *t = side->task[i];
	enum pid_type type;

	*p++ = i;
	*p++ = t->pid;
	*p++ = refcount_read(&t->usage);
	*p++ = pid_index(side, t->thread_pid);
	for (type = PIDTYPE_TGID; type < PIDTYPE_MAX; type++)
		*p++ = pid_index(side, t->signal->pids[type]);
	return p;
}

static unsigned int side_look(struct side *side, long *out)
{
	struct pid_namespace *ns;
	long *p = out;
	int i;

	for (i = 0; i < SIDE_NS; i++) {
		ns = side->ns[i];
		if (!ns)
			continue;
		*p++ = i;
		*p++ = i && is_freed(ns);
		if (p[-1])
			continue;
		*p++ = refcount_read(&ns->ns.count);
		*p++ = ns->pid_allocated;
		*p++ = side_cursor(ns);
		*p++ = task_index(side, ns->child_reaper);
	}
	for (i = 0; i < SIDE_PIDS; i++)
		if (side->pid[i])
			p = look_pid(side, i, p);
	for (i = 0; i < SIDE_TASKS; i++)
		if (side->used[i])
			p = look_task(side, i, p);
	return (unsigned int)(p - out);
}

static int side_begin(struct side *side)
{
	if (side_boot(side))
		return -1;
	side->ns[0] = &init_pid_ns;
	side->task[0] = side_first_task();
	side->signal[0] = side->task[0]->signal;
	side->pid[0] = side->task[0]->thread_pid;
	side->by_nr[1] = 1;
	side->hashed[0] = 1;
	side->used[0] = 1;
	side->leader[0] = 1;
	side->users[0] = 1;
	return 0;
}

static const struct side_ops side_ops = { side_begin, side_step, side_look };
