#!/bin/sh
# Every pair of algorithm and digits, enrolled and let in by what oathtool shows.

KINDS='sha1:6 sha1:7 sha1:8 sha256:6 sha256:7 sha256:8 sha512:6 sha512:7 sha512:8'
export KINDS
exec sh tests/utils/authenticator.sh
