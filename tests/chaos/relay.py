"""TCP relays on loopback ports: between the clients and the server, and between
the server and its database. All of them run in one thread."""

import asyncio
import socket
import threading

_loop = asyncio.new_event_loop()
threading.Thread(target=_loop.run_forever, daemon=True).start()


def call(coroutine, patience=60):
    """Runs something in the thread of the relays and waits for its end."""
    return asyncio.run_coroutine_threadsafe(coroutine, _loop).result(patience)


class Link:
    """One relayed connection: `near` called the relay, `far` was called."""

    def __init__(self, near, far):
        self.near, self.far = near, far

    def cut(self):
        for _, writer in (self.near, self.far):
            writer.transport.abort()


class Relay:
    """Passes on what comes. Subclasses look at it in `forward` and `back`."""

    def __init__(self, narrow=False):
        self.target = None
        self.narrow = narrow
        self.refusing = False
        self.links = set()
        self.flowing = asyncio.Event()
        self.flowing.set()
        self.server = call(asyncio.start_server(
            self._take, "127.0.0.1", 0, limit=1 << 16))
        self.port = self.server.sockets[0].getsockname()[1]

    async def _dial(self):
        # With the protocol named, asyncio has it send without delay.
        s = socket.socket(socket.AF_INET, socket.SOCK_STREAM,
                          socket.IPPROTO_TCP)
        s.setblocking(False)
        if self.narrow:
            # Before the connection, so that the window is small from the start.
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        try:
            await _loop.sock_connect(s, ("127.0.0.1", self.target))
        except BaseException:
            s.close()
            raise
        return await asyncio.open_connection(
            sock=s, limit=4096 if self.narrow else 1 << 16)

    async def _take(self, reader, writer):
        try:
            if self.refusing:
                raise OSError("refusing")
            far = await self._dial()
        except OSError:
            writer.transport.abort()
            return
        link = Link((reader, writer), far)
        self.links.add(link)
        ways = [asyncio.ensure_future(way) for way in
                (self.forward(link), self.back(link))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            # What was read before the end is on its way; nothing more comes.
            for way in ways:
                way.cancel()
            self.links.discard(link)
            for _, end in (link.near, link.far):
                end.close()

    async def forward(self, link):
        await self.pump(link.near[0], link.far[1])

    async def back(self, link):
        await self.pump(link.far[0], link.near[1])

    async def pump(self, reader, writer):
        try:
            while True:
                await self.flowing.wait()
                chunk = await reader.read(1 << 16)
                if not chunk:
                    return
                await self.flowing.wait()
                writer.write(chunk)
                await writer.drain()
        except OSError:
            pass

    # From other threads.

    def cut(self):
        """Every connection breaks; new ones are taken."""
        async def work():
            for link in list(self.links):
                link.cut()
        call(work())

    def refuse(self, yes=True):
        self.refusing = yes

    def freeze(self):
        """Nothing is read any more, in neither direction."""
        async def work():
            self.flowing.clear()
        call(work())

    def thaw(self):
        async def work():
            self.flowing.set()
        call(work())

    def close(self):
        async def work():
            self.server.close()
            for link in list(self.links):
                link.cut()
        self.thaw()
        call(work())
