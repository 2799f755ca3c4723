// SPDX-License-Identifier: GPL-2.0-only
/* Scenario files: named one by one, or all in a folder. */
#include "cli.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_DEPTH 32

static int no_memory(void)
{
	struct sim_error err;

	sim_error_set(&err, SIM_ENOMEM, "out of memory");
	return cli_error(&err);
}

static int add(struct cli_scenarios *s, const char *path)
{
	struct cli_scenario *more = realloc(s->at, (s->nr + 1) * sizeof(*more));

	if (!more)
		return no_memory();
	s->at = more;
	more[s->nr] = (struct cli_scenario){ .path = strdup(path) };
	return more[s->nr++].path ? CLI_OK : no_memory();
}

static int is_scenario(const char *name)
{
	size_t len = strlen(name);

	return len > 4 && !strcmp(name + len - 4, ".sim");
}

/* The order of the bytes, whatever the locale. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int not_hidden(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static int io_error(const char *path)
{
	struct sim_error err;

	sim_error_set(&err, SIM_EIO, "can't be read: %s", strerror(errno));
	sim_error_at(&err, path, 0, 0, 0);
	return cli_error(&err);
}

static int add_folder(struct cli_scenarios *s, const char *folder, int depth);

static int add_entry(struct cli_scenarios *s, const char *folder, const char *name, int depth)
{
	size_t len = strlen(folder);
	struct sim_buf path = { 0 };
	int code = CLI_OK;
	struct stat st;

	sim_buf_printf(&path, "%s%s%s", folder, len && folder[len - 1] == '/' ? "" : "/", name);
	if (path.failed)
		return no_memory();
	/* A link to a folder could lead back to where we are. */
	if (!lstat(path.s, &st) && S_ISDIR(st.st_mode))
		code = add_folder(s, path.s, depth + 1);
	else if (is_scenario(name))
		code = add(s, path.s);
	sim_buf_free(&path);
	return code;
}

static int add_folder(struct cli_scenarios *s, const char *folder, int depth)
{
	struct dirent **entries;
	int nr, code = CLI_OK;

	if (depth > MAX_DEPTH) {
		errno = ELOOP;
		return io_error(folder);
	}
	nr = scandir(folder, &entries, not_hidden, by_name);
	if (nr < 0)
		return io_error(folder);
	for (int i = 0; i < nr; i++) {
		if (!code)
			code = add_entry(s, folder, entries[i]->d_name, depth);
		free(entries[i]);
	}
	free(entries);
	return code;
}

static int add_argument(struct cli_scenarios *s, const char *path)
{
	unsigned int before = s->nr;
	struct sim_error err;
	struct stat st;
	int code;

	/* What is not there, or is no file, is for the parser to say. */
	if (stat(path, &st) || !S_ISDIR(st.st_mode))
		return add(s, path);
	code = add_folder(s, path, 0);
	if (code || s->nr > before)
		return code;
	sim_error_set(&err, SIM_ENOENT, "there is no scenario (*.sim) in this folder");
	sim_error_at(&err, path, 0, 0, 0);
	return cli_error(&err);
}

int cli_load_scenarios(struct cli_scenarios *s, char **paths, int nr)
{
	struct sim_error err;
	int code = CLI_OK;

	memset(s, 0, sizeof(*s));
	for (int i = 0; i < nr; i++) {
		int bad = add_argument(s, paths[i]);

		code = bad > code ? bad : code;
	}
	for (unsigned int i = 0; i < s->nr; i++) {
		if (sim_parse_file(&s->at[i].ast, s->at[i].path, &err)) {
			int bad = cli_error(&err);

			code = bad > code ? bad : code;
			continue;
		}
		s->at[i].title =
			sim_ast_find(s->at[i].ast->items, SIM_ITEM_SCENARIO)->title->str.bytes;
	}
	return code;
}

void cli_free_scenarios(struct cli_scenarios *s)
{
	for (unsigned int i = 0; i < s->nr; i++) {
		sim_ast_free(s->at[i].ast);
		free(s->at[i].path);
	}
	free(s->at);
	s->at = NULL;
	s->nr = 0;
}
