// SPDX-License-Identifier: GPL-2.0-only
/* Fibers: switches, the pool, canaries, what registers and stacks must survive. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fiber.h"

struct ping {
	struct sim_fibers *pool;
	struct sim_fiber *self;
	int turns, limit;
	uintptr_t misaligned;
	double sum;
	struct ping *other;
};

static void ping_entry(struct sim_fiber *fiber)
{
	struct ping *p = fiber->data;
	double local = 1.0;
	char aligned[32] __attribute__((aligned(32)));

	p->misaligned |= (uintptr_t)aligned & 31;
	while (p->turns < p->limit) {
		p->turns++;
		local += 0.5;
		sim_fiber_switch(fiber, &p->pool->main);
	}
	p->sum = local;
	sim_fiber_leave(fiber, &p->pool->main);
}

static void test_switch(void **state)
{
	struct sim_fibers pool;
	struct ping p = { .pool = &pool, .limit = 1000 };
	int i;

	(void)state;
	sim_fibers_init(&pool, 0, 0);
	p.self = sim_fiber_get(&pool);
	assert_non_null(p.self);
	sim_fiber_prepare(p.self, ping_entry, &p);
	for (i = 1; i <= p.limit; i++) {
		sim_fiber_switch(&pool.main, p.self);
		assert_int_equal(p.turns, i);
	}
	sim_fiber_switch(&pool.main, p.self);
	assert_true(p.sum == 501.0);
	assert_int_equal(p.misaligned, 0);
	assert_true(sim_fiber_intact(p.self));
	sim_fiber_put(&pool, p.self);
	sim_fibers_fini(&pool);
}

static void hop_entry(struct sim_fiber *fiber)
{
	struct ping *p = fiber->data;

	while (++p->turns < p->limit)
		sim_fiber_switch(fiber, p->other->self);
	sim_fiber_leave(fiber, &p->pool->main);
}

static void test_hop_between_fibers(void **state)
{
	struct sim_fibers pool;
	struct ping a = { .pool = &pool, .limit = 100 }, b = { .pool = &pool, .limit = 100 };

	(void)state;
	sim_fibers_init(&pool, 0, 0);
	a.other = &b;
	b.other = &a;
	a.self = sim_fiber_get(&pool);
	b.self = sim_fiber_get(&pool);
	sim_fiber_prepare(a.self, hop_entry, &a);
	sim_fiber_prepare(b.self, hop_entry, &b);
	sim_fiber_switch(&pool.main, a.self);
	assert_int_equal(a.turns, 100);
	assert_int_equal(b.turns, 99);
	sim_fibers_fini(&pool);
}

static void test_many_stacks(void **state)
{
	enum { NR = 500 };
	static struct ping p[NR];
	struct sim_fibers pool;
	unsigned int offsets[64] = { 0 };
	int i, used = 0;

	(void)state;
	sim_fibers_init(&pool, 8192, 0);
	for (i = 0; i < NR; i++) {
		p[i] = (struct ping){ .pool = &pool, .limit = 3 };
		p[i].self = sim_fiber_get(&pool);
		assert_non_null(p[i].self);
		sim_fiber_prepare(p[i].self, ping_entry, &p[i]);
		offsets[(uintptr_t)p[i].self / 64 % 64]++;
	}
	for (i = 0; i < NR * 4; i++)
		sim_fiber_switch(&pool.main, p[i % NR].self);
	for (i = 0; i < NR; i++) {
		assert_true(p[i].sum == 2.5);
		assert_true(sim_fiber_intact(p[i].self));
	}
	/* The tops are spread over the lines of a page, so that they do not evict each other. */
	for (i = 0; i < 64; i++)
		used += offsets[i] != 0;
	assert_true(used > 16);
	assert_int_equal(pool.made, NR);
	sim_fibers_fini(&pool);
}

static void test_pool_is_reused(void **state)
{
	struct sim_fibers pool;
	struct sim_fiber *a, *b;

	(void)state;
	sim_fibers_init(&pool, 0, 0);
	a = sim_fiber_get(&pool);
	sim_fiber_put(&pool, a);
	b = sim_fiber_get(&pool);
	assert_ptr_equal(a, b);
	assert_int_equal(pool.made, 1);
	sim_fibers_fini(&pool);
}

static void test_canary(void **state)
{
	struct sim_fibers pool;
	struct sim_fiber *f;

	(void)state;
	sim_fibers_init(&pool, 0, 0);
	f = sim_fiber_get(&pool);
	assert_true(sim_fiber_intact(f));
	f->stack[24] ^= 1;
	assert_false(sim_fiber_intact(f));
	sim_fibers_fini(&pool);
}

static void test_guard_pages(void **state)
{
	struct sim_fibers pool;
	struct ping p = { .pool = &pool, .limit = 2 };
	struct sim_fiber *f[20];
	unsigned int i;

	(void)state;
	sim_fibers_init(&pool, 16384, 1);
	for (i = 0; i < 20; i++) {
		f[i] = sim_fiber_get(&pool);
		assert_true(f[i]->size >= 15000);
		assert_int_equal((uintptr_t)f[i]->stack % 4096, 0);
	}
	p.self = f[7];
	sim_fiber_prepare(p.self, ping_entry, &p);
	for (i = 0; i < 3; i++)
		sim_fiber_switch(&pool.main, p.self);
	assert_true(p.sum == 2.0);
	sim_fibers_fini(&pool);
}

static void test_depth(void **state)
{
	struct sim_fibers pool;
	struct ping p = { .pool = &pool, .limit = 1 };

	(void)state;
	sim_fibers_init(&pool, 65536, 0);
	p.self = sim_fiber_get(&pool);
	sim_fiber_paint(p.self);
	assert_int_equal(sim_fiber_depth(p.self), 0);
	sim_fiber_prepare(p.self, ping_entry, &p);
	sim_fiber_switch(&pool.main, p.self);
	assert_true(sim_fiber_depth(p.self) > 32);
	assert_true(sim_fiber_depth(p.self) < 16384);
	sim_fibers_fini(&pool);
}

static void test_abandoned_stack_is_usable(void **state)
{
	struct sim_fibers pool;
	struct ping p = { .pool = &pool, .limit = 5 };
	int i;

	(void)state;
	sim_fibers_init(&pool, 0, 0);
	p.self = sim_fiber_get(&pool);
	sim_fiber_prepare(p.self, ping_entry, &p);
	sim_fiber_switch(&pool.main, p.self);
	sim_fiber_switch(&pool.main, p.self);
	p.turns = 0;
	sim_fiber_prepare(p.self, ping_entry, &p);
	for (i = 0; i < 6; i++)
		sim_fiber_switch(&pool.main, p.self);
	assert_true(p.sum == 3.5);
	sim_fibers_fini(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_switch),
		cmocka_unit_test(test_hop_between_fibers),
		cmocka_unit_test(test_many_stacks),
		cmocka_unit_test(test_pool_is_reused),
		cmocka_unit_test(test_canary),
		cmocka_unit_test(test_guard_pages),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_abandoned_stack_is_usable),
	};

	return cmocka_run_group_tests_name("fiber", tests, NULL, NULL);
}
