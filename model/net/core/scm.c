// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptors and credentials that travel with a message. Mirrors net/core/scm.c.
 */
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/pid_namespace.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/user_namespace.h>
#include <net/scm.h>

/** scm_fp_free - the files in a list are not sent any more */
void scm_fp_free(struct scm_fp_list *fpl)
{
	unsigned int i;
	bool begun;

	if (!fpl)
		return;
	begun = fput_begin();
	for (i = fpl->count; i; i--)
		fput(fpl->fp[i - 1]);
	kfree(fpl);
	fput_end(begun);
}

/** scm_destroy - the message is over; mirrors include/net/scm.h:scm_destroy */
void scm_destroy(struct scm_cookie *scm)
{
	put_pid(scm->pid);
	scm->pid = NULL;
	scm_fp_free(scm->fp);
	scm->fp = NULL;
}

/** scm_fp_dup - references of its own to the same files (MSG_PEEK); NULL: no memory */
struct scm_fp_list *scm_fp_dup(const struct scm_fp_list *fpl)
{
	struct scm_fp_list *new;
	unsigned int i;

	if (!fpl)
		return NULL;
	new = kmalloc(sizeof(*new), GFP_KERNEL);
	if (!new)
		return NULL;
	new->count = fpl->count;
	new->user = NULL;
	for (i = 0; i < fpl->count; i++)
		new->fp[i] = get_file(fpl->fp[i]);
	return new;
}

/* ------------------------------------------------------------ send */

/*
 * SCM_RIGHTS: a reference to each file. Several such headers make one list. Mirrors
 * net/core/scm.c:scm_fp_copy; what was taken before an error is dropped with the cookie.
 */
static int scm_fp_copy(const struct cmsghdr *cmsg, struct scm_fp_list **fplp)
{
	const int *fds = (const int *)(cmsg + 1);
	size_t num = (cmsg->cmsg_len - sizeof(*cmsg)) / sizeof(int);
	struct scm_fp_list *fpl = *fplp;
	struct file *file;
	size_t i;

	if (!num)
		return 0;
	if (num > SCM_MAX_FD)
		return -EINVAL;
	if (!fpl) {
		fpl = kmalloc(sizeof(*fpl), GFP_KERNEL_ACCOUNT);
		if (!fpl)
			return -ENOMEM;
		fpl->count = 0;
		fpl->user = NULL;
		*fplp = fpl;
	}
	if (fpl->count + num > SCM_MAX_FD)
		return -EINVAL;
	for (i = 0; i < num; i++) {
		file = fds[i] < 0 ? NULL : fget_raw((unsigned int)fds[i]);
		if (!file)
			return -EBADF;
		fpl->fp[fpl->count++] = file;
	}
	return 0;
}

/* Who may claim to be whom. Mirrors net/core/scm.c:scm_check_creds. */
static int scm_check_creds(const struct ucred *creds, kuid_t uid, kgid_t gid)
{
	const struct cred *cred = current_cred();
	struct user_namespace *ns = cred->user_ns;

	if (!uid_valid(uid) || !gid_valid(gid))
		return -EINVAL;
	if ((creds->pid == (u32)task_tgid_vnr(current) ||
	     ns_capable(task_active_pid_ns(current)->user_ns, CAP_SYS_ADMIN)) &&
	    (uid_eq(uid, cred->uid) || uid_eq(uid, cred->euid) || uid_eq(uid, cred->suid) ||
	     ns_capable(ns, CAP_SETUID)) &&
	    (gid_eq(gid, cred->gid) || gid_eq(gid, cred->egid) || gid_eq(gid, cred->sgid) ||
	     ns_capable(ns, CAP_SETGID)))
		return 0;
	return -EPERM;
}

/* SCM_CREDENTIALS. Mirrors that part of net/core/scm.c:__scm_send. */
static int scm_creds(const struct cmsghdr *cmsg, struct scm_cookie *scm)
{
	const struct ucred *creds = (const struct ucred *)(cmsg + 1);
	kuid_t uid;
	kgid_t gid;
	struct pid *pid;
	int error;

	if (cmsg->cmsg_len != CMSG_LEN(sizeof(*creds)))
		return -EINVAL;
	uid = make_kuid(current_user_ns(), creds->uid);
	gid = make_kgid(current_user_ns(), creds->gid);
	error = scm_check_creds(creds, uid, gid);
	if (error)
		return error;
	pid = find_get_pid((int)creds->pid);
	if (!pid)
		return -ESRCH;
	put_pid(scm->pid);
	scm->pid = pid;
	scm->uid = uid;
	scm->gid = gid;
	return 0;
}

/* Mirrors net/core/scm.c:__scm_send; @control is @len bytes of kernel memory. */
static int __scm_send(const char *control, size_t len, struct scm_cookie *scm)
{
	const struct cmsghdr *cmsg;
	size_t at;
	int error;

	for (at = 0; at + sizeof(*cmsg) <= len; at += CMSG_ALIGN(cmsg->cmsg_len)) {
		cmsg = (const struct cmsghdr *)(control + at);
		if (cmsg->cmsg_len < sizeof(*cmsg) || cmsg->cmsg_len > len - at)
			return -EINVAL;
		if (cmsg->cmsg_level != SOL_SOCKET)
			continue;
		if (cmsg->cmsg_type == SCM_RIGHTS)
			error = scm_fp_copy(cmsg, &scm->fp);
		else if (cmsg->cmsg_type == SCM_CREDENTIALS)
			error = scm_creds(cmsg, scm);
		else
			error = -EINVAL;
		if (error)
			return error;
	}
	return 0;
}

#define OPTMEM_MAX (128 * 1024)

/**
 * scm_send - what a message to be sent carries
 * @scm: filled in; to be given to scm_destroy() unless the message takes it over
 *
 * Mirrors include/net/scm.h:scm_send, and the copying of net/socket.c:____sys_sendmsg.
 */
int scm_send(struct msghdr *msg, struct scm_cookie *scm)
{
	char *control;
	int error;

	scm->pid = NULL;
	scm->fp = NULL;
	scm->uid = INVALID_UID;
	scm->gid = INVALID_GID;
	if (!msg->msg_controllen)
		return 0;
	if (msg->msg_controllen > OPTMEM_MAX)
		return -ENOBUFS;
	control = kmalloc(msg->msg_controllen, GFP_KERNEL);
	if (!control)
		return -ENOBUFS;
	error = -EFAULT;
	if (!copy_from_user(control, msg->msg_control, msg->msg_controllen))
		error = __scm_send(control, msg->msg_controllen, scm);
	kfree(control);
	if (error)
		scm_destroy(scm);
	return error;
}

/* ------------------------------------------------------------ receive */

/* The receiver's buffer goes on behind what was put there. */
static void control_advance(struct msghdr *msg, size_t n)
{
	n = min(n, msg->msg_controllen);
	msg->msg_control = (char *)msg->msg_control + n;
	msg->msg_controllen -= n;
}

/**
 * put_cmsg - a control message for the receiver
 *
 * Mirrors net/core/scm.c:put_cmsg: what does not fit is cut, and MSG_CTRUNC tells. Return: 0
 * or -EFAULT.
 */
int put_cmsg(struct msghdr *msg, int level, int type, int len, const void *data)
{
	size_t cmlen = CMSG_LEN((size_t)len);
	struct cmsghdr cmhdr;

	if (!msg->msg_control || msg->msg_controllen < sizeof(cmhdr)) {
		msg->msg_flags |= MSG_CTRUNC;
		return 0;
	}
	if (msg->msg_controllen < cmlen) {
		msg->msg_flags |= MSG_CTRUNC;
		cmlen = msg->msg_controllen;
	}
	cmhdr.cmsg_level = level;
	cmhdr.cmsg_type = type;
	cmhdr.cmsg_len = cmlen;
	if (copy_to_user(msg->msg_control, &cmhdr, sizeof(cmhdr)) ||
	    copy_to_user((char *)msg->msg_control + sizeof(cmhdr), data, cmlen - sizeof(cmhdr)))
		return -EFAULT;
	control_advance(msg, CMSG_SPACE((size_t)len));
	return 0;
}

/*
 * As many descriptors as there is room for, and free numbers. Mirrors
 * net/core/scm.c:scm_detach_fds: the first one that fails ends it; MSG_CTRUNC tells, and the
 * rest of the files are dropped.
 */
static void scm_detach_fds(struct msghdr *msg, struct scm_cookie *scm)
{
	struct cmsghdr __user *cm = msg->msg_control;
	unsigned int o_flags = msg->msg_flags & MSG_CMSG_CLOEXEC ? O_CLOEXEC : 0;
	unsigned int fdmax = 0, i;
	struct cmsghdr cmhdr;

	if (msg->msg_controllen > sizeof(*cm))
		fdmax = (unsigned int)((msg->msg_controllen - sizeof(*cm)) / sizeof(int));
	fdmax = min(fdmax, scm->fp->count);
	for (i = 0; i < fdmax; i++)
		if (receive_fd(scm->fp->fp[i], (int __user *)(cm + 1) + i, o_flags) < 0)
			break;
	if (i > 0) {
		cmhdr.cmsg_level = SOL_SOCKET;
		cmhdr.cmsg_type = SCM_RIGHTS;
		cmhdr.cmsg_len = CMSG_LEN(i * sizeof(int));
		if (!copy_to_user(cm, &cmhdr, sizeof(cmhdr)))
			control_advance(msg, CMSG_SPACE(i * sizeof(int)));
	}
	if (i < scm->fp->count)
		msg->msg_flags |= MSG_CTRUNC;
	scm_fp_free(scm->fp);
	scm->fp = NULL;
}

/**
 * scm_recv - tells the receiver what came with the bytes, and ends the cookie
 * @passcred: SO_PASSCRED
 *
 * Mirrors net/core/scm.c:__scm_recv_common. A message of somebody who did not say who he is
 * comes from pid 0 and the overflow ids.
 */
void scm_recv(struct msghdr *msg, struct scm_cookie *scm, bool passcred)
{
	struct user_namespace *ns = current_user_ns();
	struct ucred ucreds;

	if (!msg->msg_control) {
		if (passcred || scm->fp)
			msg->msg_flags |= MSG_CTRUNC;
		scm_destroy(scm);
		return;
	}
	if (passcred) {
		ucreds.pid = (u32)pid_vnr(scm->pid);
		ucreds.uid = from_kuid_munged(ns, scm->uid);
		ucreds.gid = from_kgid_munged(ns, scm->gid);
		put_cmsg(msg, SOL_SOCKET, SCM_CREDENTIALS, sizeof(ucreds), &ucreds);
	}
	if (scm->fp)
		scm_detach_fds(msg, scm);
	scm_destroy(scm);
}
