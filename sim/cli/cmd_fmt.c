// SPDX-License-Identifier: GPL-2.0-only
/*
 * pidfdsim fmt: the canonical layout. A file is replaced whole or not at all, and none is
 * touched if one of them has an error.
 */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int io_error(const char *path, const char *what)
{
	struct sim_error err;

	sim_error_set(&err, SIM_EIO, "%s: %s", what, strerror(errno));
	sim_error_at(&err, path, 0, 0, 0);
	return cli_error(&err);
}

static int write_all(int fd, const char *s, size_t len)
{
	while (len) {
		ssize_t n = write(fd, s, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return 0;
		s += n;
		len -= (size_t)n;
	}
	return 1;
}

/* Through links, so that a link stays one. */
static int replace(const char *path, const struct sim_buf *text)
{
	char *real = realpath(path, NULL);
	struct sim_buf temp = { 0 };
	struct stat st;
	int fd, ok;

	if (!real || stat(real, &st)) {
		free(real);
		return io_error(path, "can't be replaced");
	}
	sim_buf_printf(&temp, "%s.XXXXXX", real);
	fd = temp.failed ? -1 : mkostemp(temp.s, O_CLOEXEC);
	ok = fd >= 0 && write_all(fd, text->s, text->len);
	/* Who does not own the file gets one of his own; the mode is what counts. */
	if (ok && fchown(fd, st.st_uid, st.st_gid) && errno != EPERM)
		ok = 0;
	if (ok)
		ok = !fchmod(fd, st.st_mode & 07777) && !fsync(fd);
	if (fd >= 0 && close(fd))
		ok = 0;
	if (ok)
		ok = !rename(temp.s, real);
	if (!ok) {
		int code = io_error(path, "can't be replaced");

		if (fd >= 0)
			unlink(temp.s);
		sim_buf_free(&temp);
		free(real);
		return code;
	}
	sim_buf_free(&temp);
	free(real);
	return CLI_OK;
}

static int format(const struct sim_ast *ast, struct sim_buf *text)
{
	struct sim_error err;

	return sim_print(ast, text, &err) ? cli_error(&err) : CLI_OK;
}

static int is_canonical(const struct sim_ast *ast, const struct sim_buf *text)
{
	return ast->len == text->len && !memcmp(ast->text, text->s, text->len);
}

static int fmt_stdin(int check)
{
	struct sim_buf in = { 0 }, out = { 0 };
	struct sim_ast *ast = NULL;
	struct sim_error err;
	char chunk[4096];
	size_t n;
	int code;

	while (in.len <= SIM_FILE_MAX && (n = fread(chunk, 1, sizeof(chunk), stdin)) > 0)
		sim_buf_add(&in, chunk, n);
	if (in.failed)
		code = (sim_error_set(&err, SIM_ENOMEM, "out of memory"), cli_error(&err));
	else if (sim_parse(&ast, "<stdin>", in.s ? in.s : "", in.len, &err))
		code = cli_error(&err);
	else
		code = format(ast, &out);
	if (!code && check) {
		code = is_canonical(ast, &out) ? CLI_OK : CLI_FAILED;
		sim_buf_free(&out);
		if (code)
			sim_buf_puts(&out, "<stdin>\n");
	}
	sim_ast_free(ast);
	sim_buf_free(&in);
	return cli_flush(&out, code);
}

static int fmt_files(char **paths, int nr, int check)
{
	struct sim_buf out = { 0 }, *texts;
	struct cli_scenarios s;
	int code = cli_load_scenarios(&s, paths, nr), differ = 0;

	texts = calloc(s.nr + 1, sizeof(*texts));
	for (unsigned int i = 0; texts && i < s.nr && !code; i++)
		code = format(s.at[i].ast, &texts[i]);
	for (unsigned int i = 0; texts && i < s.nr && !code; i++) {
		if (is_canonical(s.at[i].ast, &texts[i]))
			continue;
		differ = 1;
		if (check)
			sim_buf_printf(&out, "%s\n", s.at[i].path);
		else
			code = replace(s.at[i].path, &texts[i]);
	}
	for (unsigned int i = 0; texts && i < s.nr; i++)
		sim_buf_free(&texts[i]);
	if (!texts)
		out.failed = true;
	free(texts);
	cli_free_scenarios(&s);
	return cli_flush(&out, code ? code : check && differ ? CLI_FAILED : CLI_OK);
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "check", no_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int c, check = 0;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "h", options, NULL)) >= 0) {
		if (c == 'h')
			return cli_help(&cli_cmd_fmt);
		if (c != 'c')
			return cli_unknown_option(&cli_cmd_fmt, argv);
		check = 1;
	}
	if (optind == argc)
		return cli_bad(&cli_cmd_fmt, "which files? `-` is stdin to stdout");
	for (int i = optind; i < argc; i++) {
		if (!strcmp(argv[i], "-") && argc - optind > 1)
			return cli_bad(&cli_cmd_fmt, "`-` stands alone");
	}
	if (!strcmp(argv[optind], "-"))
		return fmt_stdin(check);
	return fmt_files(argv + optind, argc - optind, check);
}

const struct cli_command cli_cmd_fmt = {
	.name = "fmt",
	.usage = "fmt [--check] PATH... | -",
	.summary = "bring scenarios into the canonical layout",
	.help = "Files are replaced in place, whole; `-` reads stdin and writes stdout. If one of "
		"them has\n"
		"an error, none is touched.\n"
		"\n"
		"      --check   change nothing: list the files that differ; exit status 1 if "
		"there are any\n",
	.run = run,
};
