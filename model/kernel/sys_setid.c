// SPDX-License-Identifier: GPL-2.0-only
/*
 * The calls that change uids and gids. Mirrors that part of kernel/sys.c, of
 * kernel/groups.c, and what security/commoncap.c does to capabilities then.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <linux/user_namespace.h>

#define NGROUPS_MAX 65536

/* capabilities that go by the filesystem uid; security/commoncap.c: CAP_FS_MASK */
#define CAP_FS_BITS (BIT_ULL(CAP_CHOWN) | BIT_ULL(CAP_MKNOD) | BIT_ULL(CAP_DAC_OVERRIDE) | \
		     BIT_ULL(CAP_DAC_READ_SEARCH) | BIT_ULL(CAP_FOWNER) | BIT_ULL(CAP_FSETID) | \
		     BIT_ULL(CAP_LINUX_IMMUTABLE) | BIT_ULL(CAP_MAC_OVERRIDE))

#define NO_UID ((uid_t)-1)
#define NO_GID ((gid_t)-1)

static bool may_setuid(void)
{
	return ns_capable_setid(current_user_ns(), CAP_SETUID);
}

static bool may_setgid(void)
{
	return ns_capable_setid(current_user_ns(), CAP_SETGID);
}

/*
 * Who has no uid 0 left loses its capabilities (unless PR_SET_KEEPCAPS); they
 * are in force while the effective uid is 0. Mirrors security/commoncap.c:
 * cap_emulate_setxuid.
 */
static void cap_emulate_setxuid(struct cred *new, const struct cred *old)
{
	kuid_t root = make_kuid(old->user_ns, 0);
	bool was = uid_eq(old->uid, root) || uid_eq(old->euid, root) || uid_eq(old->suid, root);
	bool is = uid_eq(new->uid, root) || uid_eq(new->euid, root) || uid_eq(new->suid, root);

	if (was && !is && !(new->securebits & SECURE_KEEP_CAPS)) {
		new->cap_permitted = CAP_EMPTY_SET;
		new->cap_effective = CAP_EMPTY_SET;
	}
	if (uid_eq(old->euid, root) && !uid_eq(new->euid, root))
		new->cap_effective = CAP_EMPTY_SET;
	if (!uid_eq(old->euid, root) && uid_eq(new->euid, root))
		new->cap_effective = new->cap_permitted;
}

/*
 * The new uids take effect. Who is over RLIMIT_NPROC now may stay, but execve()
 * will look again. Mirrors the tail that setuid() and its kin have in common.
 */
static int commit_uids(struct cred *new, const struct cred *old)
{
	int err;

	cap_emulate_setxuid(new, old);
	err = set_cred_ucounts(new);
	if (err) {
		abort_creds(new);
		return err;
	}
	if (new->ucounts != old->ucounts) {
		if (is_rlimit_overlimit(new->ucounts, UCOUNT_RLIMIT_NPROC, rlimit(RLIMIT_NPROC)) &&
		    !uid_eq(new->uid, GLOBAL_ROOT_UID))
			current->flags |= PF_NPROC_EXCEEDED;
		else
			current->flags &= ~PF_NPROC_EXCEEDED;
	}
	return commit_creds(new);
}

/** setuid(2): all three for who has CAP_SETUID, otherwise the effective one to a known one */
SYSCALL_DEFINE1(setuid, uid_t, uid)
{
	const struct cred *old = current_cred();
	kuid_t kuid = make_kuid(old->user_ns, uid);
	struct cred *new;

	if (!uid_valid(kuid))
		return -EINVAL;
	new = prepare_creds();
	if (!new)
		return -ENOMEM;
	if (may_setuid()) {
		new->suid = new->uid = kuid;
	} else if (!uid_eq(kuid, old->uid) && !uid_eq(kuid, new->suid)) {
		abort_creds(new);
		return -EPERM;
	}
	new->fsuid = new->euid = kuid;
	return commit_uids(new, old);
}

/** setreuid(2) */
SYSCALL_DEFINE2(setreuid, uid_t, ruid, uid_t, euid)
{
	const struct cred *old = current_cred();
	kuid_t kruid = make_kuid(old->user_ns, ruid);
	kuid_t keuid = make_kuid(old->user_ns, euid);
	struct cred *new;

	if ((ruid != NO_UID && !uid_valid(kruid)) || (euid != NO_UID && !uid_valid(keuid)))
		return -EINVAL;
	new = prepare_creds();
	if (!new)
		return -ENOMEM;
	if (ruid != NO_UID) {
		new->uid = kruid;
		if (!uid_eq(old->uid, kruid) && !uid_eq(old->euid, kruid) && !may_setuid())
			goto error;
	}
	if (euid != NO_UID) {
		new->euid = keuid;
		if (!uid_eq(old->uid, keuid) && !uid_eq(old->euid, keuid) &&
		    !uid_eq(old->suid, keuid) && !may_setuid())
			goto error;
	}
	if (ruid != NO_UID || (euid != NO_UID && !uid_eq(keuid, old->uid)))
		new->suid = new->euid;
	new->fsuid = new->euid;
	return commit_uids(new, old);
error:
	abort_creds(new);
	return -EPERM;
}

/* Is @uid, if it is given at all, none of the three that the caller has? */
static bool uid_is_new(const struct cred *old, uid_t uid, kuid_t kuid)
{
	return uid != NO_UID && !uid_eq(kuid, old->uid) && !uid_eq(kuid, old->euid) &&
	       !uid_eq(kuid, old->suid);
}

/** setresuid(2) */
SYSCALL_DEFINE3(setresuid, uid_t, ruid, uid_t, euid, uid_t, suid)
{
	const struct cred *old = current_cred();
	kuid_t kruid = make_kuid(old->user_ns, ruid);
	kuid_t keuid = make_kuid(old->user_ns, euid);
	kuid_t ksuid = make_kuid(old->user_ns, suid);
	struct cred *new;

	if ((ruid != NO_UID && !uid_valid(kruid)) || (euid != NO_UID && !uid_valid(keuid)) ||
	    (suid != NO_UID && !uid_valid(ksuid)))
		return -EINVAL;
	/* nothing to do: since 6.0 without a copy, and so without ENOMEM */
	if (kernel_release(6, 0) && (ruid == NO_UID || uid_eq(kruid, old->uid)) &&
	    (euid == NO_UID || (uid_eq(keuid, old->euid) && uid_eq(keuid, old->fsuid))) &&
	    (suid == NO_UID || uid_eq(ksuid, old->suid)))
		return 0;
	if ((uid_is_new(old, ruid, kruid) || uid_is_new(old, euid, keuid) ||
	     uid_is_new(old, suid, ksuid)) && !may_setuid())
		return -EPERM;
	new = prepare_creds();
	if (!new)
		return -ENOMEM;
	if (ruid != NO_UID)
		new->uid = kruid;
	if (euid != NO_UID)
		new->euid = keuid;
	if (suid != NO_UID)
		new->suid = ksuid;
	new->fsuid = new->euid;
	return commit_uids(new, old);
}

/** getresuid(2) */
SYSCALL_DEFINE3(getresuid, uid_t __user *, ruidp, uid_t __user *, euidp, uid_t __user *, suidp)
{
	const struct cred *cred = current_cred();
	int retval;

	retval = put_user(from_kuid_munged(cred->user_ns, cred->uid), ruidp);
	if (!retval)
		retval = put_user(from_kuid_munged(cred->user_ns, cred->euid), euidp);
	if (!retval)
		retval = put_user(from_kuid_munged(cred->user_ns, cred->suid), suidp);
	return retval;
}

/** setfsuid(2): returns the old one, whether it worked or not */
SYSCALL_DEFINE1(setfsuid, uid_t, uid)
{
	const struct cred *old = current_cred();
	uid_t old_fsuid = from_kuid_munged(old->user_ns, old->fsuid);
	kuid_t kuid = make_kuid(old->user_ns, uid);
	kuid_t root = make_kuid(old->user_ns, 0);
	struct cred *new;

	if (!uid_valid(kuid) || uid_eq(kuid, old->fsuid))
		return old_fsuid;
	if (!uid_eq(kuid, old->uid) && !uid_eq(kuid, old->euid) && !uid_eq(kuid, old->suid) &&
	    !may_setuid())
		return old_fsuid;
	new = prepare_creds();
	if (!new)
		return old_fsuid;
	new->fsuid = kuid;
	if (uid_eq(old->fsuid, root))
		new->cap_effective.val &= ~CAP_FS_BITS;
	if (uid_eq(kuid, root))
		new->cap_effective.val |= new->cap_permitted.val & CAP_FS_BITS;
	commit_creds(new);
	return old_fsuid;
}

/** setgid(2) */
SYSCALL_DEFINE1(setgid, gid_t, gid)
{
	const struct cred *old = current_cred();
	kgid_t kgid = make_kgid(old->user_ns, gid);
	struct cred *new;

	if (!gid_valid(kgid))
		return -EINVAL;
	new = prepare_creds();
	if (!new)
		return -ENOMEM;
	if (may_setgid()) {
		new->gid = new->egid = new->sgid = new->fsgid = kgid;
	} else if (gid_eq(kgid, old->gid) || gid_eq(kgid, old->sgid)) {
		new->egid = new->fsgid = kgid;
	} else {
		abort_creds(new);
		return -EPERM;
	}
	return commit_creds(new);
}

/** setregid(2) */
SYSCALL_DEFINE2(setregid, gid_t, rgid, gid_t, egid)
{
	const struct cred *old = current_cred();
	kgid_t krgid = make_kgid(old->user_ns, rgid);
	kgid_t kegid = make_kgid(old->user_ns, egid);
	struct cred *new;

	if ((rgid != NO_GID && !gid_valid(krgid)) || (egid != NO_GID && !gid_valid(kegid)))
		return -EINVAL;
	new = prepare_creds();
	if (!new)
		return -ENOMEM;
	if (rgid != NO_GID) {
		if (!gid_eq(old->gid, krgid) && !gid_eq(old->egid, krgid) && !may_setgid())
			goto error;
		new->gid = krgid;
	}
	if (egid != NO_GID) {
		if (!gid_eq(old->gid, kegid) && !gid_eq(old->egid, kegid) &&
		    !gid_eq(old->sgid, kegid) && !may_setgid())
			goto error;
		new->egid = kegid;
	}
	if (rgid != NO_GID || (egid != NO_GID && !gid_eq(kegid, old->gid)))
		new->sgid = new->egid;
	new->fsgid = new->egid;
	return commit_creds(new);
error:
	abort_creds(new);
	return -EPERM;
}

static bool gid_is_new(const struct cred *old, gid_t gid, kgid_t kgid)
{
	return gid != NO_GID && !gid_eq(kgid, old->gid) && !gid_eq(kgid, old->egid) &&
	       !gid_eq(kgid, old->sgid);
}

/** setresgid(2) */
SYSCALL_DEFINE3(setresgid, gid_t, rgid, gid_t, egid, gid_t, sgid)
{
	const struct cred *old = current_cred();
	kgid_t krgid = make_kgid(old->user_ns, rgid);
	kgid_t kegid = make_kgid(old->user_ns, egid);
	kgid_t ksgid = make_kgid(old->user_ns, sgid);
	struct cred *new;

	if ((rgid != NO_GID && !gid_valid(krgid)) || (egid != NO_GID && !gid_valid(kegid)) ||
	    (sgid != NO_GID && !gid_valid(ksgid)))
		return -EINVAL;
	if (kernel_release(6, 0) && (rgid == NO_GID || gid_eq(krgid, old->gid)) &&
	    (egid == NO_GID || (gid_eq(kegid, old->egid) && gid_eq(kegid, old->fsgid))) &&
	    (sgid == NO_GID || gid_eq(ksgid, old->sgid)))
		return 0;
	if ((gid_is_new(old, rgid, krgid) || gid_is_new(old, egid, kegid) ||
	     gid_is_new(old, sgid, ksgid)) && !may_setgid())
		return -EPERM;
	new = prepare_creds();
	if (!new)
		return -ENOMEM;
	if (rgid != NO_GID)
		new->gid = krgid;
	if (egid != NO_GID)
		new->egid = kegid;
	if (sgid != NO_GID)
		new->sgid = ksgid;
	new->fsgid = new->egid;
	return commit_creds(new);
}

/** getresgid(2) */
SYSCALL_DEFINE3(getresgid, gid_t __user *, rgidp, gid_t __user *, egidp, gid_t __user *, sgidp)
{
	const struct cred *cred = current_cred();
	int retval;

	retval = put_user(from_kgid_munged(cred->user_ns, cred->gid), rgidp);
	if (!retval)
		retval = put_user(from_kgid_munged(cred->user_ns, cred->egid), egidp);
	if (!retval)
		retval = put_user(from_kgid_munged(cred->user_ns, cred->sgid), sgidp);
	return retval;
}

/** setfsgid(2): returns the old one, whether it worked or not */
SYSCALL_DEFINE1(setfsgid, gid_t, gid)
{
	const struct cred *old = current_cred();
	gid_t old_fsgid = from_kgid_munged(old->user_ns, old->fsgid);
	kgid_t kgid = make_kgid(old->user_ns, gid);
	struct cred *new;

	if (!gid_valid(kgid) || gid_eq(kgid, old->fsgid))
		return old_fsgid;
	if (!gid_eq(kgid, old->gid) && !gid_eq(kgid, old->egid) && !gid_eq(kgid, old->sgid) &&
	    !may_setgid())
		return old_fsgid;
	new = prepare_creds();
	if (!new)
		return old_fsgid;
	new->fsgid = kgid;
	commit_creds(new);
	return old_fsgid;
}

/**
 * setgroups(2) - checked as in kernel/groups.c, then forgotten
 *
 * Supplementary groups decide nothing here, so none are kept: getgroups(2)
 * always says that there are none.
 */
SYSCALL_DEFINE2(setgroups, int, gidsetsize, gid_t __user *, grouplist)
{
	struct user_namespace *user_ns = current_user_ns();
	struct cred *new;
	gid_t gid;
	int i;

	if (!may_setgid() || !userns_may_setgroups(user_ns))
		return -EPERM;
	if ((unsigned int)gidsetsize > NGROUPS_MAX)
		return -EINVAL;
	for (i = 0; i < gidsetsize; i++) {
		if (get_user(gid, grouplist + i))
			return -EFAULT;
		if (!gid_valid(make_kgid(user_ns, gid)))
			return -EINVAL;
	}
	new = prepare_creds();
	if (!new)
		return -ENOMEM;
	return commit_creds(new);
}

/** getgroups(2) - see setgroups(2) */
SYSCALL_DEFINE2(getgroups, int, gidsetsize, gid_t __user *, grouplist)
{
	return gidsetsize < 0 ? -EINVAL : 0;
}
