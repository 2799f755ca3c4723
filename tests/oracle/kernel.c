// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's side: its own kernel/pid.c and kernel/pid_namespace.c, whole and as they are, and
 * what they stand on. tests/oracle/build compiles it from a tree that the user has.
 */
#include "kernel.h"
#include "kernel/pid.c"
#include "kernel/pid_namespace.c"

#include "side.h"

#define ARENA (256UL << 20)

/* stands before each object */
struct shim_object {
	unsigned long freed;
	struct kmem_cache *cache;
};

int shim_faults, shim_capable, shim_zero;
struct user_namespace init_user_ns;
struct ucounts shim_ucounts;
struct task_struct init_task, *shim_current;
spinlock_t tasklist_lock;

static struct side *shim_side;
static char *arena;		/* from the driver; zero where it was not used */
static size_t arena_used;
static struct rcu_head *rcu_first, **rcu_last;
static struct signal_struct init_signal;

/* ---------------------------------------------------------------- memory */

static void *arena_take(size_t size)
{
	void *p = arena + arena_used;

	arena_used += (size + 15) & ~15UL;
	if (arena_used > ARENA)
		__builtin_trap();
	return p;
}

struct kmem_cache *kmem_cache_create(const char *name, size_t size, size_t align, int flags,
				     void (*ctor)(void *))
{
	struct kmem_cache *c = arena_take(sizeof(*c));

	(void)name, (void)align, (void)flags, (void)ctor;
	c->size = size;
	return c;
}

void *kmem_cache_alloc(struct kmem_cache *c, gfp_t flags)
{
	struct shim_object *o;

	(void)flags;
	if (shim_side->fail) {
		shim_side->fail = 0;
		return NULL;
	}
	o = arena_take(sizeof(*o) + c->size);
	o->cache = c;
	return o + 1;
}

static int is_freed(const void *obj)
{
	return ((const struct shim_object *)obj)[-1].freed != 0;
}

void kmem_cache_free(struct kmem_cache *c, void *obj)
{
	struct shim_object *o = (struct shim_object *)obj - 1;

	WARN_ON(o->freed || o->cache != c);
	o->freed = 1;
}

void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head))
{
	head->next = NULL;
	head->func = func;
	*rcu_last = head;
	rcu_last = &head->next;
}

/* all of them, also those that are queued meanwhile */
static void side_grace(void)
{
	struct rcu_head *head;

	while ((head = rcu_first)) {
		rcu_first = head->next;
		if (!rcu_first)
			rcu_last = &rcu_first;
		head->func(head);
	}
}

/* ---------------------------------------------------------------- lists */

void hlist_add_head_rcu(struct hlist_node *n, struct hlist_head *h)
{
	n->next = h->first;
	n->pprev = &h->first;
	if (h->first)
		h->first->pprev = &n->next;
	h->first = n;
}

void hlist_del_rcu(struct hlist_node *n)
{
	*n->pprev = n->next;
	if (n->next)
		n->next->pprev = n->pprev;
	n->pprev = NULL;
}

void hlist_replace_rcu(struct hlist_node *old, struct hlist_node *new)
{
	*new = *old;
	*new->pprev = new;
	if (new->next)
		new->next->pprev = &new->next;
	old->pprev = NULL;
}

void hlists_swap_heads_rcu(struct hlist_head *a, struct hlist_head *b)
{
	struct hlist_node *first = a->first;

	a->first = b->first;
	b->first = first;
	if (a->first)
		a->first->pprev = &a->first;
	if (b->first)
		b->first->pprev = &b->first;
}

/* ---------------------------------------------------------------- an idr */

static struct idr_page *idr_page(const struct idr *idr, unsigned long nr)
{
	return nr < 4194304 ? idr->page[nr / IDR_PAGE] : NULL;
}

static u64 idr_bit(unsigned long nr)
{
	return 1ULL << (nr % 64);
}

/* whether somebody has @nr, which is less than 4194304 */
static int idr_used(const struct idr *idr, unsigned long nr)
{
	const struct idr_page *p = idr_page(idr, nr);

	return p && (p->used[nr % IDR_PAGE / 64] & idr_bit(nr));
}

int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t flags)
{
	int nr = start;

	(void)flags;
	while (nr < end && idr_used(idr, nr))
		nr++;
	if (nr >= end)
		return -ENOSPC;
	if (!idr_page(idr, nr))
		idr->page[nr / IDR_PAGE] = arena_take(sizeof(struct idr_page));
	idr_page(idr, nr)->used[nr % IDR_PAGE / 64] |= idr_bit(nr);
	idr_page(idr, nr)->ptr[nr % IDR_PAGE] = ptr;
	return nr;
}

int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t flags)
{
	int from = (int)idr->next > start ? (int)idr->next : start;
	int nr = idr_alloc(idr, ptr, from, end, flags);

	if (nr == -ENOSPC && from > start)
		nr = idr_alloc(idr, ptr, start, end, flags);
	if (nr >= 0)
		idr->next = nr + 1;
	return nr;
}

void *idr_find(const struct idr *idr, unsigned long nr)
{
	const struct idr_page *p = idr_page(idr, nr);

	return p ? p->ptr[nr % IDR_PAGE] : NULL;
}

void *idr_replace(struct idr *idr, void *ptr, unsigned long nr)
{
	void *old = idr_find(idr, nr);

	if (WARN_ON(!idr_used(idr, nr)))
		return NULL;
	idr_page(idr, nr)->ptr[nr % IDR_PAGE] = ptr;
	return old;
}

void *idr_remove(struct idr *idr, unsigned long nr)
{
	void *old = idr_find(idr, nr);

	if (!idr_used(idr, nr))
		return NULL;
	idr_page(idr, nr)->used[nr % IDR_PAGE / 64] &= ~idr_bit(nr);
	idr_page(idr, nr)->ptr[nr % IDR_PAGE] = NULL;
	return old;
}

void *idr_get_next(struct idr *idr, int *nr)
{
	int i = *nr < 0 ? 0 : *nr;

	while (i < 4194304) {
		if (!idr_page(idr, i)) {
			i = (i / IDR_PAGE + 1) * IDR_PAGE;
		} else if (!(idr_page(idr, i)->used[i % IDR_PAGE / 64] >> (i % 64))) {
			i = (i / 64 + 1) * 64;
		} else if (idr_find(idr, i)) {
			*nr = i;
			return idr_find(idr, i);
		} else {
			i++;
		}
	}
	return NULL;
}

/* ---------------------------------------------------------------- what is different here */

int proc_dointvec_minmax(const struct ctl_table *t, int write, void *buffer, size_t *lenp,
			 loff_t *ppos)
{
	int *data = t->data, *value = buffer;

	(void)lenp, (void)ppos;
	if (!write) {
		*value = *data;
	} else {
		if (*value < *(int *)t->extra1 || *value > *(int *)t->extra2)
			return -EINVAL;
		*data = *value;
	}
	return 0;
}

/* of the active namespace of current */
static int side_last_pid(int nr)
{
	return pid_ns_ctl_handler(pid_ns_ctl_table, 1, &nr, NULL, NULL);
}

/* as kernel/sysctl.c: the limits are those of pid.c */
static int side_pid_max(int max)
{
	if (max < pid_max_min || max > pid_max_max)
		return -EINVAL;
	pid_max = max;
	return 0;
}

#define side_limit()		pid_max
#define side_cursor(n)		((int)idr_get_cursor(&(n)->idr))
#define side_detach(t, type)	detach_pid(t, type)
#define side_change(t, type, p)	change_pid(t, type, p)
#define side_current(t)		(shim_current = (t))
#define side_faults(s)		shim_faults
#define SIDE_SIGINFO		void
#define SIDE_RUSAGE		void
#define the_side		shim_side
#define side_capable(on)	(shim_capable = (on))
#define side_first_task()	(&init_task)
#define side_kill(t)		((t)->killed = 1)
#define side_unkill(t)		((t)->killed = 0)
/* since 6.4 a struct pid has a number for pidfs */
#ifdef PID_HAS_INO
#define side_ino(p)		((long)(p)->ino)
#else
#define side_ino(p)		0L
#endif

static struct task_struct *side_new_task(void)
{
	static struct cred cred = { &init_user_ns };
	struct task_struct *t = arena_take(sizeof(*t));

	t->sighand = arena_take(sizeof(*t->sighand));
	t->nsproxy = arena_take(sizeof(*t->nsproxy));
	t->cred = &cred;
	refcount_set(&t->usage, 1);
	return t;
}

static struct signal_struct *side_new_signal(void)
{
	return arena_take(sizeof(struct signal_struct));
}

/* zap waits for what the steps never let happen */
void shim_stuck(void)
{
	__builtin_trap();
}

/* main.c, as far as it matters here: the first process */
static int side_boot(struct side *side)
{
	static struct pid_namespace first;
	enum pid_type type;
	struct pid *pid;

	if (!first.user_ns)
		first = init_pid_ns;
	memset(arena, 0, arena_used);
	arena_used = 0;
	init_pid_ns = first;
	memset(pid_cache, 0, sizeof(pid_cache));
	pid_max = PID_MAX_DEFAULT;
	rcu_first = NULL;
	rcu_last = &rcu_first;
	shim_side = side;
	shim_faults = 0;
	memset(&init_task, 0, sizeof(init_task));
	init_task = *side_new_task();
	init_task.nsproxy->pid_ns_for_children = &init_pid_ns;
	init_task.signal = &init_signal;
	init_task.exit_signal = SIGCHLD;
	shim_current = &init_task;
#ifdef PID_HAS_INO
	pidfs_ino = RESERVED_PIDS;
#endif
	pid_idr_init();
	pid_namespaces_init();
	pid = alloc_pid(&init_pid_ns, NULL, 0);
	if (IS_ERR(pid))
		return -1;
	init_task.thread_pid = pid;
	init_task.pid = 1;
	for (type = 0; type < PIDTYPE_MAX; type++) {
		init_signal.pids[type] = pid;
		attach_pid(&init_task, type);
	}
	return 0;
}

#include "side.c"

__attribute__((visibility("default"))) const struct side_ops *kernel_side(void *memory);
const struct side_ops *kernel_side(void *memory)
{
	arena = memory;
	return &side_ops;
}
