#!/bin/sh
# Each thing that credmint doctor says of root and sshd is tried by a real sshd.
DOCTOR_ROOT=all exec sh tests/utils/doctor_root.sh
