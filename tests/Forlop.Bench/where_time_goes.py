"""Tells what the sidecar spends its processor time on: reads `perf script` on standard input, prints shares.

Each sample is laid to the innermost frame of its stack that one of the rules below knows, so that SQLite called by the
store counts as SQLite, and the store's own work as the store's.
"""
import collections
import re
import sys

RULES = [(name, re.compile(pattern)) for name, pattern in [
    ("SQLite", r"libe_sqlite3|sqlite3"),
    ("sealing, hashes, HMAC", r"libcrypto|System\.Security\.Cryptography|Forlop\.Storage\.Sealing|ChainHash"),
    ("rules: deciding, copying, tasks", r"Forlop\.Pathways"),
    ("protobuf", r"Google\.Protobuf|Forlop\.Contracts"),
    ("store: queue, batch, rows", r"Forlop\.Storage"),
    ("gRPC stand-in and services", r"Grpc\.|Forlop\.Host|Forlop\.Stubs"),
    ("Kestrel, HTTP/2, sockets", r"Kestrel|AspNetCore|Sockets|tcp_|System\.IO\.Pipelines"),
    ("garbage collector", r"libclrgc|gc_heap|WKS::|SVR::"),
    ("compiling (tiers)", r"libclrjit"),
    ("waiting and changing threads", r"ThreadPool|futex|Monitor|schedule|epoll|LowLevelLifo"),
]]
SYNC = re.compile(r"fdatasync|vfs_fsync|__x64_sys_fsync")


def category(stack):
    if any(SYNC.search(frame) for frame in stack):
        return "the sync itself, in the kernel"
    for frame in stack:
        for name, pattern in RULES:
            if pattern.search(frame):
                return name
    return "the rest of runtime and kernel"


def main():
    shares, stack = collections.Counter(), []
    for line in [*sys.stdin, "\n"]:
        if line.strip() and line[0] in "\t ":
            stack.append(line.strip())
        elif stack:
            shares[category(stack)] += 1
            stack = []
    for name, count in shares.most_common():
        print(f"{100 * count / sum(shares.values()):5.1f} %  {name}")


main()
