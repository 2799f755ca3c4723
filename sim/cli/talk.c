// SPDX-License-Identifier: GPL-2.0-only
/* Talking to people: errors, help, progress, and what the terminal can show. */
#include "cli.h"

#include <getopt.h>
#include <langinfo.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WIDTH	  100U
#define MIN_WIDTH 80U

int cli_error(const struct sim_error *err)
{
	char text[SIM_ERROR_TEXT_MAX];

	fflush(stdout);
	cli_progress("%s", "");
	sim_error_format(err, text, sizeof(text));
	fputs(text, stderr);
	return err->status == SIM_ENOMEM ? CLI_INTERNAL : CLI_BAD;
}

int cli_bad(const struct cli_command *command, const char *fmt, ...)
{
	va_list ap;

	fflush(stdout);
	fprintf(stderr, "pidfdsim %s: ", command->name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\n`pidfdsim help %s` says what can be given\n", command->name);
	return CLI_BAD;
}

int cli_unknown_option(const struct cli_command *command, char **argv)
{
	const char *word = argv[optind - 1];

	if (optopt && strncmp(word, "--", 2))
		return cli_bad(command, "unknown option -%c, or it lacks its value", optopt);
	return cli_bad(command, "unknown option %s, or it lacks its value", word);
}

int cli_help(const struct cli_command *command)
{
	printf("usage: pidfdsim %s\n\n%s\n", command->usage, command->summary);
	if (command->help[0])
		printf("\n%s", command->help);
	return fflush(stdout) ? CLI_INTERNAL : CLI_OK;
}

int cli_flush(struct sim_buf *text, int code)
{
	int bad = text->failed;

	if (text->s && fwrite(text->s, 1, text->len, stdout) != text->len)
		bad = 1;
	sim_buf_free(text);
	if (fflush(stdout))
		bad = 1;
	if (!bad)
		return code;
	fputs("pidfdsim: out of memory, or the output can't be written\n", stderr);
	return CLI_INTERNAL;
}

static int has_colour(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no && *no) && term && strcmp(term, "dumb");
}

struct sim_pen cli_pen(void)
{
	struct sim_pen pen = {
		.utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8"),
		.colour = has_colour(),
		.width = WIDTH,
	};
	struct winsize size;

	if (isatty(STDOUT_FILENO) && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col) {
		pen.width = size.ws_col < MIN_WIDTH ? MIN_WIDTH : size.ws_col;
		if (pen.width > WIDTH)
			pen.width = WIDTH;
	}
	return pen;
}

void cli_progress(const char *fmt, ...)
{
	va_list ap;

	/* Where results go to the same terminal, they are the progress. */
	if (!isatty(STDERR_FILENO) || isatty(STDOUT_FILENO))
		return;
	fputs("\r\033[K", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fflush(stderr);
}

void cli_quote(struct sim_buf *out, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_@%+=:,./-";

	if (*word && strspn(word, plain) == strlen(word)) {
		sim_buf_puts(out, word);
		return;
	}
	sim_buf_putc(out, '\'');
	for (; *word; word++) {
		if (*word == '\'')
			sim_buf_puts(out, "'\\''");
		else
			sim_buf_putc(out, *word);
	}
	sim_buf_putc(out, '\'');
}

int cli_list_add(struct cli_list *list, char *word)
{
	char **more = realloc(list->at, (list->nr + 1) * sizeof(*more));

	if (!more)
		return 0;
	list->at = more;
	more[list->nr++] = word;
	return 1;
}

unsigned int cli_release(const char *word)
{
	return sim_release_value(word);
}

void cli_put_command(struct sim_buf *out, const char *path, const struct cli_design *design,
		     const char *release)
{
	sim_buf_puts(out, "pidfdsim run ");
	cli_quote(out, path);
	sim_buf_puts(out, " --design ");
	cli_quote(out, design->given ? design->given : design->table->name);
	if (release)
		sim_buf_printf(out, " --release %s", release);
}

void cli_put_schedule(struct sim_buf *out, const char *token)
{
	sim_buf_puts(out, " --schedule ");
	cli_quote(out, token[0] ? token : "default");
}
