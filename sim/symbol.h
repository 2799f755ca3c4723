/* SPDX-License-Identifier: GPL-2.0-only */
/* From a program counter to function, file and line. */
#ifndef SIM_SYMBOL_H
#define SIM_SYMBOL_H

#include <stdint.h>

#include "sim.h"

/**
 * sim_symbol_site - where an address is, as far as the library's own symbols tell
 * @site: members that can't be found are left alone; texts stay as long as the sim
 */
void sim_symbol_site(struct sim *sim, uintptr_t pc, struct host_site *site);

void sim_symbols_free(struct sim *sim);

#endif /* SIM_SYMBOL_H */
