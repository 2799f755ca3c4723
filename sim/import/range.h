/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SIM_IMPORT_RANGE_H
#define SIM_IMPORT_RANGE_H

#include "import/import.h"

/** sim_ranges_read - fill in the model's template for CLONE_PIDFD, where it is needed */
enum sim_status sim_ranges_read(struct sim_import *imp, struct sim_error *err);

/** sim_ranges_of - what comes of it for the unit of @part; "" if nothing */
const char *sim_ranges_of(const struct sim_import *imp, const struct sim_portion *part);

#endif
