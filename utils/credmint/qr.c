/* qr - QR codes of secrets, drawn in a process of its own */

#include "qr.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <png.h>
#include <qrencode.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/secret.h"

#include "held_memory.h"

/* A pipe takes so much whether or not anybody reads yet (pipe(7)). */
#define TEXT_MAX 4000
/* Of a picture: light modules around (the standard's), pixels of a module. */
#define MARGIN 4
#define PIXELS 8

#define QR_LIBRARY "libqrencode.so.4"
#define PNG_LIBRARY "libpng16.so.16"

/* What the drawing process says first. */
enum drawn {
	DIED = 0, /* it said nothing */
	DRAWN,
	NO_QR_LIBRARY,
	NO_PNG_LIBRARY,
	NOT_DRAWN,
	NOT_WRITTEN,
};

typedef __typeof__(QRcode_encodeString) encode_call;
typedef __typeof__(png_image_write_to_memory) png_call;

/* ---- in the drawing process: what it leaves behind goes with it ---- */

static void *
library_call(const char *library, const char *name)
{
	void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);

	return handle != NULL ? dlsym(handle, name) : NULL;
}

static bool
write_all(int fd, const void *data, size_t n)
{
	const char *p = data;

	while (n > 0) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

/* Grey pixels, light where there is no module. */
static unsigned char *
pixels_make(const QRcode *code, size_t side)
{
	unsigned char *pixel = secret_map(side * side, NULL);
	size_t width = (size_t)code->width;

	if (pixel == NULL)
		return NULL;
	memset(pixel, 0xff, side * side);
	for (size_t y = 0; y < width * PIXELS; y++)
		for (size_t x = 0; x < width * PIXELS; x++)
			if (code->data[y / PIXELS * width + x / PIXELS] & 1)
				pixel[(y + MARGIN * PIXELS) * side + x +
				    MARGIN * PIXELS] = 0;
	return pixel;
}

static enum drawn
picture_write(const QRcode *code, int fd)
{
	size_t side = ((size_t)code->width + 2 * MARGIN) * PIXELS;
	png_image image = {.version = PNG_IMAGE_VERSION,
	    .width = (png_uint_32)side,
	    .height = (png_uint_32)side,
	    .format = PNG_FORMAT_GRAY};
	png_alloc_size_t n = PNG_IMAGE_PNG_SIZE_MAX(image);
	void *found = library_call(PNG_LIBRARY, "png_image_write_to_memory");
	unsigned char *pixel, *file;
	png_call *png;

	if (found == NULL)
		return NO_PNG_LIBRARY;
	memcpy(&png, &found, sizeof(png));
	pixel = pixels_make(code, side);
	file = secret_map(n, NULL);
	if (pixel == NULL || file == NULL ||
	    png(&image, file, &n, 0, pixel, 0, NULL) == 0)
		return NOT_DRAWN;
	return write_all(fd, file, n) ? DRAWN : NOT_WRITTEN;
}

static enum drawn
drawn(char *text, int picture, QRcode **code)
{
	void *found = library_call(QR_LIBRARY, "QRcode_encodeString");
	encode_call *encode;

	if (found == NULL)
		return NO_QR_LIBRARY;
	memcpy(&encode, &found, sizeof(encode));
	*code = encode(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1);
	if (*code == NULL || (*code)->width < 1 ||
	    (*code)->width > QR_WIDTH_MAX)
		return NOT_DRAWN;
	return picture >= 0 ? picture_write(*code, picture) : DRAWN;
}

__attribute__((noreturn)) static void
draw(int from, int to, int picture)
{
	char *text;
	unsigned char head[2] = {NOT_DRAWN, 0};
	QRcode *code = NULL;
	size_t n = 0;
	ssize_t got = 1;

	/* The libraries have an ordinary heap. */
	held_memory(true);
	text = secret_map(TEXT_MAX + 1, NULL);
	while (text != NULL && n < TEXT_MAX && got > 0) {
		got = read(from, text + n, TEXT_MAX - n);
		if (got > 0)
			n += (size_t)got;
		else if (got < 0 && errno == EINTR)
			got = 1;
	}
	if (text != NULL && got == 0)
		head[0] = (unsigned char)drawn(text, picture, &code);
	if (head[0] == DRAWN)
		head[1] = (unsigned char)code->width;
	if (write_all(to, head, sizeof(head)) && head[0] == DRAWN)
		(void)write_all(
		    to, code->data, (size_t)code->width * (size_t)code->width);
	_exit(0);
}

/* ---- in the caller's ---- */

/* All n bytes, or false. */
static bool
read_all(int fd, unsigned char *out, size_t n)
{
	while (n > 0) {
		ssize_t got = read(fd, out, n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		out += got;
		n -= (size_t)got;
	}
	return true;
}

static enum drawn
modules_read(int fd, struct qr *out)
{
	unsigned char head[2] = {DIED, 0};
	size_t n;

	if (!read_all(fd, head, sizeof(head)))
		return DIED;
	if (head[0] != DRAWN)
		return (enum drawn)head[0];
	n = (size_t)head[1] * head[1];
	if (head[1] == 0 || head[1] > QR_WIDTH_MAX ||
	    !read_all(fd, out->module, n))
		return DIED;
	for (size_t i = 0; i < n; i++)
		out->module[i] &= 1;
	out->width = head[1];
	return DRAWN;
}

static int
tell(enum drawn how, struct fault *f)
{
	switch (how) {
	case DRAWN:
		return 0;
	case NO_QR_LIBRARY:
		return fault_set(f, QR_NOT_INSTALLED,
		    "no QR code: " QR_LIBRARY " is not installed; on Debian "
		    "the package libqrencode4 has it");
	case NO_PNG_LIBRARY:
		return fault_set(f, QR_NOT_INSTALLED,
		    "no picture of the QR code: " PNG_LIBRARY " is not "
		    "installed; on Debian the package libpng16-16 has it");
	case NOT_WRITTEN:
		return fault_set(f, -EIO,
		    "cannot write the picture of the QR code; is the disk "
		    "full?");
	case DIED:
	case NOT_DRAWN:
	default:
		return fault_set(f, -EIO, "the QR code cannot be drawn");
	}
}

/* Text and modules go through pipes: the memory of secrets is not inherited. */
static enum drawn
hand_over(const char *text, int picture, const int in[2], const int back[2],
    struct qr *out)
{
	enum drawn how;
	size_t n = strlen(text);
	pid_t pid = write(in[1], text, n) == (ssize_t)n ? fork() : -1;

	if (pid == 0) {
		(void)close(in[1]);
		(void)close(back[0]);
		draw(in[0], back[1], picture);
	}
	(void)close(back[1]);
	(void)close(in[1]);
	how = pid < 0 ? NOT_DRAWN : modules_read(back[0], out);
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	(void)close(in[0]);
	(void)close(back[0]);
	return how;
}

int
qr_draw(const char *text, int picture, struct qr *out, struct fault *f)
{
	int in[2], back[2];
	enum drawn how = NOT_DRAWN;

	*out = (struct qr){
	    .module = secret_map((size_t)QR_WIDTH_MAX * QR_WIDTH_MAX, NULL)};
	if (out->module == NULL)
		return fault_set(f, -ENOMEM, "out of memory");
	if (strlen(text) > TEXT_MAX)
		return fault_set(
		    f, -EMSGSIZE, "the text is too long for a QR code");
	if (pipe2(in, O_CLOEXEC) != 0)
		return fault_set(f, -errno, "cannot make a pipe");
	if (pipe2(back, O_CLOEXEC) != 0) {
		(void)close(in[0]);
		(void)close(in[1]);
		return fault_set(f, -errno, "cannot make a pipe");
	}
	how = hand_over(text, picture, in, back, out);
	return tell(how, f);
}

void
qr_wipe(struct qr *qr)
{
	secret_unmap(qr->module, (size_t)QR_WIDTH_MAX * QR_WIDTH_MAX);
	*qr = (struct qr){0};
}
