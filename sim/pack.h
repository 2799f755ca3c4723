/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers and bytes one behind the other, for another process of the same program or for a file.
 * Numbers are little endian. A reader that runs out of bytes gives zeros and says so in @bad.
 */
#ifndef SIM_PACK_H
#define SIM_PACK_H

#include <stdint.h>
#include <string.h>

#include "buf.h"

static inline void sim_pack(struct sim_buf *out, uint64_t number)
{
	unsigned char bytes[8];
	unsigned int i;

	for (i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(number >> 8 * i);
	sim_buf_add(out, (const char *)bytes, sizeof(bytes));
}

/** sim_pack_bytes - their number, and they */
static inline void sim_pack_bytes(struct sim_buf *out, const void *bytes, size_t n)
{
	sim_pack(out, n);
	sim_buf_add(out, bytes, n);
}

/** struct sim_unpack - @at: what is to be read next; @bad: there was less than was asked for */
struct sim_unpack {
	const unsigned char *at, *end;
	int bad;
};

static inline struct sim_unpack sim_unpack_from(const void *bytes, size_t n)
{
	const unsigned char *at = bytes;
	struct sim_unpack in = { at, at + n, 0 };

	return in;
}

static inline uint64_t sim_unpack(struct sim_unpack *in)
{
	uint64_t number = 0;
	unsigned int i;

	if (in->end - in->at < 8) {
		in->bad = 1;
		in->at = in->end;
		return 0;
	}
	for (i = 0; i < 8; i++)
		number |= (uint64_t)in->at[i] << 8 * i;
	in->at += 8;
	return number;
}

/** sim_unpack_bytes - returns where they are; @n: how many */
static inline const void *sim_unpack_bytes(struct sim_unpack *in, size_t *n)
{
	uint64_t many = sim_unpack(in);
	const unsigned char *at = in->at;

	if (many > (uint64_t)(in->end - in->at)) {
		in->bad = 1;
		many = 0;
	}
	in->at += many;
	*n = (size_t)many;
	return at;
}

/** sim_unpack_many - a number of things, of @size bytes each at least, that follow */
static inline uint32_t sim_unpack_many(struct sim_unpack *in, size_t size)
{
	uint64_t many = sim_unpack(in);

	if (many > (uint64_t)(in->end - in->at) / size) {
		in->bad = 1;
		return 0;
	}
	return (uint32_t)many;
}

#endif
