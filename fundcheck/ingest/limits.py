"""Bound the memory of the process that reads: what asks for more gets none, and ends.

POSIX limits the address space. Windows has no such call; there a process puts itself into a job
object of its own, which limits what it may commit. The calls and the bytes that they are given
follow Microsoft's documentation and are tested against a stand-in of kernel32; they have not
been run on Windows.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
import sys
from functools import cache
from typing import Any

# JOBOBJECT_EXTENDED_LIMIT_INFORMATION of 64-bit Windows, for which alone polars is built: two
# times, the flags, two working set sizes, how many processes, affinity, two priorities; six
# counters of input and output; then the limit of a process and three numbers more.
_EXTENDED_LIMITS = struct.Struct("<qqI4xQQI4xQII6QQQQQ")
_EXTENDED_LIMIT_INFORMATION = 9
_LIMIT_PROCESS_MEMORY = 0x100
# A crash ends the process at once, with no window that asks the user about it.
_DIE_ON_UNHANDLED_EXCEPTION = 0x400
# PROCESS_MEMORY_COUNTERS: its own size, page faults, eight sizes, of which the seventh is what
# the process has committed.
_COUNTERS = struct.Struct("<II8Q")
_COMMITTED = 8


def limit_memory(beyond: int) -> None:
    """Let this process take so many more bytes than it has; each call sets the limit anew.

    A system that has no such limit, or refuses to set one, goes without.
    """
    with contextlib.suppress(OSError, ValueError):
        if sys.platform == "win32":
            _job().allow(beyond)
        else:
            _limit_address_space(beyond)


if sys.platform != "win32":

    def _limit_address_space(beyond: int) -> None:
        import resource  # noqa: PLC0415 - there is none on Windows

        with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123 - a device of the kernel
            used = int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (used + beyond, most))

else:

    @cache
    def _job() -> Job:
        """Return the job of this process, made once: a second would lie within the first."""
        return Job(ctypes.WinDLL("kernel32", use_last_error=True))


class Job:
    """A job object with this process in it; it lasts as long as the process.

    Since Windows 8 a job may lie within another, as that of a virtual environment's python.exe.
    """

    def __init__(self, kernel: Any) -> None:  # noqa: ANN401 - ctypes knows its functions at run time
        """Make it and put this process in; kernel: kernel32.dll. Raises OSError."""
        handle, dword = ctypes.c_void_p, ctypes.c_uint32
        for name, result, arguments in (
            ("GetCurrentProcess", handle, ()),
            ("CreateJobObjectW", handle, (handle, ctypes.c_wchar_p)),
            ("AssignProcessToJobObject", ctypes.c_int, (handle, handle)),
            ("SetInformationJobObject", ctypes.c_int, (handle, ctypes.c_int, handle, dword)),
            ("K32GetProcessMemoryInfo", ctypes.c_int, (handle, handle, dword)),
        ):
            function = getattr(kernel, name)
            function.restype, function.argtypes = result, arguments
        self._kernel = kernel
        self._process = kernel.GetCurrentProcess()
        self._job = _done(kernel.CreateJobObjectW(None, None))
        _done(kernel.AssignProcessToJobObject(self._job, self._process))

    def allow(self, beyond: int) -> None:
        """Let the process commit so many bytes more than it has; raises OSError."""
        counters = ctypes.create_string_buffer(_COUNTERS.size)
        struct.pack_into("<I", counters, 0, _COUNTERS.size)
        _done(self._kernel.K32GetProcessMemoryInfo(self._process, counters, _COUNTERS.size))
        most = _COUNTERS.unpack(counters.raw)[_COMMITTED] + beyond
        flags = _LIMIT_PROCESS_MEMORY | _DIE_ON_UNHANDLED_EXCEPTION
        limits = _EXTENDED_LIMITS.pack(0, 0, flags, *(0,) * 12, most, 0, 0, 0)
        _done(
            self._kernel.SetInformationJobObject(
                self._job, _EXTENDED_LIMIT_INFORMATION, limits, len(limits)
            )
        )


def _done(result: int | None) -> int:
    """Return what a call gave; raises OSError where it failed, which Windows says by a zero."""
    if not result:
        raise OSError("kernel32")
    return result
