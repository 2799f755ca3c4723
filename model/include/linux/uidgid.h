/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: kernel uids are a type of their own. */
#ifndef _LINUX_UIDGID_H
#define _LINUX_UIDGID_H

#include <linux/types.h>

struct user_namespace;

typedef struct {
	uid_t val;
} kuid_t;
typedef struct {
	gid_t val;
} kgid_t;
#define KUIDT_INIT(v)	(kuid_t){ v }
#define KGIDT_INIT(v)	(kgid_t){ v }
#define GLOBAL_ROOT_UID	KUIDT_INIT(0)
#define GLOBAL_ROOT_GID	KGIDT_INIT(0)
#define INVALID_UID	KUIDT_INIT(-1)
#define INVALID_GID	KGIDT_INIT(-1)
#define overflowuid	65534
#define overflowgid	65534

static inline bool uid_eq(kuid_t a, kuid_t b)
{
	return a.val == b.val;
}

static inline bool gid_eq(kgid_t a, kgid_t b)
{
	return a.val == b.val;
}

static inline bool uid_valid(kuid_t u)
{
	return u.val != (uid_t)-1;
}

static inline bool gid_valid(kgid_t g)
{
	return g.val != (gid_t)-1;
}

kuid_t make_kuid(struct user_namespace *ns, uid_t uid);
kgid_t make_kgid(struct user_namespace *ns, gid_t gid);
uid_t from_kuid(struct user_namespace *ns, kuid_t uid);
gid_t from_kgid(struct user_namespace *ns, kgid_t gid);
uid_t from_kuid_munged(struct user_namespace *ns, kuid_t uid);
gid_t from_kgid_munged(struct user_namespace *ns, kgid_t gid);

#endif
