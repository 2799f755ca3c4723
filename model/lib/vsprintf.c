// SPDX-License-Identifier: GPL-2.0-only
/*
 * Formatted text, and numbers out of text; mirrors lib/vsprintf.c and
 * lib/kstrtox.c as far as the model needs them: %d %i %u %x %o %c %s %%, with
 * l, ll, z, the flags "-", "0", "#" and " ", width and precision. Pointers are never
 * printed: no output may depend on where things are.
 */
#include <linux/errno.h>
#include <linux/kernel.h>

#define FLAG_LEFT	1
#define FLAG_ZERO	2
#define FLAG_ALT	4
#define FLAG_SPACE	8

struct printf_spec {
	unsigned int flags;
	int width;
	int precision;		/* -1: none */
	int size;		/* 0 int, 1 long, 2 long long */
};

/* where text goes; @len counts on beyond the end */
struct printf_out {
	char *buf;
	size_t size;
	size_t len;
};

static void put(struct printf_out *o, char c)
{
	if (o->len < o->size)
		o->buf[o->len] = c;
	o->len++;
}

static void put_field(struct printf_out *o, const char *s, int n, const struct printf_spec *spec)
{
	int pad = spec->width - n;

	if (!(spec->flags & FLAG_LEFT))
		for (; pad > 0; pad--)
			put(o, ' ');
	while (n--)
		put(o, *s++);
	for (; pad > 0; pad--)
		put(o, ' ');
}

static void put_number(struct printf_out *o, unsigned long long v, bool negative,
		       unsigned int base, const struct printf_spec *spec)
{
	const char *prefix = negative ? "-" : spec->flags & FLAG_SPACE ? " " : "";
	char digits[24];		/* 22 octal ones at most */
	int n = 0, zeros, width;

	if (spec->flags & FLAG_ALT && v)
		prefix = base == 16 ? "0x" : base == 8 ? "0" : prefix;
	do {
		digits[n++] = "0123456789abcdef"[v % base];
	} while (v /= base);
	zeros = spec->precision - n;
	width = spec->width - (int)strlen(prefix) - n;
	if (spec->precision < 0 && (spec->flags & (FLAG_ZERO | FLAG_LEFT)) == FLAG_ZERO)
		zeros = width;
	if (zeros < 0)
		zeros = 0;
	width -= zeros;
	if (!(spec->flags & FLAG_LEFT))
		for (; width > 0; width--)
			put(o, ' ');
	while (*prefix)
		put(o, *prefix++);
	while (zeros--)
		put(o, '0');
	while (n)
		put(o, digits[--n]);
	for (; width > 0; width--)
		put(o, ' ');
}

static unsigned int parse_flag(char c)
{
	switch (c) {
	case '-':
		return FLAG_LEFT;
	case '0':
		return FLAG_ZERO;
	case '#':
		return FLAG_ALT;
	case ' ':
		return FLAG_SPACE;
	}
	return 0;
}

static int parse_int(const char **fmt)
{
	int n = 0;

	while (**fmt >= '0' && **fmt <= '9')
		n = n * 10 + *(*fmt)++ - '0';
	return n;
}

/* what stands between '%' and the conversion */
static const char *parse_spec(const char *fmt, struct printf_spec *spec, va_list *args)
{
	spec->flags = 0;
	spec->precision = -1;
	spec->size = 0;
	for (; parse_flag(*fmt); fmt++)
		spec->flags |= parse_flag(*fmt);
	if (*fmt == '*') {
		fmt++;
		spec->width = va_arg(*args, int);
		if (spec->width < 0) {
			spec->width = -spec->width;
			spec->flags |= FLAG_LEFT;
		}
	} else {
		spec->width = parse_int(&fmt);
	}
	if (*fmt == '.') {
		fmt++;
		if (*fmt == '*') {
			fmt++;
			spec->precision = va_arg(*args, int);
		} else {
			spec->precision = parse_int(&fmt);
		}
	}
	for (; *fmt == 'l' || *fmt == 'z'; fmt++)
		spec->size++;
	return fmt;
}

static unsigned long long get_unsigned(const struct printf_spec *spec, va_list *args)
{
	switch (spec->size) {
	case 0:
		return va_arg(*args, unsigned int);
	case 1:
		return va_arg(*args, unsigned long);
	}
	return va_arg(*args, unsigned long long);
}

static long long get_signed(const struct printf_spec *spec, va_list *args)
{
	switch (spec->size) {
	case 0:
		return va_arg(*args, int);
	case 1:
		return va_arg(*args, long);
	}
	return va_arg(*args, long long);
}

static void put_string(struct printf_out *o, const char *s, const struct printf_spec *spec)
{
	if (!s)
		s = "(null)";
	put_field(o, s, (int)(spec->precision < 0 ? strlen(s) :
			      strnlen(s, (size_t)spec->precision)), spec);
}

static void put_conversion(struct printf_out *o, char what, const struct printf_spec *spec,
			   va_list *args)
{
	long long v;
	char c;

	switch (what) {
	case 'd':
	case 'i':
		v = get_signed(spec, args);
		put_number(o, v < 0 ? -(unsigned long long)v : (unsigned long long)v, v < 0,
			   10, spec);
		break;
	case 'u':
		put_number(o, get_unsigned(spec, args), false, 10, spec);
		break;
	case 'x':
		put_number(o, get_unsigned(spec, args), false, 16, spec);
		break;
	case 'o':
		put_number(o, get_unsigned(spec, args), false, 8, spec);
		break;
	case 'c':
		c = (char)va_arg(*args, int);
		put_field(o, &c, 1, spec);
		break;
	case 's':
		put_string(o, va_arg(*args, const char *), spec);
		break;
	case '%':
		put(o, '%');
		break;
	default:
		WARN_ON(1);		/* a conversion that is not modelled */
	}
}

/**
 * vsnprintf - mirrors lib/vsprintf.c:vsnprintf
 *
 * Returns how long the text would be without the limit; what is in @buf ends with NUL if
 * @size is not 0.
 */
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	struct printf_out o = { buf, size, 0 };
	struct printf_spec spec;
	va_list ap;

	va_copy(ap, args);
	while (*fmt) {
		if (*fmt != '%') {
			put(&o, *fmt++);
			continue;
		}
		fmt = parse_spec(fmt + 1, &spec, &ap);
		if (!*fmt)
			break;
		put_conversion(&o, *fmt++, &spec, &ap);
	}
	va_end(ap);
	if (size)
		buf[min(o.len, size - 1)] = '\0';
	return (int)o.len;
}

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return n;
}

/** scnprintf - as snprintf(), but returns what really is in @buf */
int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(buf, size, fmt, args);
	va_end(args);
	if ((size_t)n < size)
		return n;
	return size ? (int)size - 1 : 0;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

/**
 * kstrtoint - a whole string as an int; mirrors lib/kstrtox.c:kstrtoint
 *
 * @base 0 takes 0x and 0 for what they say. One newline may end the string. -EINVAL: it is no
 * number, -ERANGE: it does not fit.
 */
int kstrtoint(const char *s, unsigned int base, int *res)
{
	bool negative = *s == '-';
	long long v = 0;
	bool over = false;

	if (*s == '-' || *s == '+')
		s++;
	if (!base)
		base = *s != '0' ? 10 : (s[1] | 0x20) == 'x' ? 16 : 8;
	if (base == 16 && *s == '0' && (s[1] | 0x20) == 'x')
		s += 2;
	if (digit_of(*s) >= (int)base)
		return -EINVAL;
	for (; digit_of(*s) < (int)base; s++) {
		v = v * base + digit_of(*s);
		if (v > (long long)INT_MAX + 1) {
			over = true;
			v = 0;
		}
	}
	if (*s == '\n')
		s++;
	if (*s)
		return -EINVAL;
	if (over || v > (long long)INT_MAX + negative)
		return -ERANGE;
	*res = (int)(negative ? -v : v);
	return 0;
}
