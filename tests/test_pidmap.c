// SPDX-License-Identifier: GPL-2.0-only
/* lib/pidmap.c: numbers as idr gives them, held against a plain array. */
#include "fake_host.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/pidmap.h>
#include <linux/slab.h>

#define LIMIT 20000

static int setup(void **state)
{
	fake_host_start(64 << 20);
	return pidmap_boot();
}

static unsigned long nodes(void)
{
	struct model_count c[128];
	unsigned int n = slab_counts(c, 128), i;

	for (i = 0; i < n; i++)
		if (!strcmp(c[i].cache, "pidmap_node"))
			return c[i].live;
	return 0;
}

static void first_free(void **state)
{
	struct pidmap map = { 0 };
	int i;

	for (i = 0; i < 5000; i++)
		assert_int_equal(pidmap_alloc(&map, &map, 1, LIMIT), i + 1);
	assert_null(pidmap_find(&map, 0));
	assert_ptr_equal(pidmap_find(&map, 5000), &map);
	assert_null(pidmap_find(&map, 5001));
	assert_null(pidmap_find(&map, -1));
	assert_null(pidmap_find(&map, INT_MAX));
	assert_ptr_equal(pidmap_remove(&map, 64), &map);
	assert_ptr_equal(pidmap_remove(&map, 4097), &map);
	assert_null(pidmap_remove(&map, 64));
	assert_int_equal(pidmap_alloc(&map, &map, 100, LIMIT), 4097);
	assert_int_equal(pidmap_alloc(&map, &map, 1, LIMIT), 64);
	pidmap_destroy(&map);
	assert_int_equal(nodes(), 0);
	assert_null(pidmap_find(&map, 1));
}

static void ranges(void **state)
{
	struct pidmap map = { 0 };

	assert_int_equal(pidmap_alloc(&map, &map, 5, 5), -ENOSPC);
	assert_int_equal(pidmap_alloc(&map, &map, -1, 5), -ENOSPC);
	assert_int_equal(pidmap_alloc(&map, &map, 4194303, 4194304), 4194303);
	assert_int_equal(pidmap_alloc(&map, &map, 4194303, 4194304), -ENOSPC);
	assert_int_equal(pidmap_alloc(&map, &map, 0, 4194304), 0);
	assert_ptr_equal(pidmap_find(&map, 4194303), &map);
	assert_ptr_equal(pidmap_find(&map, 0), &map);
	assert_null(pidmap_remove(&map, 77));
	assert_null(pidmap_remove(&map, -1));
	assert_null(pidmap_remove(&map, INT_MAX));
	assert_ptr_equal(pidmap_remove(&map, 0), &map);
	assert_ptr_equal(pidmap_remove(&map, 4194303), &map);
	pidmap_shrink(&map);
	assert_int_equal(nodes(), 0);
	assert_null(pidmap_remove(&map, 1));
}

/* a small tree grows above what is in it, full or not */
static void growth(void **state)
{
	struct pidmap map = { 0 };
	int i;

	for (i = 0; i < 64; i++)
		assert_int_equal(pidmap_alloc(&map, &map, 0, LIMIT), i);
	assert_int_equal(pidmap_alloc(&map, &map, 0, LIMIT), 64);
	assert_int_equal(pidmap_alloc(&map, &map, 300000, 300001), 300000);
	for (i = 0; i <= 64; i++)
		assert_ptr_equal(pidmap_find(&map, i), &map);
	assert_int_equal(pidmap_alloc(&map, &map, 0, LIMIT), 65);
	/* and gets lower again when asked to */
	pidmap_shrink(&map);
	assert_int_equal(map.height, 4);
	pidmap_remove(&map, 300000);
	assert_int_equal(map.height, 4);
	pidmap_shrink(&map);
	assert_int_equal(map.height, 2);
	assert_int_equal(nodes(), 3);
	assert_ptr_equal(pidmap_find(&map, 65), &map);
	pidmap_destroy(&map);
	assert_int_equal(nodes(), 0);
}

static void cyclic(void **state)
{
	struct pidmap map = { 0 };
	int i;

	for (i = 1; i < 400; i++)
		assert_int_equal(pidmap_alloc_cyclic(&map, &map, 1, 400), i);
	assert_int_equal(pidmap_alloc_cyclic(&map, &map, 1, 400), -ENOSPC);
	assert_int_equal(map.next, 400);
	pidmap_remove(&map, 10);
	pidmap_remove(&map, 310);
	pidmap_remove(&map, 390);
	/* wraps to the given start, not to the smallest free one */
	assert_int_equal(pidmap_alloc_cyclic(&map, &map, 300, 400), 310);
	assert_int_equal(pidmap_alloc_cyclic(&map, &map, 300, 400), 390);
	assert_int_equal(pidmap_alloc_cyclic(&map, &map, 300, 400), -ENOSPC);
	assert_int_equal(map.next, 391);
	assert_int_equal(pidmap_alloc_cyclic(&map, &map, 1, 400), 10);
	assert_int_equal(map.next, 11);
	pidmap_destroy(&map);
}

/* the leaf that the next number comes from stays, until the end of a run */
static void empty_leaf(void **state)
{
	struct pidmap map = { 0 };
	int i, nr = 0;

	pidmap_shrink(&map);
	for (i = 1; i <= 70; i++)
		assert_int_equal(pidmap_alloc_cyclic(&map, &map, 1, LIMIT), i);
	assert_int_equal(nodes(), 3);
	for (i = 64; i <= 70; i++)
		assert_ptr_equal(pidmap_remove(&map, i), &map);
	assert_int_equal(nodes(), 3);
	nr = 64;
	assert_null(pidmap_get_next(&map, &nr));
	assert_null(pidmap_find(&map, 70));
	assert_int_equal(pidmap_alloc(&map, &map, 64, LIMIT), 64);
	assert_ptr_equal(pidmap_remove(&map, 64), &map);
	map.next = 5000;
	pidmap_shrink(&map);
	assert_int_equal(nodes(), 1);
	assert_ptr_equal(pidmap_find(&map, 63), &map);
	map.next = 1;
	for (i = 1; i < 64; i++)
		assert_ptr_equal(pidmap_remove(&map, i), &map);
	assert_int_equal(nodes(), 1);
	pidmap_shrink(&map);
	assert_int_equal(nodes(), 0);
	assert_int_equal(pidmap_alloc(&map, &map, 7, LIMIT), 7);
	pidmap_destroy(&map);
}

/* a number can be taken before its pointer is known */
static void reserved(void **state)
{
	struct pidmap map = { 0 };
	int nr = 0;

	assert_int_equal(pidmap_alloc(&map, NULL, 5, 100), 5);
	assert_int_equal(pidmap_alloc(&map, NULL, 5, 100), 6);
	assert_null(pidmap_find(&map, 5));
	assert_null(pidmap_get_next(&map, &nr));
	pidmap_replace(&map, &map, 6);
	assert_ptr_equal(pidmap_find(&map, 6), &map);
	assert_ptr_equal(pidmap_get_next(&map, &nr), &map);
	assert_int_equal(nr, 6);
	pidmap_replace(&map, &map, 7);
	assert_bug(HOST_BUG_WARN, "WARN_ON");
	pidmap_replace(&map, &map, 700);
	assert_bug(HOST_BUG_WARN, "WARN_ON");
	assert_null(pidmap_remove(&map, 5));
	assert_int_equal(pidmap_alloc(&map, &map, 5, 100), 5);
	pidmap_destroy(&map);
}

static void walk(void **state)
{
	struct pidmap map = { 0 };
	static const int numbers[] = { 1, 2, 63, 64, 300, 4095, 4096, 19999 };
	int nr = -3;
	size_t i;

	assert_null(pidmap_get_next(&map, &nr));
	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		pidmap_alloc(&map, (void *)&numbers[i], numbers[i], numbers[i] + 1);
	for (i = 0; i < ARRAY_SIZE(numbers); i++, nr++) {
		assert_ptr_equal(pidmap_get_next(&map, &nr), &numbers[i]);
		assert_int_equal(nr, numbers[i]);
	}
	assert_null(pidmap_get_next(&map, &nr));
	pidmap_destroy(&map);
}

/* every node that can't be had: -ENOMEM, and nothing has changed */
static void no_memory(void **state)
{
	struct pidmap map = { 0 };
	unsigned int nth;
	int nr;

	model_cpu.inject = 1;
	for (nth = 1; ; nth++) {
		fake.requests = 0;
		fake.refuse = nth;
		nr = pidmap_alloc(&map, &map, 70000, LIMIT * 10);
		if (nr >= 0)
			break;
		assert_int_equal(nr, -ENOMEM);
		assert_null(pidmap_find(&map, 70000));
		assert_int_equal(nodes(), 0);
		assert_null(map.root);
	}
	assert_true(nth > 2);
	/* and when the tree must grow */
	for (nth = 1; ; nth++) {
		fake.requests = 0;
		fake.refuse = nth;
		nr = pidmap_alloc(&map, &map, 4000000, 4000001);
		if (nr >= 0)
			break;
		assert_int_equal(nr, -ENOMEM);
		assert_ptr_equal(pidmap_find(&map, 70000), &map);
		assert_null(pidmap_find(&map, 4000000));
	}
	assert_true(nth > 2);
	pidmap_destroy(&map);
	assert_int_equal(nodes(), 0);
}

static unsigned int rnd(unsigned int *seed)
{
	*seed = *seed * 1103515245 + 12345;
	return *seed >> 8;
}

/* the first free number of @used in [start, end), as idr finds it */
static int plain_alloc(const unsigned char *used, int start, int end)
{
	for (; start < end; start++)
		if (!used[start])
			return start;
	return -ENOSPC;
}

/* many steps by chance: the same as a plain array */
static void against_array(void **state)
{
	static unsigned char used[LIMIT];
	struct pidmap map = { 0 };
	unsigned int seed = 7, step, next = 0;
	int i;

	for (step = 0; step < 300000; step++) {
		int start = (int)(rnd(&seed) % 600), end = LIMIT - (int)(rnd(&seed) % 64);
		int want, nr = (int)(rnd(&seed) % LIMIT);

		switch (rnd(&seed) % (step & 0x8000 ? 3 : 5)) {
		case 0:
		case 1:
			assert_ptr_equal(pidmap_remove(&map, nr), used[nr] ? &used[nr] : NULL);
			used[nr] = 0;
			break;
		case 2:
			want = plain_alloc(used, nr, end);
			assert_int_equal(pidmap_alloc(&map, want < 0 ? &map : (void *)&used[want],
						      nr, end), want);
			if (want >= 0)
				used[want] = 1;
			break;
		default:
			want = plain_alloc(used, max((int)next, start), end);
			if (want < 0)
				want = plain_alloc(used, start, end);
			assert_int_equal(pidmap_alloc_cyclic(&map, &used[max(want, 0)], start, end),
					 want);
			if (want >= 0) {
				used[want] = 1;
				next = (unsigned int)want + 1;
			}
		}
	}
	for (i = 0; i < LIMIT; i++)
		assert_ptr_equal(pidmap_find(&map, i), used[i] ? &used[i] : NULL);
	for (i = 0; i < LIMIT; i++)
		pidmap_remove(&map, i);
	pidmap_shrink(&map);
	assert_int_equal(nodes(), 0);
	assert_no_bug();
}

/* each step on a number says which slot it touches */
static const void *touched;
static enum host_op touched_op;

static void note_point(enum host_op op, const void *obj)
{
	touched = obj;
	touched_op = op;
}

static void footprints(void **state)
{
	struct pidmap map = { 0 };
	const void *five, *six;

	pidmap_alloc(&map, &map, 5, 6);
	pidmap_alloc(&map, &map, 6, 7);
	model_cpu.preempt = 1;
	fake.on_point = note_point;
	pidmap_find(&map, 5);
	assert_int_equal(touched_op, HOST_OP_LOAD);
	five = touched;
	pidmap_find(&map, 6);
	six = touched;
	assert_ptr_not_equal(five, six);
	pidmap_replace(&map, &five, 5);
	assert_int_equal(touched_op, HOST_OP_STORE);
	assert_ptr_equal(touched, five);
	pidmap_remove(&map, 6);
	assert_ptr_equal(touched, six);
	pidmap_find(&map, 100000);
	assert_ptr_equal(touched, &map);
	model_cpu.preempt = 0;
	pidmap_destroy(&map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(first_free, setup, fake_teardown),
		cmocka_unit_test_setup_teardown(ranges, setup, fake_teardown),
		cmocka_unit_test_setup_teardown(growth, setup, fake_teardown),
		cmocka_unit_test_setup_teardown(cyclic, setup, fake_teardown),
		cmocka_unit_test_setup_teardown(empty_leaf, setup, fake_teardown),
		cmocka_unit_test_setup_teardown(reserved, setup, fake_teardown),
		cmocka_unit_test_setup_teardown(walk, setup, fake_teardown),
		cmocka_unit_test_setup_teardown(no_memory, setup, fake_teardown),
		cmocka_unit_test_setup_teardown(against_array, setup, fake_teardown),
		cmocka_unit_test_setup_teardown(footprints, setup, fake_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
