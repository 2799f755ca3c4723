// SPDX-License-Identifier: GPL-2.0-only
#include "table.h"

#include <stdlib.h>
#include <string.h>

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

struct sim_table_entry {
	UT_hash_handle hh;
	uintptr_t number;
	char key[];
};

static struct sim_table_entry *find(struct sim_table *table, const void *key, size_t len,
				    int create)
{
	struct sim_table_entry *entry;

	HASH_FIND(hh, table->head, key, len, entry);
	if (entry || !create)
		return entry;
	entry = calloc(1, sizeof(*entry) + len);
	if (!entry)
		return NULL;
	memcpy(entry->key, key, len);
	HASH_ADD_KEYPTR(hh, table->head, entry->key, len, entry);
	if (!entry->hh.tbl) {
		free(entry);
		return NULL;
	}
	return entry;
}

uintptr_t *sim_table_at(struct sim_table *table, const void *key, size_t len, int create)
{
	struct sim_table_entry *entry = find(table, key, len, create);

	return entry ? &entry->number : NULL;
}

const char *sim_table_intern(struct sim_table *table, const char *text)
{
	struct sim_table_entry *entry = find(table, text, strlen(text) + 1, 1);

	return entry ? entry->key : NULL;
}

void sim_table_clear(struct sim_table *table)
{
	struct sim_table_entry *entry = table->head, *next;

	HASH_CLEAR(hh, table->head);
	for (; entry; entry = next) {
		next = entry->hh.next;
		free(entry);
	}
}
