// SPDX-License-Identifier: GPL-2.0-only
/* The reader of DWARF line tables: this program's own, and ten thousand broken ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "line_table.h"
#include "toy.h"

/** struct copy - a section in memory of its own, so that reading beyond it is seen */
struct copy {
	unsigned char *p;
	size_t size;
};

static struct copy get_section(const char *file, const char *name)
{
	const Elf64_Ehdr *head = (const void *)file;
	const Elf64_Shdr *sections = (const void *)(file + head->e_shoff);
	const char *names = file + sections[head->e_shstrndx].sh_offset;
	struct copy copy = { NULL, 0 };
	unsigned int i;

	for (i = 0; i < head->e_shnum; i++) {
		if (strcmp(names + sections[i].sh_name, name))
			continue;
		copy.size = sections[i].sh_size;
		copy.p = malloc(copy.size);
		assert_non_null(copy.p);
		memcpy(copy.p, file + sections[i].sh_offset, copy.size);
	}
	return copy;
}

static struct copy line, line_str, str;

static int setup(void **state)
{
	int fd = open("/proc/self/exe", O_RDONLY);
	struct stat st;
	char *file;

	(void)state;
	if (fd < 0 || fstat(fd, &st))
		return -1;
	file = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (file == MAP_FAILED)
		return -1;
	line = get_section(file, ".debug_line");
	line_str = get_section(file, ".debug_line_str");
	str = get_section(file, ".debug_str");
	munmap(file, (size_t)st.st_size);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	free(line.p);
	free(line_str.p);
	free(str.p);
	return 0;
}

static struct sim_line_sections sections(const unsigned char *p, size_t size)
{
	return (struct sim_line_sections){
		.line = { p, size },
		.line_str = { line_str.p, line_str.size },
		.str = { str.p, str.size },
	};
}

static int find_load_address(struct dl_phdr_info *info, size_t size, void *out)
{
	(void)size;
	*(uintptr_t *)out = info->dlpi_addr;
	return 1;
}

static void test_own_line(void **state)
{
	struct sim_line_sections s = sections(line.p, line.size);
	uintptr_t base = 0, addr;
	struct sim_line found;

	(void)state;
	dl_iterate_phdr(find_load_address, &base);
	addr = (uintptr_t)toy_first_line - base;
	assert_int_equal(sim_line_find(&s, addr, &found), 1);
	assert_non_null(strstr(found.file, "toy.c"));
	/* several rows of the table may have the first address of a function of one statement */
	assert_in_range(found.line, toy_first_line(), toy_first_line() + 3);
	assert_int_equal(sim_line_find(&s, (uint64_t)-1, &found), 0);
}

static void test_no_table(void **state)
{
	struct sim_line_sections none = { { NULL, 0 }, { NULL, 0 }, { NULL, 0 } };
	struct sim_line found;

	(void)state;
	assert_int_equal(sim_line_find(&none, 1, &found), 0);
}

/* Version 4, as no compiler of today makes it: names in the unit, entries from 1. */
static void test_version_4(void **state)
{
	static const unsigned char unit[] = {
		49, 0, 0, 0,			/* unit_length */
		4, 0,				/* version */
		27, 0, 0, 0,			/* header_length */
		1, 1, 1, 0xfb, 14, 4,		/* line_base -5, line_range 14, opcode_base 4 */
		0, 1, 1,			/* lengths of opcodes 1 to 3 */
		'd', 'i', 'r', 0, 0,
		'a', '.', 'c', 0, 1, 0, 0, 0,
		0, 0, 0, 0, 0,			/* the rest of the header */
		0, 9, 2, 0x00, 0x10, 0, 0, 0, 0, 0, 0,	/* set_address 0x1000 */
		3, 4,				/* advance_line 4: line 5 */
		1,				/* copy */
	};
	static const unsigned char end[] = {
		2, 8,				/* advance_pc 8 */
		0, 1, 1,			/* end_sequence */
	};
	struct sim_line_sections s = { { NULL, 0 }, { NULL, 0 }, { NULL, 0 } };
	unsigned char all[sizeof(unit) + sizeof(end)];
	struct sim_line found;

	(void)state;
	memcpy(all, unit, sizeof(unit));
	memcpy(all + sizeof(unit), end, sizeof(end));
	all[0] = sizeof(all) - 4;
	s.line.p = all;
	s.line.size = sizeof(all);
	assert_int_equal(sim_line_find(&s, 0x1003, &found), 1);
	assert_string_equal(found.file, "dir/a.c");
	assert_int_equal(found.line, 5);
	assert_int_equal(sim_line_find(&s, 0x1008, &found), 0);
	assert_int_equal(sim_line_find(&s, 0xfff, &found), 0);
}

/* Whatever the bytes are: an answer or none, and nothing read that is not there. */
static void test_broken_tables(void **state)
{
	struct sim_line found;
	uint64_t seed = 1;
	int i, k;

	(void)state;
	for (i = 0; i < 300; i++) {
		size_t size = line.size;
		unsigned char *bad;

		seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
		if (i % 3 == 0)
			size = (size_t)(seed >> 33) % size;
		bad = malloc(size + !size);
		assert_non_null(bad);
		memcpy(bad, line.p, size);
		for (k = 0; k < 40 && size; k++) {
			seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
			bad[(size_t)(seed >> 33) % size] = (unsigned char)(seed >> 20);
		}
		struct sim_line_sections s = sections(bad, size);

		found.file[0] = '\0';
		assert_true(sim_line_find(&s, (seed >> 40) % 0x20000, &found) == 0 ||
			    found.file[0]);
		free(bad);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own_line),
		cmocka_unit_test(test_no_table),
		cmocka_unit_test(test_version_4),
		cmocka_unit_test(test_broken_tables),
	};

	return cmocka_run_group_tests_name("line_table", tests, setup, teardown);
}
