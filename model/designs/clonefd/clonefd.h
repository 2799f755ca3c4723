/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CLONEFD_H
#define CLONEFD_H

/* flag of clone(2): the parent gets a descriptor for the child, where parent_tid points */
#define CLONE_FD 0x1000

#endif
