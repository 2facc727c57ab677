#!/bin/sh
# long_authenticator_interrupted.sh - authenticator_interrupted.sh with every step
STEPS=all exec sh tests/utils/authenticator_interrupted.sh
