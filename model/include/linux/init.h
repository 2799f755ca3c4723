/* SPDX-License-Identifier: GPL-2.0-only */
/* stub: everything is initialised when a world boots. */
#ifndef _LINUX_INIT_H
#define _LINUX_INIT_H

#include <linux/compiler.h>

#endif
