#!/bin/sh
# credmint serve and 64 clients that misbehave, in short; long_serve.sh does it
# at length.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/utils/siege.inc

siege_host
siege 5_seconds 5 credmint
siege_asan 5
finish
