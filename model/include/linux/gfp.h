/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: allocation flags. Only __GFP_ZERO means something: allocation never sleeps here. */
#ifndef _LINUX_GFP_H
#define _LINUX_GFP_H

#define GFP_KERNEL		0x1U
#define GFP_ATOMIC		0x2U
#define GFP_KERNEL_ACCOUNT	0x1U
#define GFP_NOWAIT		0x2U
#define GFP_USER		0x1U
#define __GFP_ZERO		0x100U
#define __GFP_NOWARN		0U

#endif
