/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: user namespaces with id maps, as far as permission checks need them. */
#ifndef _LINUX_USER_NAMESPACE_H
#define _LINUX_USER_NAMESPACE_H

#include <linux/cred.h>
#include <linux/ns_common.h>
#include <linux/uidgid.h>

#define UID_GID_MAP_MAX_EXTENTS 5

struct uid_gid_extent {
	u32 first;
	u32 lower_first;
	u32 count;
};

struct uid_gid_map {
	u32 nr_extents;
	struct uid_gid_extent extent[UID_GID_MAP_MAX_EXTENTS];
};

struct user_namespace {
	struct uid_gid_map uid_map;
	struct uid_gid_map gid_map;
	struct user_namespace *parent;
	int level;
	kuid_t owner;
	kgid_t group;
	struct ns_common ns;
	struct ucounts *ucounts;	/* of its owner, in @parent; NULL: init_user_ns */
	long rlimit_max[2];		/* enum rlimit_type */
	bool setgroups_allowed;
	bool parent_could_setfcap;
};

extern struct user_namespace init_user_ns;

struct user_namespace *get_user_ns(struct user_namespace *ns);
void put_user_ns(struct user_namespace *ns);
int create_user_ns(struct cred *new);
int unshare_userns(unsigned long unshare_flags, struct cred **new_cred);
bool in_userns(const struct user_namespace *ancestor, const struct user_namespace *child);
struct user_namespace *current_user_ns_fn(void);
extern const struct proc_ns_operations userns_operations;
bool userns_may_setgroups(const struct user_namespace *ns);
/*
 * Write of /proc/<pid>/{uid_map,gid_map}: 0 or -errno. @text is NUL-terminated, @cap is CAP_SETUID
 * or CAP_SETGID, @opener the credentials that the file was opened with.
 */
int userns_write_map(struct user_namespace *ns, struct uid_gid_map *map, int cap,
		     const char *text, const struct cred *opener);
/* of setgroups. To open it for writing wants CAP_SYS_ADMIN in @ns, otherwise -EACCES */
int userns_write_setgroups(struct user_namespace *ns, const char *text);
int userns_boot(void);

#endif
