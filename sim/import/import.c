// SPDX-License-Identifier: GPL-2.0-only
#include "import/import.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "import/from.h"
#include "import/range.h"
#include "import/words.h"

/* ------------------------------------------------------------ all of it */

static enum sim_status check_kit(const struct sim_import_options *how, struct sim_error *err)
{
	return how->kit ? SIM_OK
			: sim_error_set(err, SIM_ENOENT,
					"what designs are compiled against (kit/) is not beside "
					"this program");
}

static enum sim_status check_taken(const struct sim_import *imp, struct sim_error *err)
{
	for (unsigned int i = 0; i < imp->parts.nr; i++) {
		if (imp->parts.at[i].nr_taken && !imp->parts.at[i].header)
			return SIM_OK;
	}
	sim_error_set(err, SIM_EINPUT, "there is nothing in it to import");
	sim_error_at(err, imp->how->tree ? imp->how->tree : imp->how->mail, 0, 0, 0);
	sim_error_accept(err, "%s",
			 imp->how->tree ? "a kernel from 5.1 on, or --pick FILE:NAME"
					: "a patch that shows whole functions, or --base");
	return SIM_EINPUT;
}

enum sim_status sim_import_begin(struct sim_import *imp, const struct sim_import_options *how,
				 struct sim_error *err)
{
	struct timespec from, to;
	enum sim_status status;

	memset(imp, 0, sizeof(*imp));
	imp->how = how;
	clock_gettime(CLOCK_MONOTONIC, &from);
	status = check_kit(how, err);
	if (!status)
		status = sim_words_read(imp, err);
	if (!status)
		status = how->tree ? sim_from_tree(imp, err) : sim_from_mail(imp, err);
	if (!status)
		status = sim_ranges_read(imp, err);
	sim_import_digest(imp);
	clock_gettime(CLOCK_MONOTONIC, &to);
	imp->ms_read =
		(double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
	return status ? status : check_taken(imp, err);
}

void sim_import_end(struct sim_import *imp)
{
	sim_parts_free(&imp->parts);
	sim_provides_free(&imp->provides);
	sim_buf_free(&imp->damage);
	sim_buf_free(&imp->exports);
	sim_buf_free(&imp->features);
	sim_buf_free(&imp->ranges);
	free(imp->pieces);
	free(imp->lacks);
	memset(imp, 0, sizeof(*imp));
}
