/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: descriptors and credentials that travel with a message. */
#ifndef _NET_SCM_H
#define _NET_SCM_H

#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/pid.h>
#include <linux/socket.h>

struct unix_sock;

/* @user: who sent them, for the count of descriptors in flight; NULL: not in flight */
struct scm_fp_list {
	unsigned int count;
	struct ucounts *user;
	struct file *fp[SCM_MAX_FD];
};

/* what a message carries besides bytes; @pid: the sender, NULL if nobody asked for it */
struct scm_cookie {
	struct pid *pid;
	struct scm_fp_list *fp;
	kuid_t uid;
	kgid_t gid;
};

int scm_send(struct msghdr *msg, struct scm_cookie *scm);
void scm_recv(struct msghdr *msg, struct scm_cookie *scm, bool passcred);
void scm_destroy(struct scm_cookie *scm);
void scm_fp_free(struct scm_fp_list *fpl);
struct scm_fp_list *scm_fp_dup(const struct scm_fp_list *fpl);
int put_cmsg(struct msghdr *msg, int level, int type, int len, const void *data);

#endif
