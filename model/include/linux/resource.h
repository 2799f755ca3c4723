/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: see uapi. */
#ifndef _LINUX_RESOURCE_H
#define _LINUX_RESOURCE_H

#include <uapi/linux/resource.h>

#endif
