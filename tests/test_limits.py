"""Memory is limited on Windows too: every call and every byte, against a stand-in of kernel32.

Sizes and places are those of Microsoft's headers for 64-bit Windows; nothing here runs there.
"""

from __future__ import annotations

import ctypes
import importlib.util
import struct
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from fundcheck.ingest import limits

if TYPE_CHECKING:
    from types import ModuleType

THIS_PROCESS = 0xFFFF_FFFF_FFFF_FFFF  # the handle -1, as wide as a pointer
JOB = 0x1_0000_0194  # wider than 32 bits: no handle may be cut
COMMITTED = 700 << 20


class Kernel:
    """A kernel32 of C functions, so that arguments pass through ctypes as they would there."""

    def __init__(self, failing: str = "") -> None:
        self.failing = failing
        self.called: list[tuple[str, tuple[object, ...]]] = []
        handle, number, dword = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint32
        self.dll = SimpleNamespace(
            GetCurrentProcess=ctypes.CFUNCTYPE(handle)(lambda: THIS_PROCESS),
            CreateJobObjectW=ctypes.CFUNCTYPE(handle, handle, ctypes.c_wchar_p)(self._create),
            AssignProcessToJobObject=ctypes.CFUNCTYPE(number, handle, handle)(self._assign),
            SetInformationJobObject=ctypes.CFUNCTYPE(number, handle, number, handle, dword)(
                self._set
            ),
            K32GetProcessMemoryInfo=ctypes.CFUNCTYPE(number, handle, handle, dword)(self._memory),
        )

    def _answer(self, name: str, good: int, *arguments: object) -> int:
        self.called.append((name, arguments))
        return 0 if name == self.failing else good

    def _create(self, security: int | None, name: str | None) -> int:
        return self._answer("create", JOB, security, name)

    def _assign(self, job: int, process: int) -> int:
        return self._answer("assign", 1, job, process)

    def _set(self, job: int, kind: int, limits: int, size: int) -> int:
        return self._answer("set", 1, job, kind, ctypes.string_at(limits, size))

    def _memory(self, process: int, counters: int, size: int) -> int:
        told = ctypes.string_at(counters, 4)
        ctypes.memmove(counters + 16, struct.pack("<Q", 1), 8)  # WorkingSetSize is not meant
        ctypes.memmove(counters + 56, struct.pack("<Q", COMMITTED), 8)  # PagefileUsage is
        return self._answer("memory", 1, process, told, size)


def _on_windows(monkeypatch: pytest.MonkeyPatch, kernel: Kernel) -> ModuleType:
    """Return the module as it loads where the platform is Windows."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "WinDLL", lambda *_, **__: kernel.dll, raising=False)
    spec = importlib.util.spec_from_file_location("limits_on_windows", limits.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_job_object_limits_what_the_process_may_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel()
    module = _on_windows(monkeypatch, kernel)
    module.limit_memory(3 << 30)
    module.limit_memory(5 << 30)
    names = [name for name, _ in kernel.called]
    assert names == ["create", "assign", "memory", "set", "memory", "set"]
    assert kernel.called[0][1] == (None, None)
    assert kernel.called[1][1] == (JOB, THIS_PROCESS)
    # PROCESS_MEMORY_COUNTERS: 72 bytes, and its first field says so.
    assert kernel.called[2][1] == (THIS_PROCESS, struct.pack("<I", 72), 72)
    for call, beyond in ((3, 3 << 30), (5, 5 << 30)):
        job, kind, content = kernel.called[call][1]
        assert (job, kind) == (JOB, 9)  # JobObjectExtendedLimitInformation
        assert isinstance(content, bytes)
        wanted = bytearray(144)
        # PROCESS_MEMORY | DIE_ON_UNHANDLED_EXCEPTION in LimitFlags, then ProcessMemoryLimit.
        wanted[16:20] = (0x500).to_bytes(4, "little")
        wanted[112:120] = (COMMITTED + beyond).to_bytes(8, "little")
        assert content == wanted


@pytest.mark.parametrize("failing", ["create", "assign", "memory", "set"])
def test_where_windows_refuses_the_limit_reading_goes_on(
    monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    kernel = Kernel(failing)
    _on_windows(monkeypatch, kernel).limit_memory(1 << 30)
    assert kernel.called[-1][0] == failing
