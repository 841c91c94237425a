"""What a server holds when nobody uses it, before a round and after it."""

from pathlib import Path

from waiting import TooLate, until

# Allocators keep some of what a peak needed; what leaks grows with each strike.
MEMORY_SLACK = 64 << 20
QUIET = ("sockets_open", "sessions", "conversations", "socket_bytes_queued",
         "journal_queued_rows", "journal_queued_bytes")

# Every table has to be known here: what lasts, and of what is passing how many
# rows may be there when nobody is connected.
LASTING = {"users", "conversations", "heads", "members", "relations",
           "messages", "secrets", "cursors", "read_marks", "changes", "reports",
           "audit_log", "calls", "schema_migrations"}
PASSING = {"live_parties": 0}

# Rows that nobody would miss, or that lost what they belong to.
ASTRAY = {
    "cursors of nobody": """select count(*) from cursors k where not exists(
        select from members m where m.conversation_no = k.conversation_no
          and m.user_no = k.user_no)""",
    "read marks beyond the end": """select count(*) from read_marks r
        join heads h using (conversation_no) where r.upto_seq > h.last_seq""",
    "messages of no conversation": """select count(*) from messages m
        where not exists(select from heads h
          where h.conversation_no = m.conversation_no)""",
    "prepared transactions": "select count(*) from pg_prepared_xacts",
}


def idle_backends(connection):
    """The server's own connections; each has to have nothing open."""
    return connection.query("""
        select count(*), count(*) filter (where state <> 'idle')
        from pg_stat_activity
        where datname = current_database() and usename = 'chat'""")[0]


def descriptors(pid):
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def memory(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


# Writers, the one of calls, readers and the one for sign-ins; each is made when
# first needed.
CONNECTIONS = 6


class Baseline:
    """Taken of a server that is ready and has no clients yet."""

    def __init__(self, server, connection):
        self.gauges = {k: server.metrics().get(k) for k in QUIET}
        self.memory = memory(server.process.pid)
        # In this order: one that is made meanwhile is counted twice, not never.
        backends = int(idle_backends(connection)[0])
        self.descriptors = (descriptors(server.process.pid) + CONNECTIONS
                            - backends)

    def problems(self, server, connection):
        """What is above it now, in words."""
        pid = server.process.pid
        gauges = server.metrics()
        found = [f"{k} is {gauges.get(k)}, was {v}"
                 for k, v in self.gauges.items() if gauges.get(k) != v]
        backends, busy = map(int, idle_backends(connection))
        if backends > CONNECTIONS or busy:
            found.append(f"{backends} connections to the database, {busy} of "
                         "them busy")
        if descriptors(pid) > self.descriptors:
            found.append(f"{descriptors(pid)} descriptors, "
                         f"{self.descriptors} are right")
        if memory(pid) > self.memory + MEMORY_SLACK:
            found.append(f"{memory(pid) >> 20} MiB of memory, "
                         f"there were {self.memory >> 20}")
        return found


def check_leaks(baseline, server, connection, found):
    """Gives a server whose clients left the time to notice."""
    try:
        until("", lambda: not baseline.problems(server, connection))
    except TooLate:
        for problem in baseline.problems(server, connection):
            found.add("leaked", problem)


def check_tables(connection, found):
    tables = {name for name, in connection.query("""
        select tablename from pg_tables where schemaname = 'public'""")}
    for name in sorted(tables - LASTING - PASSING.keys()):
        found.add("a table that tests/chaos/leaks.py does not know", name)
    for name, most in PASSING.items():
        def count(table=name):
            return int(connection.query(f"select count(*) from {table}")[0][0])
        try:
            until("", lambda: count() <= most, 15)
        except TooLate:
            found.add("passing rows stayed", f"{name}: {count()}")
    for name, query in ASTRAY.items():
        rows = int(connection.query(query)[0][0])
        found.demand(rows == 0, "rows astray", f"{name}: {rows}")
