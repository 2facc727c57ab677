#!/bin/sh
# credmint serve and 64 clients that misbehave, for 30 seconds; with sanitizers
# as well.

[ "${1:-}" = inside ] || exec sh tests/sandbox.sh sh "$0" inside
. tests/tap.sh
. tests/utils/said.inc
. tests/utils/siege.inc

siege_host
siege 30_seconds 30 credmint
siege_asan 30
finish
