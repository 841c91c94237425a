"""Between the server and PostgreSQL: cuts or delays a link at a named step of a
statement. A prepared statement runs as Bind (which names it), …, Sync; it is
over when the server says ReadyForQuery. Statements sent as text are known by
their text."""

import asyncio
import struct
import threading

from relay import Relay, call

CUTS = ("unsent", "half-sent", "sent", "answer-lost", "half-answered")
DELAYS = ("delayed-before", "delayed-answer", "silent")


class Harm:
    """What befalls the next run of a statement."""

    def __init__(self, statement, step, milliseconds=0):
        self.statement = statement
        self.step = step
        self.milliseconds = milliseconds
        self.struck = threading.Event()


def split(data, startup=False):
    """The complete messages at the beginning, and the rest. The first message of
    a connection has no type."""
    at, messages = 0, []
    while True:
        head = 4 if startup else 5
        if len(data) < at + head:
            break
        end = at + head - 4 + struct.unpack_from("!i", data, at + head - 4)[0]
        if len(data) < end:
            break
        messages.append(data[at:end])
        at, startup = end, False
    return messages, data[at:]


def statement_of(message):
    """What a Query or Bind runs; nothing for other messages."""
    if message[:1] == b"Q":
        return message[5:-1].decode(errors="replace")
    if message[:1] == b"B":
        return message[5:].split(b"\0", 2)[1].decode()
    return None


class DatabaseRelay(Relay):
    def __init__(self):
        super().__init__()
        self.harm = None
        self.told = {}

    def arm(self, harm):
        async def work():
            self.harm = harm
        call(work())

    def disarm(self):
        self.arm(None)

    def claim(self, message):
        """The harm that is due for this message; it strikes once."""
        if not self.harm:
            return None
        statement = statement_of(message)
        if statement is None or not statement.startswith(self.harm.statement):
            return None
        harm, self.harm = self.harm, None
        return harm

    async def forward(self, link):
        reader, writer = link.near[0], link.far[1]
        rest, startup, harm = b"", True, None
        try:
            while chunk := await reader.read(1 << 16):
                messages, rest = split(rest + chunk, startup)
                startup = startup and not messages
                for message in messages:
                    harm = self.claim(message) or harm
                    if harm and not await self.harm_request(link, message,
                                                            harm):
                        return
                    writer.write(message)
                    if harm and message[:1] in b"SQ":
                        if harm.step == "sent":
                            harm.struck.set()
                            return
                        harm = None
                await writer.drain()
        except OSError:
            pass

    async def harm_request(self, link, message, harm):
        """Before the first message of a run goes on; false: nothing goes on."""
        if statement_of(message) is None:
            return True
        if harm.step in ("answer-lost", "half-answered", "delayed-answer"):
            self.told[link] = harm
            return True
        if harm.step == "half-sent":
            link.far[1].write(message[:len(message) // 2])
        elif harm.step in ("delayed-before", "silent"):
            await asyncio.sleep(harm.milliseconds / 1000)
        if harm.step == "sent":
            return True
        harm.struck.set()
        return harm.step == "delayed-before"

    async def back(self, link):
        """A client sends only after a complete answer, so that one that is to
        be harmed begins with a chunk of its own."""
        reader, writer = link.far[0], link.near[1]
        answer = b""
        try:
            while chunk := await reader.read(1 << 16):
                if link in self.told:
                    answer += chunk
                    messages, rest = split(answer)
                    if rest or messages[-1][:1] != b"Z":
                        continue
                    if not await self.harm_answer(link, answer):
                        return
                    chunk, answer = answer, b""
                writer.write(chunk)
                await writer.drain()
        except OSError:
            pass
        finally:
            self.told.pop(link, None)

    async def harm_answer(self, link, answer):
        """The answer is complete: the database has done its work."""
        harm = self.told.pop(link)
        if harm.step == "delayed-answer":
            await asyncio.sleep(harm.milliseconds / 1000)
            harm.struck.set()
            return True
        if harm.step == "half-answered":
            link.near[1].write(answer[:len(answer) // 2])
            await link.near[1].drain()
        harm.struck.set()
        return False
