"""A small disk: a file system in memory that only this process and its children
see (scripts/chaos runs in a mount namespace)."""

import contextlib
import ctypes
import os

SIZE = 200 << 20
DETACH = 2

_libc = ctypes.CDLL(None, use_errno=True)


def unable():
    """Why there can be none, if so."""
    if os.environ.get("CHAOS_NAMESPACE") != "1":
        return "this system lets us have no mount namespace (unshare)"
    return None


@contextlib.contextmanager
def mounted(folder):
    folder.mkdir()
    if _libc.mount(b"chaos", str(folder).encode(), b"tmpfs", 0,
                   f"size={SIZE},mode=755".encode()) != 0:
        raise OSError(ctypes.get_errno(), "a tmpfs could not be mounted")
    try:
        yield folder
    finally:
        _libc.umount2(str(folder).encode(), DETACH)
