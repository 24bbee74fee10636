"""The one composition: paths to tables to outcomes to an audit. Knows no report format."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fundcheck import __version__
from fundcheck.errors import WrongRequestError
from fundcheck.findings import Audit
from fundcheck.ingest.discover import discover
from fundcheck.ingest.library import read_library
from fundcheck.ingest.readers import Readers
from fundcheck.ingest.settings import load_settings, unmet
from fundcheck.resources import DEFAULT_PACK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from fundcheck.receipts import InputReceipt
    from fundcheck.rulebook.pack import Pack


def check(
    paths: str | Path | Iterable[str | Path],
    *,
    projects: str | Path | None = None,
    rules: str | Path | Sequence[str | Path] = DEFAULT_PACK,
    as_of: date | None = None,
    mask: bool = True,
    passwords: Sequence[str] = (),
    config: str | Path | None = None,
    strict_reading: bool = False,
    jobs: int | None = None,
    readers: Readers | None = None,
    progress: Callable[[int, int, InputReceipt], None] = lambda _done, _total, _receipt: None,
) -> Audit:
    """Check ledgers against one or several rule packs and return all that is to be said.

    paths: files, folders (walked) or patterns; projects: a registry workbook with project
    cards, budgets, receipts, participants and team; rules: a pack id or a folder, or several of
    them; as_of: the day of judgement (default: today, the only clock a run reads); mask: hide
    personal identifiers in all texts; passwords: tried in turn on encrypted files; config: a
    fundcheck.toml (default: the nearest one above the first path); strict_reading: a file of
    which anything is lost counts as unreadable; jobs: how many child processes read (default:
    one a processor; 0: this process reads by itself, which only files of one's own making
    deserve); readers: such processes already started, which end when all is read; progress:
    called with how many files are done, how many there are, and the receipt of the last.

    The audit's ``findings`` are records, its ``frame`` the same as a polars frame. Files that
    cannot be read are in ``inputs`` with the reason. Raises WrongRequestError where a path does
    not exist, nothing can be read, no project is found, as_of is no date, or the pack is broken.
    """
    _is_day(as_of)
    wanted: list[str | Path] = [paths] if isinstance(paths, str | Path) else list(paths)
    if projects is not None:
        if not Path(projects).is_file():
            raise WrongRequestError(
                f"找不到项目登记表「{projects}」。请检查 --projects 后的文件名。"
            )
        wanted.append(projects)
    settings = load_settings(config, wanted[0] if wanted else ".")
    found = discover(wanted, passwords)
    packs: list[Pack] = []

    def load() -> None:
        import fundcheck.engine.several  # noqa: PLC0415 - loaded beside the reading
        import fundcheck.veil  # noqa: F401, PLC0415 - as above
        from fundcheck.rulebook.pack import load_packs  # noqa: PLC0415 - as above

        packs.extend(load_packs([rules] if isinstance(rules, str | Path) else rules))

    # The children end when all is read: what judges needs their memory.
    with nullcontext() if jobs == 0 else readers or Readers(jobs) as children:
        tables, receipts = read_library(
            found.inputs,
            progress,
            passwords=passwords,
            settings=settings,
            strict=strict_reading,
            readers=children,
            meanwhile=load,
        )
    receipts = unmet(settings, receipts)
    from fundcheck.veil import Veil  # noqa: PLC0415 - as above

    veil = Veil(tables) if mask else None
    if not any(receipt.readable for receipt in receipts):
        shown = veil.receipts(receipts) if veil else receipts
        reasons = "\n".join(
            [f"{receipt.path}：{receipt.error}" for receipt in shown]
            + [said for receipt in shown for said in receipt.remarks]
        )
        raise WrongRequestError(f"没有一个文件能读取。\n{reasons}")
    if not any(frame["project_code"].count() for name, frame in tables.items() if name != "sheets"):
        raise WrongRequestError(_nothing_to_judge(veil.receipts(receipts) if veil else receipts))
    from fundcheck.engine.several import judge  # noqa: PLC0415 - as above

    day = as_of or date.today()  # noqa: DTZ011 - a day of judgement is the office's local day
    judged = judge(
        tables,
        packs,
        day,
        overrides=settings.overrides,
        workdays=settings.workdays,
    )
    audit = Audit(
        version=__version__,
        as_of=day,
        packs=judged.packs,
        inputs=receipts,
        skipped=found.skipped,
        projects=judged.projects,
        articles=judged.articles,
        findings=judged.findings,
        options=(
            ("mask", "yes" if mask else "no"),
            *((("config", settings.name),) if settings.name else ()),
            *((("strict-reading", "yes"),) if strict_reading else ()),
        ),
    )
    return veil.audit(audit) if veil else audit


def _is_day(as_of: object) -> None:
    """Refuse what is no day: a text would be compared as one, deep within a run."""
    if as_of is not None and (not isinstance(as_of, date) or isinstance(as_of, datetime)):
        raise WrongRequestError(
            f"as_of 应是日期（datetime.date），如 date(2026, 6, 30)，"
            f"不能是 {type(as_of).__name__}（{as_of!r}）。"
        )


def _nothing_to_judge(receipts: Iterable[InputReceipt]) -> str:
    """Return why a run that read files has no project to judge, sheet by sheet."""
    sheets = [
        f"{receipt.path} 工作表「{sheet.name}」：{sheet.why}{''.join(sheet.notes)}"
        for receipt in receipts
        for sheet in receipt.sheets
    ]
    told = "\n".join(sheets)
    return f"没有读到任何项目，什么都没有检查。用 fundcheck inspect 看各表读作什么。\n{told}"
