/* SPDX-License-Identifier: GPL-2.0-only */
/* A small hash table from bytes to a number; uthash, in one place. */
#ifndef SIM_TABLE_H
#define SIM_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct sim_table_entry;

/** struct sim_table - all zero: empty */
struct sim_table {
	struct sim_table_entry *head;
};

/**
 * sim_table_at - the number kept for a key
 * @create: make an entry of number 0 if there is none
 *
 * Return: where the number is, valid until the entry is dropped; NULL if there is none, or no
 * memory for one.
 */
uintptr_t *sim_table_at(struct sim_table *table, const void *key, size_t len, int create);

/** sim_table_intern - a copy of a text that stays until the table is cleared; NULL: no memory */
const char *sim_table_intern(struct sim_table *table, const char *text);

void sim_table_clear(struct sim_table *table);

#endif /* SIM_TABLE_H */
