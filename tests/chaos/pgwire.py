"""Just enough of PostgreSQL's protocol to run SQL: no driver is needed, and a
connection can be left half done, which no driver would do."""

import socket
import struct


class Refused(Exception):
    """What the database said no with; `state` is the SQLSTATE."""

    def __init__(self, state, message):
        super().__init__(f"{state} {message}")
        self.state = state


def error_of(body):
    fields = {part[:1]: part[1:].decode(errors="replace")
              for part in body.split(b"\0") if part}
    return Refused(fields.get(b"C", ""), fields.get(b"M", ""))


class Connection:
    """One connection; for one thread at a time."""

    def __init__(self, port, user, database, patience=30):
        self.socket = socket.create_connection(("127.0.0.1", port), patience)
        words = ("user", user, "database", database, "application_name",
                 "chaos")
        body = struct.pack("!i", 196608) + b"".join(
            word.encode() + b"\0" for word in words) + b"\0"
        self.socket.sendall(struct.pack("!i", len(body) + 4) + body)
        try:
            self._answer()
        except BaseException:
            self.close()
            raise

    def query(self, sql):
        """Runs statements; gives the last rows, as tuples of text or None."""
        body = sql.encode() + b"\0"
        self.socket.sendall(b"Q" + struct.pack("!i", len(body) + 4) + body)
        return self._answer()

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _read(self, count):
        data = b""
        while len(data) < count:
            chunk = self.socket.recv(count - len(data))
            if not chunk:
                raise ConnectionError("the database hung up")
            data += chunk
        return data

    def _answer(self):
        rows, failure = [], None
        while True:
            kind, length = struct.unpack("!ci", self._read(5))
            body = self._read(length - 4)
            if kind == b"T":
                rows = []
            elif kind == b"D":
                rows.append(values_of(body))
            elif kind == b"E":
                failure = error_of(body)
                # After a FATAL nothing more comes.
                if b"\0VFATAL\0" in b"\0" + body:
                    raise failure
            elif kind == b"Z":
                if failure:
                    raise failure
                return rows


def values_of(body):
    """A DataRow: its values, in text."""
    at, values = 2, []
    for _ in range(struct.unpack("!h", body[:2])[0]):
        length = struct.unpack("!i", body[at:at + 4])[0]
        at += 4
        if length < 0:
            values.append(None)
        else:
            values.append(body[at:at + length].decode())
            at += length
    return tuple(values)
