// SPDX-License-Identifier: GPL-2.0-only
/*
 * Steps about namespaces; included by side.c.
 */

/* what came back of a function that gives a counted namespace */
static long keep_ns(struct side *side, struct pid_namespace *ns)
{
	long i = ns_index(side, ns);

	if (i > 0)
		side->ns_held[i]++;
	return i;
}

static void step_new_ns(struct side *side, const struct side_step *s, long *out)
{
	struct task_struct *t = some_task(side, s->a);
	struct pid_namespace *old = t->nsproxy->pid_ns_for_children, *ns;
	int i;

	for (i = 0; i < SIDE_NS && side->ns[i]; i++)
		;
	if (i == SIDE_NS || old->level + 1 == SIDE_LEVELS)
		return;
	side_current(t);
	side->fail = s->b % 16 == 0;
	ns = copy_pid_ns(s->c % 8 ? CLONE_NEWPID : 0, &init_user_ns, old);
	side->fail = 0;
	if (IS_ERR(ns)) {
		out[1] = PTR_ERR(ns);
		return;
	}
	if (ns != old) {
		side->ns[i] = ns;
		if (s->b % 2) {
			/* unshare() */
			put_pid_ns(old);
			t->nsproxy->pid_ns_for_children = get_pid_ns(ns);
		}
	}
	out[1] = keep_ns(side, ns);
	out[2] = ns->level;
	out[3] = ns->pid_allocated;
	out[4] = refcount_read(&ns->ns.count);
}

static void step_put_ns(struct side *side, const struct side_step *s, long *out)
{
	int i = s->a % SIDE_NS;

	if (!side->ns_held[i])
		return;
	side->ns_held[i]--;
	put_pid_ns(side->ns[i]);
	look_at_ns(side, i);
	out[1] = side->ns[i] ? (long)refcount_read(&side->ns[i]->ns.count) : -1;
}

static struct pid_namespace *ns_of(struct ns_common *common)
{
	return common ? container_of(common, struct pid_namespace, ns) : NULL;
}

static void step_ns_get(struct side *side, const struct side_step *s, long *out)
{
	struct task_struct *t = some_task(side, s->a);

	out[1] = keep_ns(side, ns_of(pidns_operations.get(t)));
	out[2] = keep_ns(side, ns_of(pidns_for_children_operations.get(t)));
	t = side->task[s->b % SIDE_TASKS];
	if (t && !t->thread_pid)
		out[3] = keep_ns(side, ns_of(pidns_operations.get(t)));
}

static void step_ns_enter(struct side *side, const struct side_step *s, long *out)
{
	struct task_struct *t = some_task(side, s->a);
	struct pid_namespace *ns = some_ns(side, s->b);
	struct nsset set = { .nsproxy = t->nsproxy };

	/* who calls setns() holds a reference by a file */
	if (!ns || t == side->task[0] || !side->ns_held[s->b % SIDE_NS])
		return;
	side_current(t);
	set.cred = t->cred;
	out[1] = pidns_operations.install(&set, &ns->ns);
	out[2] = ns_index(side, t->nsproxy->pid_ns_for_children);
}

static void step_ns_parent(struct side *side, const struct side_step *s, long *out)
{
	struct pid_namespace *ns = some_ns(side, s->b);
	struct ns_common *up;

	if (!ns)
		return;
	side_current(some_task(side, s->a));
	up = pidns_operations.get_parent(&ns->ns);
	out[1] = IS_ERR(up) ? PTR_ERR(up) : keep_ns(side, ns_of(up));
	out[2] = pidns_operations.owner(&ns->ns) == &init_user_ns;
}

static void step_disable(struct side *side, const struct side_step *s, long *out)
{
	struct pid_namespace *ns = some_ns(side, s->a);

	if (!ns || ns == &init_pid_ns || !ns->child_reaper)
		return;
	disable_pid_allocation(ns);
	out[1] = ns->pid_allocated;
}

/* what both call instead of the kernel's: SIGKILL is noted, and dead children are gone at once */
int group_send_sig_info(int sig, SIDE_SIGINFO *info, struct task_struct *p, enum pid_type type)
{
	(void)sig, (void)info, (void)type;
	side_kill(p);
	the_side->killed = the_side->killed * 31 + (unsigned int)task_index(the_side, p) + 1;
	return 0;
}

/* @pass 0: threads, 1: processes, 2: the inits of namespaces inside */
static void reap(struct side *side, struct pid_namespace *ns, int pass)
{
	struct task_struct *t;
	int i;

	for (i = 1; i < SIDE_TASKS; i++) {
		t = side->task[i];
		if (!side->used[i] || t == ns->child_reaper || !pid_nr_ns(task_pid(t), ns))
			continue;
		if (pass < 1 ? !side->leader[i] : pass > 1 || !is_reaper(t))
			leave(side, i);
	}
}

long kernel_wait4(pid_t upid, int *status, int options, SIDE_RUSAGE *ru)
{
	struct side *side = the_side;
	struct pid_namespace *ns = side->zapped;
	int i;

	(void)upid, (void)status, (void)options, (void)ru;
	for (i = 1; i < SIDE_NS; i++)
		if (side->ns[i] && !is_freed(side->ns[i]) && side->ns[i]->parent == ns &&
		    side->ns[i]->child_reaper)
			disable_pid_allocation(side->ns[i]);
	for (i = 0; i < 3; i++)
		reap(side, ns, i);
	for (i = 0; i < SIDE_PIDS; i++)
		look_at_pid(side, i);
	/* forks that come to nothing */
	for (i = 0; i < SIDE_PIDS; i++)
		if (side->hashed[i] && pid_nr_ns(side->pid[i], ns) && !has_tasks(side->pid[i]))
			free_pid(side->pid[i]);
	return -ECHILD;
}

static void step_zap(struct side *side, const struct side_step *s, long *out)
{
	struct pid_namespace *ns = some_ns(side, s->a);
	struct task_struct *init;

	if (!ns || ns == &init_pid_ns || !ns->child_reaper)
		return;
	init = ns->child_reaper;
	if (!side->used[task_index(side, init)] || task_active_pid_ns(init) != ns ||
	    side->users[side->group[task_index(side, init)]] != 1)
		return;
	side->killed = 0;
	side->zapped = ns;
	side_current(init);
	zap_pid_ns_processes(ns);
	look_at_all(side);
	out[1] = ns->pid_allocated;
	out[2] = side->killed;
	out[3] = init->__state;
}
