#!/usr/bin/env python3
"""syslog.py SOCKET FILE - write what arrives at a syslog socket to a file."""
import os
import socket
import sys

server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
server.bind(sys.argv[1])
os.chmod(sys.argv[1], 0o666)
out = os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
while True:
    line = server.recv(65536).rstrip(b"\n\0").replace(b"\n", b"\\n")
    os.write(out, line + b"\n")
