// SPDX-License-Identifier: GPL-2.0-only
/*
 * main() for fuzzers where there is no libFuzzer: runs each file of each
 * directory that is named, once. It is an error if there is none.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data;
	size_t size;
	long end;

	if (!f || fseek(f, 0, SEEK_END) || (end = ftell(f)) < 0) {
		perror(path);
		return 1;
	}
	rewind(f);
	/* exactly as large as the input, so that ASan sees what's beyond */
	data = malloc(end ? end : 1);
	size = data ? fread(data, 1, end, f) : 0;
	fclose(f);
	if (!data || size != (size_t)end) {
		fprintf(stderr, "%s: can't be read\n", path);
		free(data);
		return 1;
	}
	LLVMFuzzerTestOneInput(data, size);
	free(data);
	return 0;
}

static int run_directory(const char *dir)
{
	struct dirent **files;
	int nr = scandir(dir, &files, NULL, alphasort), runs = 0, failed = 0;
	char path[4096];

	for (int i = 0; i < nr; i++) {
		if (files[i]->d_name[0] != '.') {
			snprintf(path, sizeof(path), "%s/%s", dir,
				 files[i]->d_name);
			failed |= run_file(path);
			runs++;
		}
		free(files[i]);
	}
	if (nr >= 0)
		free(files);
	printf("%s: %d inputs\n", dir, runs);
	return failed || !runs;
}

int main(int argc, char **argv)
{
	int failed = argc < 2;

	for (int i = 1; i < argc; i++)
		failed |= run_directory(argv[i]);
	return failed;
}
