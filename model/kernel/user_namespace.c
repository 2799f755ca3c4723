// SPDX-License-Identifier: GPL-2.0-only
/*
 * User namespaces: who is who in them, and who may do what to them.
 *
 * Mirrors kernel/user_namespace.c. A map has up to five extents here (340 in
 * the kernel); what concerns chroot and keyrings is left out.
 */
#include <linux/capability.h>
#include <linux/file.h>
#include <linux/nsproxy.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>

static struct kmem_cache *user_ns_cachep;
static DEFINE_MUTEX(userns_state_mutex);

struct user_namespace init_user_ns = {
	.uid_map = { .nr_extents = 1, .extent[0] = { 0, 0, 4294967295U } },
	.gid_map = { .nr_extents = 1, .extent[0] = { 0, 0, 4294967295U } },
	.ns = {
		.ops = &userns_operations,
		.inum = PROC_USER_INIT_INO,
		.count = REFCOUNT_INIT(3),
	},
	.rlimit_max = { LONG_MAX, LONG_MAX },
	.setgroups_allowed = true,
};

/** userns_boot - the cache of user namespaces; from cred_boot() */
int userns_boot(void)
{
	user_ns_cachep = KMEM_CACHE(user_namespace, SLAB_PANIC | SLAB_ACCOUNT);
	return user_ns_cachep ? 0 : -ENOMEM;
}

struct user_namespace *get_user_ns(struct user_namespace *ns)
{
	refcount_inc(&ns->ns.count);
	return ns;
}

/** put_user_ns - the last reference also drops one to the parent. Mirrors free_user_ns */
void put_user_ns(struct user_namespace *ns)
{
	while (ns && refcount_dec_and_test(&ns->ns.count)) {
		struct user_namespace *parent = ns->parent;

		put_ucounts(ns->ucounts);
		kmem_cache_free(user_ns_cachep, ns);
		ns = parent;
	}
}

/* The credentials of who has just become root of @user_ns, whose reference they take. */
static void set_cred_user_ns(struct cred *cred, struct user_namespace *user_ns)
{
	cred->securebits = 0;
	cred->cap_inheritable = CAP_EMPTY_SET;
	cred->cap_permitted = CAP_FULL_SET;
	cred->cap_effective = CAP_FULL_SET;
	cred->cap_bset = CAP_FULL_SET;
	cred->user_ns = user_ns;
}

/* Mirrors kernel/user_namespace.c:enforced_nproc_rlimit: root of the world has no limit. */
static long enforced_rlimit(enum rlimit_type type)
{
	unsigned long limit = rlimit(type == UCOUNT_RLIMIT_NPROC ? RLIMIT_NPROC :
				     RLIMIT_SIGPENDING);

	if (type == UCOUNT_RLIMIT_NPROC && uid_eq(current_uid(), GLOBAL_ROOT_UID) &&
	    current_user_ns() == &init_user_ns)
		return LONG_MAX;
	return limit > LONG_MAX ? LONG_MAX : (long)limit;
}

/**
 * create_user_ns - @new, not in force yet, gets a user namespace of its own
 *
 * Mirrors kernel/user_namespace.c:create_user_ns: -ENOSPC when nested too
 * deep, -EPERM for an owner whom the parent namespace does not know, -ENOMEM.
 */
int create_user_ns(struct cred *new)
{
	struct user_namespace *ns, *parent = new->user_ns;
	struct ucounts *ucounts;

	if (parent->level > 32)
		return -ENOSPC;
	/* the kernel counts them here, and says -ENOSPC when it has no memory for that */
	ucounts = alloc_ucounts(parent, new->euid);
	if (!ucounts)
		return -ENOSPC;
	if (from_kuid(parent, new->euid) == (uid_t)-1 ||
	    from_kgid(parent, new->egid) == (gid_t)-1) {
		put_ucounts(ucounts);
		return -EPERM;
	}
	ns = kmem_cache_zalloc(user_ns_cachep, GFP_KERNEL);
	if (!ns) {
		put_ucounts(ucounts);
		return -ENOMEM;
	}
	ns->parent_could_setfcap = cap_raised(new->cap_effective, CAP_SETFCAP);
	refcount_set(&ns->ns.count, 1);
	ns->ns.ops = &userns_operations;
	ns->ns.inum = ns_alloc_inum();
	ns->parent = parent;		/* the reference that @new had */
	ns->level = parent->level + 1;
	ns->owner = new->euid;
	ns->group = new->egid;
	ns->ucounts = ucounts;
	ns->rlimit_max[UCOUNT_RLIMIT_NPROC] = enforced_rlimit(UCOUNT_RLIMIT_NPROC);
	ns->rlimit_max[UCOUNT_RLIMIT_SIGPENDING] = enforced_rlimit(UCOUNT_RLIMIT_SIGPENDING);
	ns->setgroups_allowed = parent->setgroups_allowed;
	set_cred_user_ns(new, ns);
	return 0;
}

/** unshare_userns - credentials with a new user namespace. Mirrors the function of that name */
int unshare_userns(unsigned long unshare_flags, struct cred **new_cred)
{
	struct cred *cred;
	int err;

	if (!(unshare_flags & CLONE_NEWUSER))
		return 0;
	cred = prepare_creds();
	if (!cred)
		return -ENOMEM;
	err = create_user_ns(cred);
	if (err)
		put_cred(cred);
	else
		*new_cred = cred;
	return err;
}

/** in_userns - whether @child is @ancestor or inside it */
bool in_userns(const struct user_namespace *ancestor, const struct user_namespace *child)
{
	while (child->level > ancestor->level)
		child = child->parent;
	return child == ancestor;
}

struct user_namespace *current_user_ns_fn(void)
{
	return current_user_ns();
}

/* Ids. */

/* the id below that @id..@id+@count-1 stand for; -1: they do not, or not all in one extent */
static u32 map_id_range_down(const struct uid_gid_map *map, u32 id, u32 count)
{
	u32 last = id + count - 1;
	u32 i;

	for (i = 0; i < map->nr_extents; i++) {
		const struct uid_gid_extent *e = &map->extent[i];

		if (id >= e->first && last >= e->first && last - e->first < e->count)
			return id - e->first + e->lower_first;
	}
	return (u32)-1;
}

static u32 map_id_up(const struct uid_gid_map *map, u32 id)
{
	u32 i;

	for (i = 0; i < map->nr_extents; i++) {
		const struct uid_gid_extent *e = &map->extent[i];

		if (id >= e->lower_first && id - e->lower_first < e->count)
			return id - e->lower_first + e->first;
	}
	return (u32)-1;
}

kuid_t make_kuid(struct user_namespace *ns, uid_t uid)
{
	return KUIDT_INIT(map_id_range_down(&ns->uid_map, uid, 1));
}

kgid_t make_kgid(struct user_namespace *ns, gid_t gid)
{
	return KGIDT_INIT(map_id_range_down(&ns->gid_map, gid, 1));
}

uid_t from_kuid(struct user_namespace *ns, kuid_t uid)
{
	return map_id_up(&ns->uid_map, uid.val);
}

gid_t from_kgid(struct user_namespace *ns, kgid_t gid)
{
	return map_id_up(&ns->gid_map, gid.val);
}

uid_t from_kuid_munged(struct user_namespace *ns, kuid_t kuid)
{
	uid_t uid = from_kuid(ns, kuid);

	return uid == (uid_t)-1 ? overflowuid : uid;
}

gid_t from_kgid_munged(struct user_namespace *ns, kgid_t kgid)
{
	gid_t gid = from_kgid(ns, kgid);

	return gid == (gid_t)-1 ? overflowgid : gid;
}

/* Maps. */

/* A number and what must follow it. Mirrors simple_strtoul(…, 10) as map_write() uses it. */
static bool parse_number(const char **pos, u32 *out)
{
	const char *p = *pos;
	u32 n = 0;

	while (*p == ' ' || *p == '\t')
		p++;
	if (*p < '0' || *p > '9')
		return false;
	for (; *p >= '0' && *p <= '9'; p++)
		n = n * 10 + (u32)(*p - '0');
	*out = n;
	*pos = p;
	return true;
}

static bool mappings_overlap(const struct uid_gid_map *map, const struct uid_gid_extent *e)
{
	u32 i;

	for (i = 0; i < map->nr_extents; i++) {
		const struct uid_gid_extent *o = &map->extent[i];

		if (e->first < o->first + o->count && o->first < e->first + e->count)
			return true;
		if (e->lower_first < o->lower_first + o->count &&
		    o->lower_first < e->lower_first + e->count)
			return true;
	}
	return false;
}

/* Lines of three numbers. 0 or -EINVAL. Mirrors the loop of map_write(). */
static int parse_map(const char *pos, struct uid_gid_map *map)
{
	while (*pos) {
		struct uid_gid_extent *e = &map->extent[map->nr_extents];

		if (map->nr_extents == UID_GID_MAP_MAX_EXTENTS)
			return -EINVAL;
		if (!parse_number(&pos, &e->first) || (*pos != ' ' && *pos != '\t') ||
		    !parse_number(&pos, &e->lower_first) || (*pos != ' ' && *pos != '\t') ||
		    !parse_number(&pos, &e->count))
			return -EINVAL;
		while (*pos == ' ' || *pos == '\t')
			pos++;
		if (*pos && *pos != '\n')
			return -EINVAL;
		if (*pos)
			pos++;
		if (e->first == (u32)-1 || e->lower_first == (u32)-1)
			return -EINVAL;
		/* an empty extent, or one that goes around */
		if (e->first + e->count <= e->first ||
		    e->lower_first + e->count <= e->lower_first)
			return -EINVAL;
		if (mappings_overlap(map, e))
			return -EINVAL;
		map->nr_extents++;
	}
	return map->nr_extents ? 0 : -EINVAL;
}

/* Root of the parent may be mapped only by who could set file capabilities there. */
static bool verify_root_map(const struct cred *opener, struct user_namespace *ns,
			    const struct uid_gid_map *map)
{
	u32 i;

	for (i = 0; i < map->nr_extents; i++)
		if (map->extent[i].lower_first == 0)
			break;
	if (i == map->nr_extents || !kernel_release(5, 12))
		return true;
	if (opener->user_ns == ns)
		return ns->parent_could_setfcap;
	return !cap_capable(opener, ns->parent, CAP_SETFCAP);
}

/* Mirrors kernel/user_namespace.c:new_idmap_permitted. */
static bool new_idmap_permitted(const struct cred *opener, struct user_namespace *ns, int cap,
				const struct uid_gid_map *map)
{
	const struct uid_gid_extent *e = &map->extent[0];

	if (cap == CAP_SETUID && !verify_root_map(opener, ns, map))
		return false;
	/* who made the namespace may map itself, one id */
	if (map->nr_extents == 1 && e->count == 1 && uid_eq(ns->owner, opener->euid)) {
		if (cap == CAP_SETUID) {
			if (uid_eq(make_kuid(ns->parent, e->lower_first), opener->euid))
				return true;
		} else if (!ns->setgroups_allowed &&
			   gid_eq(make_kgid(ns->parent, e->lower_first), opener->egid)) {
			return true;
		}
	}
	return ns_capable(ns->parent, cap) && !cap_capable(opener, ns->parent, cap);
}

/* The checks of map_write() in its order; userns_state_mutex held. */
static int map_write(struct user_namespace *ns, struct uid_gid_map *map,
		     struct uid_gid_map *new, int cap, const char *text,
		     const struct cred *opener)
{
	const struct uid_gid_map *parent_map;
	int err;
	u32 i;

	if (map->nr_extents)
		return -EPERM;
	if (cap_capable(opener, ns, CAP_SYS_ADMIN))
		return -EPERM;
	err = parse_map(text, new);
	if (err)
		return err;
	if (!new_idmap_permitted(opener, ns, cap, new))
		return -EPERM;
	parent_map = cap == CAP_SETUID ? &ns->parent->uid_map : &ns->parent->gid_map;
	for (i = 0; i < new->nr_extents; i++) {
		struct uid_gid_extent *e = &new->extent[i];
		u32 lower = map_id_range_down(parent_map, e->lower_first, e->count);

		if (lower == (u32)-1)
			return -EPERM;
		e->lower_first = lower;
	}
	*map = *new;
	return 0;
}

/**
 * userns_write_map - write of /proc/<pid>/uid_map (CAP_SETUID) or gid_map (CAP_SETGID)
 * @opener: credentials that the file was opened with
 *
 * Mirrors proc_uid_map_write, proc_gid_map_write and map_write. 0, -EPERM,
 * -EINVAL. A map is written once.
 */
int userns_write_map(struct user_namespace *ns, struct uid_gid_map *map, int cap,
		     const char *text, const struct cred *opener)
{
	struct uid_gid_map *new;
	int err;

	if (!ns->parent)
		return -EPERM;
	if (opener->user_ns != ns && opener->user_ns != ns->parent)
		return -EPERM;
	new = kzalloc(sizeof(*new), GFP_KERNEL);
	if (!new)
		return -ENOMEM;
	mutex_lock(&userns_state_mutex);
	err = map_write(ns, map, new, cap, text, opener);
	mutex_unlock(&userns_state_mutex);
	kfree(new);
	return err;
}

/**
 * userns_write_setgroups - write of /proc/<pid>/setgroups: "allow" or "deny"
 *
 * Mirrors proc_setgroups_write. Once gid_map is written nothing can be denied,
 * and what was denied can't be allowed again (-EPERM).
 */
int userns_write_setgroups(struct user_namespace *ns, const char *text)
{
	const char *end;
	bool allowed;
	int err = 0;

	if (!strncmp(text, "allow", 5)) {
		end = text + 5;
		allowed = true;
	} else if (!strncmp(text, "deny", 4)) {
		end = text + 4;
		allowed = false;
	} else {
		return -EINVAL;
	}
	while (*end == ' ' || *end == '\t' || *end == '\n')
		end++;
	if (*end)
		return -EINVAL;

	mutex_lock(&userns_state_mutex);
	if (allowed)
		err = ns->setgroups_allowed ? 0 : -EPERM;
	else if (ns->gid_map.nr_extents)
		err = -EPERM;
	else
		ns->setgroups_allowed = false;
	mutex_unlock(&userns_state_mutex);
	return err;
}

/** userns_may_setgroups - setgroups() is of use once there is a gid_map, if not denied */
bool userns_may_setgroups(const struct user_namespace *ns)
{
	return ns->gid_map.nr_extents && ns->setgroups_allowed;
}

/* What /proc/<pid>/ns/user and setns(2) need. */

static struct user_namespace *to_user_ns(struct ns_common *ns)
{
	return container_of(ns, struct user_namespace, ns);
}

static struct ns_common *userns_get(struct task_struct *task)
{
	struct user_namespace *user_ns;

	rcu_read_lock();
	user_ns = get_user_ns(__task_cred(task)->user_ns);
	rcu_read_unlock();
	return &user_ns->ns;
}

static void userns_put(struct ns_common *ns)
{
	put_user_ns(to_user_ns(ns));
}

/*
 * Mirrors kernel/user_namespace.c:userns_install: not the one that the caller
 * is in already (that would give back capabilities), and not for one thread of
 * several. Whether an fs_struct is shared is not known here.
 */
static int userns_install(struct nsset *nsset, struct ns_common *ns)
{
	struct user_namespace *user_ns = to_user_ns(ns);
	struct cred *cred = (struct cred *)nsset->cred;

	if (user_ns == current_user_ns())
		return -EINVAL;
	if (!thread_group_empty(current))
		return -EINVAL;
	if (!ns_capable(user_ns, CAP_SYS_ADMIN))
		return -EPERM;
	if (!(nsset->flags & CLONE_NEWUSER))
		return -EINVAL;
	put_user_ns(cred->user_ns);
	set_cred_user_ns(cred, get_user_ns(user_ns));
	return set_cred_ucounts(cred) ? -EINVAL : 0;
}

/** ns_get_owner - the user namespace that owns @ns, if the caller's is it or above; -EPERM */
struct ns_common *ns_get_owner(struct ns_common *ns)
{
	struct user_namespace *owner = ns->ops->owner(ns), *p;

	for (p = owner; p != current_user_ns(); p = p->parent)
		if (!p)
			return ERR_PTR(-EPERM);
	return &get_user_ns(owner)->ns;
}

static struct user_namespace *userns_owner(struct ns_common *ns)
{
	return to_user_ns(ns)->parent;
}

const struct proc_ns_operations userns_operations = {
	.name = "user",
	.type = CLONE_NEWUSER,
	.get = userns_get,
	.put = userns_put,
	.install = userns_install,
	.owner = userns_owner,
	.get_parent = ns_get_owner,
};
