// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pidfd logic of a kernel: one list for all releases. What a tree has not got is passed
 * over, so that a name that came or went needs no release beside it.
 */
#include "import/import.h"

const struct sim_import_root sim_import_roots[] = {
	{"include/uapi/linux/pidfd.h", "*"},
	{"kernel/signal.c", "pidfd_send_signal access_pidfd_pidns copy_siginfo_from_user_any "
			    "pidfd_to_pid prepare_kill_siginfo do_notify_pidfd"},
	{"kernel/pid.c", "pidfd_get_pid pidfd_get_task pidfd_create pidfd_open __pidfd_fget "
			 "pidfd_getfd"},
	{"kernel/fork.c", "__pidfd_prepare pidfd_prepare pidfd_pid pidfd_release "
			  "pidfd_show_fdinfo pidfd_poll pidfd_fops"},
	{"kernel/exit.c", "kernel_waitid kernel_waitid_prepare thread_group_exited"},
	{"fs/proc/base.c", "tgid_pidfd_to_pid"},
	{"fs/pidfs.c", "*"},
	{NULL, NULL}};
