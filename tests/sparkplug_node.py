"""An edge node of Sparkplug B for tests: payloads written by hand (Sparkplug Specification 3.0.0, 6.4.1), sent by mosquitto_pub."""
import getpass
import socket
import struct
import subprocess
import time
from pathlib import Path

DOUBLE, STRING, INT32, BOOLEAN, UINT64 = 10, 12, 3, 11, 8
MOSQUITTO = next((Path(folder) / "mosquitto" for folder in ("/usr/sbin", "/usr/local/sbin") if (Path(folder) / "mosquitto").exists()), None)


def varint(value):
    out = bytearray()
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out + bytes([value]))


def field(number, wire, body):
    return varint(number << 3 | wire) + body


def number(index, value):
    return field(index, 0, varint(value & (1 << 64) - 1))


def text(index, value):
    raw = value if isinstance(value, bytes) else value.encode()
    return field(index, 2, varint(len(raw)) + raw)


def metric(name=None, value=None, alias=None, time_ms=None, kind=DOUBLE, unit=None, quality=None, historical=False):
    out = b""
    if name is not None:
        out += text(1, name)
    if alias is not None:
        out += number(2, alias)
    if time_ms is not None:
        out += number(3, int(time_ms))
    out += number(4, kind)
    if historical:
        out += number(5, 1)
    keys, values = b"", b""
    if quality is not None:
        keys += text(1, "Quality")
        values += text(2, number(1, INT32) + number(3, quality))
    if unit is not None:
        keys += text(1, "engUnit")
        values += text(2, number(1, STRING) + text(8, unit))
    if keys:
        out += text(9, keys + values)
    if value is None:
        out += number(7, 1)
    elif kind == DOUBLE:
        out += field(13, 1, struct.pack("<d", value))
    elif kind == UINT64:
        out += number(11, value)
    elif kind == STRING:
        out += text(15, value)
    return out


def payload(metrics, seq=None, time_ms=None):
    out = number(1, int(time_ms)) if time_ms is not None else b""
    for one in metrics:
        out += text(2, one)
    return out + (number(3, seq) if seq is not None else b"")


class Broker:
    """mosquitto on a free port of this machine, for as long as the test runs."""

    def __init__(self, folder, *settings):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"mqtt://127.0.0.1:{self.port}"
        self.config = folder / "mosquitto.conf"
        self.config.write_text("\n".join([f"listener {self.port} 127.0.0.1", f"user {getpass.getuser()}", *(settings or ["allow_anonymous true"])]) + "\n")
        self.start()

    def start(self):
        self.process = subprocess.Popen([MOSQUITTO, "-c", str(self.config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("mosquitto does not answer")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def publish(self, topic, body, *words):
        subprocess.run(["mosquitto_pub", "-h", "127.0.0.1", "-p", str(self.port), "-q", "1", "-t", topic, "-s", *words], input=body, check=True)

    def hear(self, topic, count=1, seconds=30):
        """A subscriber, started before what it is to hear; its lines are read with communicate()."""
        return subprocess.Popen(["mosquitto_sub", "-h", "127.0.0.1", "-p", str(self.port), "-q", "1", "-t", topic, "-C", str(count), "-W", str(seconds), "-F", "%t %x"],
                                stdout=subprocess.PIPE, text=True)


class Node:
    """One edge node, which counts its own sequence numbers."""

    def __init__(self, broker, group="plant", node="R1"):
        self.broker, self.group, self.node, self.seq, self.session = broker, group, node, 0, 0

    def topic(self, kind, device=None):
        return "/".join(["spBv1.0", self.group, kind, self.node] + ([device] if device else []))

    def birth(self, metrics, time_ms):
        self.session += 1
        self.seq = 0
        self.broker.publish(self.topic("NBIRTH"), payload([metric("bdSeq", self.session, kind=UINT64), *metrics], 0, time_ms))

    def data(self, metrics, time_ms, seq=None, device=None):
        self.seq = (self.seq + 1) % 256 if seq is None else seq
        self.broker.publish(self.topic("DDATA" if device else "NDATA", device), payload(metrics, self.seq, time_ms))

    def death(self, session=None):
        self.broker.publish(self.topic("NDEATH"), payload([metric("bdSeq", session or self.session, kind=UINT64)]))
