"""The two families of what can go wrong: a wrong request stops, a wrong book is collected.

Both carry one Chinese sentence that names the place and the mend, fit to be shown as it is.
"""

from __future__ import annotations

import errno
from pathlib import Path


class WrongRequestError(Exception):
    """The request cannot be served at all: a bad option, a missing file, a broken rule pack.

    Raised anywhere, caught once by the command line, which exits with 2.
    """


class UnreadableBookError(Exception):
    """One input file cannot be read. The reader collects it and goes on with the others."""


_REASONS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EACCES: "没有权限，或文件正被别的程序打开",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOENT: "文件或文件夹不存在",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这是一个文件夹",
    errno.EEXIST: "已经有同名的文件",
    errno.ENAMETOOLONG: "名字太长",
    errno.EBADF: "已经关闭",
    errno.EPIPE: "已经关闭",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "打开的文件太多",
    errno.ELOOP: "快捷方式绕成了圈",
}


def reason_of(error: OSError) -> str:
    """Return in Chinese why the system refused, with its number where there is no word for it."""
    number = error.errno
    return _REASONS.get(number or 0, f"系统错误 {number}" if number else "系统拒绝")


def fault_of(error: BaseException) -> str:
    """Return what a developer needs of a fault of the program: its kind and its place.

    Never what it says: Python quotes the value that it stumbled over, and that is the ledger's.
    """
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f"，{Path(trace.tb_frame.f_code.co_filename).name} 第 {trace.tb_lineno} 行"
        trace = trace.tb_next
    return f"{type(error).__name__}{place}"
