/* list - live codes and events, a page at a time */

#include <errno.h>
#include <stdlib.h>

#include "registry/change.h"
#include "registry/text.h"

/* Rows of a page: read at once, shown with the registry let go of. */
#define PAGE 256

int
registry_list(struct registry *r, const char *user,
    int (*each)(const struct registry_code *, void *), void *arg,
    struct fault *f)
{
	struct registry_code *page;
	int64_t now, after = 0;
	size_t n = PAGE;
	int rc = change_now(r, &now, f);

	if (rc != 0)
		return rc;
	page = calloc(PAGE, sizeof(*page));
	if (page == NULL)
		return fault_set(f, -ENOMEM, "no memory for a list of codes");
	while (rc == 0 && n == PAGE) {
		rc = r->store->calls->credential_page(
		    r->store, user, after, now, page, &n, f);
		for (size_t i = 0; rc == 0 && i < n; i++) {
			after = page[i].id;
			rc = each(&page[i], arg);
		}
	}
	free(page);
	return rc;
}

int
registry_events(struct registry *r, const struct registry_filter *filter,
    int (*each)(const struct registry_event *, void *), void *arg,
    struct fault *f)
{
	struct registry_filter from = *filter;
	char user[REGISTRY_TEXT_SIZE];
	struct registry_event *page;
	size_t n = PAGE;
	int rc = 0;

	if (filter->user != NULL) {
		text_clean(filter->user, user, sizeof(user));
		from.user = user;
	}
	page = calloc(PAGE, sizeof(*page));
	if (page == NULL)
		return fault_set(f, -ENOMEM, "no memory for a list of events");
	while (rc == 0 && n == PAGE) {
		rc = r->store->calls->event_page(r->store, &from, page, &n, f);
		for (size_t i = 0; rc == 0 && i < n; i++) {
			from.after = page[i].id;
			rc = each(&page[i], arg);
		}
	}
	free(page);
	return rc;
}
