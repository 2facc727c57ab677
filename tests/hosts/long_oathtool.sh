#!/bin/sh
# long_oathtool.sh - oathtool.sh with many more codes of each kind
TIMES=20 exec sh tests/hosts/oathtool.sh
