"""Run fundcheck from the shell: ``fundcheck …`` or ``python -m fundcheck …``."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    # A GBK console cannot print every sign of a ledger; a replaced sign beats a crash.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if sys.argv[1:] in (["--version"], ["-V"]):
        # Answered here so that asking for the version imports nothing.
        from fundcheck import __version__  # noqa: PLC0415

        sys.stdout.write(f"fundcheck {__version__}\n")
        return
    # A run is short and makes next to no cycles: looking for them costs time and frees nothing.
    gc.disable()
    if sys.argv[1:2] in (["check"], ["inspect"]) and not {"-h", "--help"} & set(sys.argv):
        from fundcheck.ingest.readers import warm_up  # noqa: PLC0415

        warm_up()
    from fundcheck.cli import run  # noqa: PLC0415 - the imports above it must stay cheap

    code = run(sys.argv[1:])
    # Leaving, the interpreter would look for cycles after all, through everything it has loaded.
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()
