/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: capability sets and checks. */
#ifndef _LINUX_CAPABILITY_H
#define _LINUX_CAPABILITY_H

#include <linux/sim.h>
#include <linux/types.h>
#include <uapi/linux/capability.h>

struct cred;
struct file;
struct task_struct;
struct user_namespace;

typedef struct {
	u64 val;
} kernel_cap_t;
#define CAP_EMPTY_SET	((kernel_cap_t) { 0 })
#define CAP_FULL_SET	((kernel_cap_t) { BIT_ULL(cap_last_cap() + 1) - 1 })
#define cap_raised(c, f)	(((c).val & BIT_ULL(f)) != 0)
#define cap_raise(c, f)		((c).val |= BIT_ULL(f))
#define cap_lower(c, f)		((c).val &= ~BIT_ULL(f))
#define cap_valid(x)		((x) >= 0 && (x) <= cap_last_cap())

/* the last one that this world's release has: 5.8 brought two, 5.9 one */
static inline int cap_last_cap(void)
{
	if (kernel_release(5, 9))
		return CAP_LAST_CAP;
	return kernel_release(5, 8) ? CAP_BPF : CAP_AUDIT_READ;
}

static inline kernel_cap_t cap_combine(kernel_cap_t a, kernel_cap_t b)
{
	return (kernel_cap_t) { a.val | b.val };
}

static inline kernel_cap_t cap_intersect(kernel_cap_t a, kernel_cap_t b)
{
	return (kernel_cap_t) { a.val & b.val };
}

static inline bool cap_issubset(kernel_cap_t a, kernel_cap_t set)
{
	return !(a.val & ~set.val);
}

bool capable(int cap);
bool ns_capable(struct user_namespace *ns, int cap);
bool ns_capable_noaudit(struct user_namespace *ns, int cap);
bool has_ns_capability(struct task_struct *t, struct user_namespace *ns, int cap);
bool has_capability(struct task_struct *t, int cap);
bool ns_capable_setid(struct user_namespace *ns, int cap);
bool file_ns_capable(const struct file *file, struct user_namespace *ns, int cap);
bool ptracer_capable(struct task_struct *tsk, struct user_namespace *ns);
int cap_capable(const struct cred *cred, struct user_namespace *ns, int cap);
static inline bool checkpoint_restore_ns_capable(struct user_namespace *ns)
{
	if (kernel_release(5, 9) && ns_capable(ns, CAP_CHECKPOINT_RESTORE))
		return true;
	return ns_capable(ns, CAP_SYS_ADMIN);
}

#endif
