/*
 * enrol_picture - the picture that --qr asks for, before there is a secret
 */

#ifndef CREDMINT_ENROL_PICTURE_H
#define CREDMINT_ENROL_PICTURE_H

#include "core/fault.h"

#include "qr_file.h"

/*
 * See that a picture can be drawn at all, and make its file; path NULL: none is
 * asked for. As qr_file_begin().
 */
int enrol_picture_begin(struct qr_file *file, const char *path, struct fault *f)
    __attribute__((warn_unused_result));

#endif
