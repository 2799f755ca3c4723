/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The words and structures of the proposal, as user space would get them.
 */
#ifndef PROCESS_API_H
#define PROCESS_API_H

#include <linux/ioctl.h>
#include <linux/signal_types.h>
#include <linux/types.h>

/*
 * Commands. All of them are requests of ioctl(2) on a process descriptor, with the same argument;
 * the first are for process_config(2), then one is for process_info(2), two for process_manage(2).
 */
#define PROC_SET_FLAG		_IO('p', 16)	/* CLONE_NEW*; they add up */
#define PROC_SET_SIGMASK	_IOW('p', 17, sigset_t)	/* pointer to what shall be blocked */
#define PROC_SET_IGNORE		_IO('p', 18)	/* a signal */
#define PROC_SET_DEFAULT	_IO('p', 19)	/* a signal */
#define PROC_SET_UIDMAP		_IOW('p', 20, char *)	/* text, as for /proc/<pid>/uid_map */
#define PROC_SET_GIDMAP		_IOW('p', 21, char *)
#define PROC_SET_CLOSE		_IO('p', 22)	/* a signal; 0: none */
#define PROC_CREATE		_IO('p', 23)	/* 0; gives the new process' number */
#define PROC_INFO		_IOR('p', 24, struct process_info)
#define PROC_SIGNAL		_IO('p', 25)	/* a signal; 0 only asks */
#define PROC_WAIT		_IOWR('p', 26, struct process_wait)	/* may be NULL */

/**
 * struct process_wait - argument of PROC_WAIT
 * @timeout: in milliseconds; less than 0: for ever
 * @info: what comes back, as from waitid(2)
 */
struct process_wait {
	s64 timeout;
	siginfo_t info;
};

/* struct process_info.state */
#define PROC_STATE_RUNNING	0
#define PROC_STATE_SLEEPING	1
#define PROC_STATE_STOPPED	2
#define PROC_STATE_TRACED	3
#define PROC_STATE_ZOMBIE	4
#define PROC_STATE_DEAD		5

/**
 * struct process_info - what PROC_INFO gives: one process at one moment
 * @pid: numbers and ids are those that the caller's namespaces have for it; 0: none
 * @status: what wait would say, of one that has exited
 * @mnt_ns: inode numbers of namespaces; 0 where the caller may not look into the process
 * @start_time: nanoseconds since boot
 * @utime: 0 in the model, where nothing takes time
 * @close_signal: what the last close sends
 *
 * Of a zombie: no namespaces but those that it keeps. Of one that has been reaped: @pid,
 * @state, @status, @uid.
 */
struct process_info {
	s32 pid, ppid, pgid, sid;
	u32 uid, euid, suid;
	u32 gid, egid, sgid;
	u32 state;
	s32 status;
	u32 threads;
	u32 mnt_ns, uts_ns, ipc_ns, net_ns, cgroup_ns, pid_ns, user_ns;
	u64 blocked, pending, ignored, caught;
	u64 start_time;
	u64 utime, stime;
	s32 close_signal;
	u32 reserved;
};

#endif
