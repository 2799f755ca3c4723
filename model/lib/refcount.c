// SPDX-License-Identifier: GPL-2.0-only
/* What happens when a count is wrong; mirrors lib/refcount.c:refcount_warn_saturate. */
#include <linux/kernel.h>
#include <linux/refcount.h>
#include <linux/slab.h>

/**
 * refcount_fault - @what was done to @r, and its value says that it must not
 *
 * A count in a freed object is poison: that is the fault then, whatever the
 * arithmetic says, and the object is left as it is. Otherwise the count is
 * saturated, as in the kernel.
 */
void refcount_fault(refcount_t *r, const char *what, const struct host_site *site)
{
	struct model_object o;

	if (slab_is_freed(r)) {
		/* at a scheduling point this was reported before */
		if (!model_cpu.preempt)
			slab_report_freed(r, site);
		return;
	}
	if (slab_object(r, &o))
		scnprintf(sim_text, SIM_TEXT, "%s in %s", what, o.cache);
	else
		strscpy(sim_text, what, SIM_TEXT);
	sim_bug(HOST_BUG_SAFETY, site, r, sim_text);
	r->refs.counter = REFCOUNT_SATURATED;
}
