// SPDX-License-Identifier: GPL-2.0-only
/* From a file to series of patches. */
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "import/mail_text.h"

/* The patch in @msg at one depth of quotes, if there is one, goes to @link. */
static enum sim_status read_depth(struct sim_mail *mail, struct sim_repair *repair,
				  const struct sim_mail_text *mt, const struct sim_message *msg,
				  unsigned int depth, struct sim_patch ***link)
{
	struct sim_patch *patch = sim_pool_alloc(&mail->pool, sizeof(*patch));
	struct sim_view view = { 0 };
	enum sim_status status;

	if (!patch)
		return SIM_ENOMEM;
	status = sim_view_make(mt, msg, depth, &view);
	if (!status)
		status = sim_diff_find(repair, &mail->pool, &view, patch);
	free(view.lines);
	if (status || !patch->diffs)
		return status;
	sim_subject_read(patch, msg->subject);
	patch->message = msg->number;
	patch->depth = depth;
	patch->mail_line = patch->diffs->mail_line;
	**link = patch;
	*link = &patch->next;
	return SIM_OK;
}

static enum sim_status read_patches(struct sim_mail *mail, const struct sim_mail_text *mt,
				    struct sim_patch **patches)
{
	struct sim_repair *repair = sim_repair_new();
	enum sim_status status = repair ? SIM_OK : SIM_ENOMEM;

	for (unsigned int i = 0; i < mt->nr_messages && !status; i++) {
		const struct sim_message *msg = &mt->messages[i];
		unsigned int deepest = sim_text_depth(mt, msg);

		for (unsigned int depth = 0; depth <= deepest && !status; depth++)
			status = read_depth(mail, repair, mt, msg, depth, &patches);
	}
	sim_repair_free(repair);
	return status;
}

static enum sim_status no_diff(const struct sim_mail *mail, struct sim_error *err)
{
	sim_error_set(err, SIM_EINPUT, "no diff in this mail, so there is nothing to import");
	sim_error_accept(err, "a patch: lines `--- FILE`, `+++ FILE` and `@@ -LINE,COUNT "
			 "+LINE,COUNT @@`, quoted or not");
	sim_error_at(err, mail->path, 0, 0, 0);
	return SIM_EINPUT;
}

static enum sim_status parse(struct sim_mail *mail, const char *text, size_t len,
			     struct sim_error *err)
{
	struct sim_mail_text mt = { .pool = &mail->pool };
	struct sim_patch *patches = NULL;
	enum sim_status status;

	status = sim_box_read(&mt, mail->path, text, len, err);
	if (!status) {
		mail->nr_messages = mt.nr_mails;
		status = read_patches(mail, &mt, &patches);
		if (!status)
			status = sim_series_sort(mail, patches);
		if (status)
			sim_error_set(err, status, "out of memory");
	}
	free(mt.lines);
	free(mt.messages);
	if (!status && !mail->series)
		status = no_diff(mail, err);
	return status;
}

enum sim_status sim_mail_parse(struct sim_mail **out, const char *path, const char *text,
			       size_t len, struct sim_error *err)
{
	struct sim_mail *mail = calloc(1, sizeof(*mail));
	enum sim_status status = SIM_ENOMEM;
	char *copy = NULL;

	*out = NULL;
	if (mail) {
		mail->path = sim_pool_strndup(&mail->pool, path, strlen(path));
		/* one byte too many says as much as all of them */
		if (len > SIM_MAIL_MAX)
			len = SIM_MAIL_MAX + 1;
		copy = sim_pool_strndup(&mail->pool, text, len);
	}
	if (copy && mail->path)
		status = parse(mail, copy, len, err);
	else
		sim_error_set(err, status, "out of memory");
	if (status) {
		sim_mail_free(mail);
		return status;
	}
	*out = mail;
	return SIM_OK;
}

enum sim_status sim_mail_read(struct sim_mail **out, const char *path, struct sim_error *err)
{
	struct sim_buf text = { 0 };
	enum sim_status status;

	*out = NULL;
	status = sim_file_read(path, SIM_MAIL_MAX, "a mail", &text, err);
	if (!status)
		status = sim_mail_parse(out, path, text.s ? text.s : "", text.len, err);
	sim_buf_free(&text);
	return status;
}

void sim_mail_free(struct sim_mail *mail)
{
	if (!mail)
		return;
	sim_pool_free(&mail->pool);
	free(mail);
}
