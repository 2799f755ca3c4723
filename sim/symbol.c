// SPDX-License-Identifier: GPL-2.0-only
/*
 * Function, file and line of an address: asked for after a crash of model code only. The
 * function comes from the ELF symbol table of the library's file, file and line from
 * its DWARF line table (line_table.c). A stripped library tells less.
 */
#include "internal.h"
#include "line_table.h"
#include "symbol.h"

#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>


/** struct elf - a library's file in memory */
struct elf {
	const char *data;
	size_t size;
	const ElfW(Shdr) *sections;
	unsigned int nr_sections;
	const char *names;
	size_t names_size;
};

/* ------------------------------------------------------------ the file */

static int elf_open(struct elf *elf, const char *path)
{
	const ElfW(Ehdr) *head;
	const ElfW(Shdr) *names;
	struct stat st;
	void *map = MAP_FAILED;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	memset(elf, 0, sizeof(*elf));
	if (fd < 0)
		return 0;
	if (!fstat(fd, &st) && (size_t)st.st_size > sizeof(*head))
		map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		return 0;
	elf->data = map;
	elf->size = (size_t)st.st_size;
	head = map;
	if (memcmp(head->e_ident, ELFMAG, SELFMAG) || head->e_shentsize != sizeof(ElfW(Shdr)) ||
	    head->e_shoff > elf->size || head->e_shoff % sizeof(void *) ||
	    (elf->size - head->e_shoff) / sizeof(ElfW(Shdr)) < head->e_shnum ||
	    head->e_shstrndx >= head->e_shnum)
		return 1;
	elf->sections = (const void *)(elf->data + head->e_shoff);
	names = &elf->sections[head->e_shstrndx];
	if (names->sh_offset > elf->size || names->sh_size > elf->size - names->sh_offset ||
	    !names->sh_size || elf->data[names->sh_offset + names->sh_size - 1])
		return 1;
	elf->names = elf->data + names->sh_offset;
	elf->names_size = names->sh_size;
	elf->nr_sections = head->e_shnum;
	return 1;
}

static void elf_close(struct elf *elf)
{
	if (elf->data)
		munmap((void *)(uintptr_t)elf->data, elf->size);
}

static struct sim_span section(const struct elf *elf, const char *name)
{
	struct sim_span none = { NULL, 0 };
	unsigned int i;

	for (i = 0; i < elf->nr_sections; i++) {
		const ElfW(Shdr) *s = &elf->sections[i];

		if (s->sh_name >= elf->names_size || strcmp(elf->names + s->sh_name, name))
			continue;
		if (s->sh_type == SHT_NOBITS || s->sh_flags & SHF_COMPRESSED ||
		    s->sh_offset > elf->size || s->sh_size > elf->size - s->sh_offset)
			return none;
		return (struct sim_span){ (const unsigned char *)elf->data + s->sh_offset,
					  s->sh_size };
	}
	return none;
}

static const char *function_at(const struct elf *elf, uintptr_t addr)
{
	struct sim_span table = section(elf, ".symtab"), names = section(elf, ".strtab");
	const ElfW(Sym) *sym = (const void *)table.p;
	size_t i, nr = table.size / sizeof(*sym);

	if (!names.size || names.p[names.size - 1])
		return NULL;
	for (i = 0; i < nr; i++, sym++) {
		if ((sym->st_info & 0xf) == STT_FUNC && sym->st_name < names.size &&
		    addr >= sym->st_value && addr - sym->st_value < sym->st_size)
			return (const char *)names.p + sym->st_name;
	}
	return NULL;
}

/* ------------------------------------------------------------ looking up */

static void look_up(struct sim *sim, uintptr_t pc, struct host_site *site)
{
	struct sim_line_sections lines;
	struct link_map *map = NULL;
	struct sim_line line;
	const char *func;
	struct elf elf;
	Dl_info info;

	if (!dladdr1((void *)pc, &info, (void **)&map, RTLD_DL_LINKMAP) || !map)
		return;
	if (elf_open(&elf, map->l_name[0] ? map->l_name : "/proc/self/exe")) {
		func = function_at(&elf, pc - map->l_addr);
		if (func)
			site->func = sim_table_intern(&sim->names, func);
		lines.line = section(&elf, ".debug_line");
		lines.line_str = section(&elf, ".debug_line_str");
		lines.str = section(&elf, ".debug_str");
		if (sim_line_find(&lines, pc - map->l_addr, &line)) {
			site->file = sim_table_intern(&sim->names, line.file);
			site->line = line.line;
		}
	}
	elf_close(&elf);
}

static void remember(struct sim *sim, uintptr_t *known, const struct host_site *site)
{
	struct host_site *sites;

	sites = realloc(sim->sites, (sim->nr_sites + 1) * sizeof(*sites));
	if (!sites)
		return;
	sim->sites = sites;
	sites[sim->nr_sites++] = *site;
	*known = sim->nr_sites;
}

void sim_symbol_site(struct sim *sim, uintptr_t pc, struct host_site *site)
{
	uintptr_t *known = sim_table_at(&sim->symbols, &pc, sizeof(pc), 1);

	if (known && *known) {
		*site = sim->sites[*known - 1];
		return;
	}
	look_up(sim, pc, site);
	if (known)
		remember(sim, known, site);
}

void sim_symbols_free(struct sim *sim)
{
	sim_table_clear(&sim->names);
	sim_table_clear(&sim->symbols);
	free(sim->sites);
}
