// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzer of the scenario language: nothing crashes the parser or hangs it,
 * every error can be shown, and what can be parsed goes round.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "script/script.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_error(const struct sim_error *err)
{
	char text[SIM_ERROR_TEXT_MAX];

	if (!err->text[0] ||
	    sim_error_format(err, text, sizeof(text)) >= sizeof(text))
		abort();
}

static void check_round_trip(const struct sim_ast *ast)
{
	struct sim_buf once = { 0 }, twice = { 0 };
	struct sim_error err;
	struct sim_ast *again;

	if (sim_print(ast, &once, &err)) {
		check_error(&err);
	} else {
		if (sim_parse(&again, "fuzz.sim", once.s, once.len, &err) ||
		    !sim_ast_equal(ast, again) ||
		    sim_print(again, &twice, &err) ||
		    strcmp(once.s, twice.s))
			abort();
		sim_ast_free(again);
	}
	sim_buf_free(&once);
	sim_buf_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sim_error err;
	struct sim_ast *ast;

	if (sim_parse(&ast, "fuzz.sim", (const char *)data, size, &err)) {
		check_error(&err);
	} else {
		check_round_trip(ast);
		sim_ast_free(ast);
	}
	return 0;
}
