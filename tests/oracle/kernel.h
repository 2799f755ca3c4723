/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What kernel/pid.c and kernel/pid_namespace.c of 6.1 and 6.12 need to be compiled whole. One
 * thread, no interrupts: locks are nothing, a grace period ends when the driver says so. No
 * object is used twice before the next shim_boot(), and each knows whether it was freed.
 */
#ifndef ORACLE_KERNEL_H
#define ORACLE_KERNEL_H

typedef unsigned long size_t;
typedef int pid_t;
typedef long long loff_t;
typedef unsigned int gfp_t;
typedef unsigned int u32;
typedef unsigned long long u64;
#define NULL ((void *)0)
enum { false, true };
typedef _Bool bool;

void *memset(void *s, int c, size_t n);

#define EPERM 1
#define ESRCH 3
#define ECHILD 10
#define EAGAIN 11
#define EBADF 9
#define ENOMEM 12
#define EEXIST 17
#define EINVAL 22
#define ENOSPC 28
#define IS_ERR(p)	((unsigned long)(p) >= (unsigned long)-4095)
#define PTR_ERR(p)	((long)(p))
#define ERR_PTR(e)	((void *)(long)(e))
#define ERR_CAST(p)	((void *)(p))

#define EXPORT_SYMBOL(x)
#define EXPORT_SYMBOL_GPL(x)
#define __init
#define __initcall(f)
#define __cacheline_aligned_in_smp
#define BUILD_BUG_ON(c)	_Static_assert(!(c), #c)
#define container_of(p, t, m) ((t *)((char *)(p) - __builtin_offsetof(t, m)))
#define min(a, b)	((a) < (b) ? (a) : (b))
#define max_t(t, a, b)	((t)(a) > (t)(b) ? (t)(a) : (t)(b))
#define struct_size(p, m, n) (sizeof(*(p)) + (n) * sizeof((p)->m[0]))
#define struct_size_t(t, m, n) struct_size((t *)NULL, m, n)
#define READ_ONCE(x)	(x)
#define WRITE_ONCE(x, v) ((x) = (v))
#define unlikely(x)	(x)
#define likely(x)	(x)
#define num_possible_cpus() 1
#define pr_info(...)	do { } while (0)
#define snprintf(...)	((void)0)
#define CONFIG_PID_NS 1
#define CONFIG_CHECKPOINT_RESTORE 1

extern int shim_faults;
#define WARN_ON(c)	({ int __c = !!(c); shim_faults += __c; __c; })
#define WARN_ON_ONCE(c)	WARN_ON(c)
#define RCU_LOCKDEP_WARN(c, s)

/* locks */
typedef struct { int x; } spinlock_t;
#define DEFINE_SPINLOCK(l) spinlock_t l
#define DEFINE_MUTEX(l) spinlock_t l
#define spin_lock_init(l)	((void)(l))
#define spin_lock_irq(l)	((void)(l))
#define spin_unlock_irq(l)	((void)(l))
#define spin_lock_irqsave(l, f)	((void)(l), (f) = 0)
#define spin_unlock_irqrestore(l, f) ((void)(l), (void)(f))
#define mutex_lock(l)		((void)(l))
#define mutex_unlock(l)		((void)(l))
#define read_lock(l)		((void)(l))
#define read_unlock(l)		((void)(l))
#define task_lock(t)		((void)(t))
#define task_unlock(t)		((void)(t))
#define rcu_read_lock()		((void)0)
#define rcu_read_unlock()	((void)0)
#define rcu_read_lock_held()	1
#define lockdep_tasklist_lock_is_held() 1
#define rcu_dereference(p)	(p)
#define rcu_dereference_check(p, c) (p)
#define rcu_assign_pointer(p, v) ((p) = (v))
#define guard(x)	shim_guard
static inline void shim_guard(void) { }

struct rcu_head {
	struct rcu_head *next;
	void (*func)(struct rcu_head *head);
};
void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head));

/* counts */
typedef struct { int n; } refcount_t;
#define REFCOUNT_INIT(v) { v }
#define refcount_set(r, v)	((r)->n = (v))
#define refcount_read(r)	((r)->n)
#define refcount_inc(r)		((void)WARN_ON((r)->n <= 0), (void)(r)->n++)
#define refcount_dec_and_test(r) ((void)WARN_ON((r)->n <= 0), --(r)->n == 0)

/* lists */
struct hlist_node { struct hlist_node *next, **pprev; };
struct hlist_head { struct hlist_node *first; };
#define INIT_HLIST_HEAD(h)	((h)->first = NULL)
#define hlist_empty(h)		(!(h)->first)
#define hlist_first_rcu(h)	((h)->first)
#define hlist_entry(p, t, m)	container_of(p, t, m)
void hlist_add_head_rcu(struct hlist_node *n, struct hlist_head *h);
void hlist_del_rcu(struct hlist_node *n);
void hlist_replace_rcu(struct hlist_node *old, struct hlist_node *new);
void hlists_swap_heads_rcu(struct hlist_head *a, struct hlist_head *b);

/* memory */
#define GFP_KERNEL 0
#define GFP_ATOMIC 0
#define SLAB_HWCACHE_ALIGN 0
#define SLAB_PANIC 0
#define SLAB_ACCOUNT 0
struct kmem_cache { size_t size; };
struct kmem_cache *kmem_cache_create(const char *name, size_t size, size_t align, int flags,
				     void (*ctor)(void *));
void *kmem_cache_alloc(struct kmem_cache *c, gfp_t flags);
void kmem_cache_free(struct kmem_cache *c, void *obj);
#define kmem_cache_zalloc(c, f)	kmem_cache_alloc(c, f)
#define KMEM_CACHE(s, f)	kmem_cache_create(#s, sizeof(struct s), 8, f, NULL)

/* numbers to pointers, in pages that come when they are needed */
#define IDR_PAGE 1024
struct idr_page {
	u64 used[IDR_PAGE / 64];
	void *ptr[IDR_PAGE];
};
struct idr {
	struct idr_page *page[4194304 / IDR_PAGE];
	unsigned int next;
};
#define IDR_INIT(x)	{ .next = 0 }
#define idr_preload(f)	((void)0)
#define idr_preload_end() ((void)0)
#define idr_get_cursor(i) ((i)->next)
#define idr_set_cursor(i, v) ((i)->next = (unsigned int)(v))
#define idr_init(i)	((i)->next = 0)
#define idr_destroy(i)	((void)(i))
int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t flags);
int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t flags);
void *idr_find(const struct idr *idr, unsigned long nr);
void *idr_replace(struct idr *idr, void *ptr, unsigned long nr);
void *idr_remove(struct idr *idr, unsigned long nr);
void *idr_get_next(struct idr *idr, int *nr);
#define idr_for_each_entry_continue(idr, entry, nr) \
	for ((entry) = idr_get_next(idr, &(nr)); entry; ++(nr), (entry) = idr_get_next(idr, &(nr)))

/* pids, namespaces, tasks */
enum pid_type { PIDTYPE_PID, PIDTYPE_TGID, PIDTYPE_PGID, PIDTYPE_SID, PIDTYPE_MAX };
#define PID_MAX_DEFAULT 32768
#define PID_MAX_LIMIT 4194304
#define PIDS_PER_CPU_DEFAULT 1024
#define PIDS_PER_CPU_MIN 8
#define RESERVED_PIDS 300
#define MAX_PID_NS_LEVEL 32
#define PIDNS_ADDING (1U << 31)
#define PROC_PID_INIT_INO 0xEFFFFFFCU
typedef struct { int woken; } wait_queue_head_t;
#define init_waitqueue_head(w)	((w)->woken = 0)
#define wake_up_all(w)		((void)((w)->woken++))

struct user_namespace { int x; };
extern struct user_namespace init_user_ns;
struct pid_namespace;
struct upid {
	int nr;
	struct pid_namespace *ns;
};
struct pid {
	refcount_t count;
	unsigned int level;
	spinlock_t lock;
	void *stashed;
	u64 ino;
	struct hlist_head tasks[PIDTYPE_MAX];
	struct hlist_head inodes;
	wait_queue_head_t wait_pidfd;
	struct rcu_head rcu;
	struct upid numbers[];
};
struct proc_ns_operations;
struct ns_common {
	const struct proc_ns_operations *ops;
	unsigned int inum;
	refcount_t count;
};
struct ucounts { int x; };
struct pid_namespace {
	struct idr idr;
	struct rcu_head rcu;
	unsigned int pid_allocated;
	struct task_struct *child_reaper;
	struct kmem_cache *pid_cachep;
	unsigned int level;
	struct pid_namespace *parent;
	struct user_namespace *user_ns;
	struct ucounts *ucounts;
	int reboot;
	int memfd_noexec_scope;
	struct ns_common ns;
};
extern struct pid_namespace init_pid_ns;
struct cred { struct user_namespace *user_ns; };
struct nsproxy { struct pid_namespace *pid_ns_for_children; };
struct nsset {
	unsigned int flags;
	struct nsproxy *nsproxy;
	const struct cred *cred;
};
struct proc_ns_operations {
	const char *name, *real_ns_name;
	int type;
	struct ns_common *(*get)(struct task_struct *task);
	void (*put)(struct ns_common *ns);
	int (*install)(struct nsset *nsset, struct ns_common *ns);
	struct user_namespace *(*owner)(struct ns_common *ns);
	struct ns_common *(*get_parent)(struct ns_common *ns);
};
extern const struct proc_ns_operations pidns_operations, pidns_for_children_operations;

#define SIGHUP 1
#define SIGINT 2
#define SIGKILL 9
#define SIGCHLD 17
#define SIG_IGN ((void *)1)
#define SEND_SIG_PRIV ((void *)1)
struct k_sigaction { struct { void *sa_handler; } sa; };
struct sighand_struct {
	spinlock_t siglock;
	struct k_sigaction action[64];
};
struct signal_struct {
	struct pid *pids[PIDTYPE_MAX];
	int group_exit_code;
	spinlock_t exec_update_lock;
};
struct task_struct {
	unsigned int __state, flags;
	refcount_t usage;
	pid_t pid, tgid;
	int exit_signal;
	int killed;
	struct pid *thread_pid;
	struct hlist_node pid_links[PIDTYPE_MAX];
	struct signal_struct *signal;
	struct sighand_struct *sighand;
	struct nsproxy *nsproxy;
	const struct cred *cred;
};
extern struct task_struct init_task, *shim_current;
extern spinlock_t tasklist_lock;
#define current		shim_current
#define TASK_RUNNING	0
#define TASK_INTERRUPTIBLE 1
#define TASK_IDLE	0x402
#define TASK_FREEZABLE	0x2000
#define TIF_SIGPENDING	1
#define PF_EXITING	4
#define __WALL		0x40000000
#define set_current_state(s)	(current->__state = (s))
#define __set_current_state(s)	(current->__state = (s))
#define clear_thread_flag(f)	((void)0)
#define exit_tasks_rcu_start()	((void)0)
#define exit_tasks_rcu_stop()	((void)0)
#define acct_exit_ns(ns)	((void)(ns))
#define get_task_struct(t)	refcount_inc(&(t)->usage)
#define put_task_struct(t)	((void)refcount_dec_and_test(&(t)->usage))
#define thread_group_leader(t)	((t)->exit_signal >= 0)
#define __fatal_signal_pending(t) ((t)->killed)
#define task_pid(t)		((t)->thread_pid)
#define send_sig(s, t, p)	((void)(t))
#define do_exit(c)		((void)(c))
#define wake_up_process(t)	((t)->__state = TASK_RUNNING)
#define schedule()		shim_stuck()
void shim_stuck(void);
int group_send_sig_info(int sig, void *info, struct task_struct *p, enum pid_type type);
long kernel_wait4(pid_t pid, int *status, int options, void *ru);

/* rights: one user namespace, and a task has all or none */
extern int shim_capable;
#define CAP_SYS_ADMIN 21
#define ns_capable(ns, c)	((void)(ns), shim_capable)
#define checkpoint_restore_ns_capable(ns) ((void)(ns), shim_capable)
#define in_userns(a, b)		((void)(a), (void)(b), 1)
#define get_user_ns(ns)		(ns)
#define put_user_ns(ns)		((void)(ns))
#define current_euid()		0
#define UCOUNT_PID_NAMESPACES	0
extern struct ucounts shim_ucounts;
#define inc_ucount(ns, uid, t)	((void)(ns), &shim_ucounts)
#define dec_ucount(u, t)	((void)(u))
#define ns_alloc_inum(ns)	((ns)->inum = 0)
#define ns_free_inum(ns)	((void)(ns))
#define CLONE_NEWPID		0x20000000

/* sysctl: the one handler is called with an int as its buffer */
struct ctl_table {
	const char *procname;
	void *data;
	int maxlen, mode;
	int (*proc_handler)();
	void *extra1, *extra2;
};
struct ctl_path { const char *procname; };
extern int shim_zero;
#define SYSCTL_ZERO ((void *)&shim_zero)
int proc_dointvec_minmax(const struct ctl_table *t, int write, void *buffer, size_t *lenp,
			 loff_t *ppos);
#define register_sysctl_paths(p, t)	((void)(p), (void)(t))
#define register_sysctl_init(p, t)	((void)(t))
#define register_pid_ns_sysctl_table_vm() ((void)0)
#define LINUX_REBOOT_CMD_RESTART 0x01234567
#define LINUX_REBOOT_CMD_HALT 0xCDEF0123
#define LINUX_REBOOT_CMD_POWER_OFF 0x4321FEDC
#define LINUX_REBOOT_CMD_RESTART2 0xA1B2C3D4

/* as include/linux/pid.h and pid_namespace.h have them */
static inline struct pid *get_pid(struct pid *pid)
{
	if (pid)
		refcount_inc(&pid->count);
	return pid;
}
#define pid_has_task(p, t)	(!hlist_empty(&(p)->tasks[t]))
#define ns_of_pid(p)		({ struct pid *__p = (p); \
				   __p ? __p->numbers[__p->level].ns : NULL; })
#define is_child_reaper(p)	((p)->numbers[(p)->level].nr == 1)
#define pid_nr(p)		((p) ? (p)->numbers[0].nr : 0)
static inline struct pid_namespace *get_pid_ns(struct pid_namespace *ns)
{
	if (ns != &init_pid_ns)
		refcount_inc(&ns->ns.count);
	return ns;
}
void put_pid(struct pid *pid);
void put_pid_ns(struct pid_namespace *ns);
void disable_pid_allocation(struct pid_namespace *ns);
struct pid *find_vpid(int nr);
struct pid *find_pid_ns(int nr, struct pid_namespace *ns);
struct pid *find_ge_pid(int nr, struct pid_namespace *ns);
struct task_struct *pid_task(struct pid *pid, enum pid_type type);
struct pid_namespace *task_active_pid_ns(struct task_struct *task);
void zap_pid_ns_processes(struct pid_namespace *ns);

/* files: nobody has any here */
struct file { unsigned int f_flags; };
struct fd { struct file *file; };
#define fdget(n)		((void)(n), (struct fd) { NULL })
#define fdput(f)		((void)(f))
#define fd_file(f)		((f).file)
#define fd_empty(f)		(!(f).file)
#define CLASS(type, var)	struct fd var = fdget
#define pidfd_pid(f)		((void)(f), (struct pid *)ERR_PTR(-EBADF))
#define pidfd_prepare(p, fl, out) ((void)(p), (void)(fl), *(out) = NULL, -EBADF)
#define fd_install(n, f)	((void)(n), (void)(f))
#define receive_fd(...)		(-EBADF)
#define fget_task(t, n)		((void)(t), (void)(n), (struct file *)NULL)
#define fput(f)			((void)(f))
#define down_read_killable(l)	((void)(l), 0)
#define up_read(l)		((void)(l))
#define ptrace_may_access(t, m)	((void)(t), 1)
#define O_CLOEXEC 02000000
#define PIDFD_NONBLOCK 04000
#define PIDFD_THREAD 0200
#define SYSCALL_DEFINE2(name, t1, a1, t2, a2) long sys_##name(t1 a1, t2 a2)
#define SYSCALL_DEFINE3(name, t1, a1, t2, a2, t3, a3) long sys_##name(t1 a1, t2 a2, t3 a3)

#endif
