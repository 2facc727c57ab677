/*
 * drive_mac - LABEL MESSAGE: the two MACs of mac.sh, one a line, in hex
 *
 * The key is 00 01 ... 1f.
 */

#include <stdio.h>
#include <string.h>

#include "core/encode.h"
#include "core/mac.h"

static int
print(const unsigned char mac[MAC_SIZE])
{
	char hex[2 * MAC_SIZE + 1];

	if (encode_text(ENCODE_HEX, mac, MAC_SIZE, hex, sizeof(hex)) != 0)
		return 1;
	return puts(hex) < 0;
}

int
main(int argc, char **argv)
{
	unsigned char key[MAC_SIZE], mac[MAC_SIZE];

	if (argc != 3)
		return 2;
	for (unsigned char i = 0; i < MAC_SIZE; i++)
		key[i] = i;
	mac_of(key, &(struct mac_part){argv[2], strlen(argv[2])}, 1, mac);
	if (print(mac) != 0)
		return 1;
	mac_subkey(key, argv[1], mac);
	return print(mac);
}
