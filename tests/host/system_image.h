/*
 * system_image - a directory that holds another system's files
 */

#ifndef TESTS_HOST_SYSTEM_IMAGE_H
#define TESTS_HOST_SYSTEM_IMAGE_H

/* Its path. */
extern char image[];

/* cmocka's: before and after all tests, and after each. */
int image_make(void **state);
int image_remove(void **state);
int image_clear(void **state);

/* Write a file, its directories made. */
void image_file(const char *path, const char *text);

#endif
