#!/bin/sh
# long_pam_races.sh - the races over real PAM, ten times as many rounds
ROUNDS=400 exec sh tests/hosts/pam_races.sh
