"""Damage workbooks at random and check that they cost nothing but themselves.

    python benchmarks/fuzz.py                      2,000 files in folders of 50, some minutes
    python benchmarks/fuzz.py --files 100 --seed 7

Each folder has one good ledger. Its result must be the one that it has alone; every other file has
a result or a Chinese sentence; no run takes more than a minute or any process more than 1 GB. The
same seed makes the same files. Counts are printed; the exit code is 1 where anything did not hold.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import re
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import olefile
import xlsxwriter
import xlwt

ROOT = Path(__file__).resolve().parent.parent
AS_OF = "2026-06-30"
GOOD = "FZ2024-001"
LONGEST, LARGEST = 60.0, 1 << 20  # seconds of a run, and KiB of a process
_IN_FOLDER = 50
_NO_PROJECT = "没有写明项目"
_NUMBERS = ("0", "-1", "1048576", "16384", "65535", "99999999999", "1e308", "NaN", "")
_PLACES = ("XFD1048576", "ZZZZ1", "A0", "1A", "A1048577", "", "AAAAAAAA99999999")
# What stands in sentences without being the language of a library.
_OURS = re.compile(
    r"fundcheck|inspect|write|config|toml|columns|Excel|WPS|UTF|GBK|XML|JSON|CSV|HTML|MHTML|Numbers|"
    r"numbers|PDF|Word|password|file|header_row|header|xls[xmb]?|ods|csv|zip|Sheet\d*|[A-Z]{1,3}\d+|"
    r"GB/T|FZ\d+|JCKJ[\w-]*|f\d+\w*|REF|VALUE|NAME|DIV|NUM|NULL|N/A|Apple|DBF|SPREADSHEETML|mimetype|"
    r"year|unit|Macintosh|Outlook|RTF|BIFF|EPUB|SQLite|Access|PowerPoint|ZIP|RAR|7z|gzip|OLE",
)
_QUOTED = re.compile(r"「[^」]*」")  # what stands in the file, in its own language
_WORDS = re.compile(r"[A-Za-z]{5,}(?: [A-Za-z]{3,})+")


def _day(number: int) -> str:
    return f"2024-{1 + number % 12:02d}-{1 + number % 28:02d}"


def _lines(code: str, count: int) -> list[list[Any]]:
    head = ["项目编号", "日期", "凭证号", "摘要", "费用科目", "金额", "收款方"]
    return [
        head,
        *(
            [code, _day(n), f"记-{n}", f"购试剂{n}", "材料费", 100.25 + n, f"某{n}公司"]
            for n in range(count)
        ),
    ]  # fmt: skip


def _xlsx(rows: list[list[Any]], *, inline: bool) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True, "constant_memory": inline}) as book:
        sheet = book.add_worksheet("支出明细")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if not inline:
            sheet.merge_range(1, 0, 3, 0, rows[1][0])
            sheet.write_formula(len(rows), 5, f"=SUM(F2:F{len(rows)})", None, 1)
    return packed.getvalue()


def _xls(rows: list[list[Any]]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("支出明细")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    sheet.write(len(rows), 5, xlwt.Formula(f"SUM(F2:F{len(rows)})"))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _ods(rows: list[list[Any]]) -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string">'
            f"<text:p>{value}</text:p></table:table-cell>"
            for value in row
        )
        + "</table:table-row>"
        for row in rows
    )
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{space}:office:1.0" '
        f'xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="支出明细">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return packed.getvalue()


def _spreadsheetml(rows: list[list[Any]]) -> bytes:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    cells = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{value}</Data></Cell>' for value in row)
        + "</Row>"
        for row in rows
    )
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="支出明细"><Table>{cells}</Table></Worksheet></Workbook>'
    ).encode()


def _html(rows: list[list[Any]]) -> bytes:
    cells = "".join(f"<tr>{''.join(f'<td>{value}</td>' for value in row)}</tr>" for row in rows)
    return f"<html><meta charset=utf-8><table>{cells}</table></html>".encode()


def _csv(rows: list[list[Any]], encoding: str) -> bytes:
    return "\r\n".join(",".join(map(str, row)) for row in rows).encode(encoding)


def sources(rng: random.Random) -> list[tuple[str, bytes]]:
    """Return (suffix, content) of the sound files that others are made from."""
    rows = _lines("FZ2024-900", 20)
    made = [
        (".xlsx", _xlsx(rows, inline=False)), (".xlsx", _xlsx(rows, inline=True)),
        (".xls", _xls(rows)), (".ods", _ods(rows)), (".xml", _spreadsheetml(rows)),
        (".xls", _html(rows)), (".csv", _csv(rows, "utf-8")), (".csv", _csv(rows, "gb18030")),
    ]  # fmt: skip
    corpus = ROOT.parent / "shared" / "corpus"
    folders = [ROOT / "sample_ledgers", *([corpus] if corpus.is_dir() else [])]
    known = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv"}
    paths = sorted(p for f in folders for p in f.rglob("*") if p.suffix.lower() in known)
    rng.shuffle(paths)
    return [*made, *((path.suffix.lower(), path.read_bytes()) for path in paths)]


def _damaged(content: bytes, rng: random.Random) -> bytes:
    """Return the bytes with one to four changes of any kind."""
    data = bytearray(content)
    for _ in range(rng.randint(1, 4)):
        if not data:
            break
        at, length = rng.randrange(len(data)), rng.choice((1, 2, 4, 16, 256, 4096))
        change = rng.randrange(6)
        if change == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif change == 1:
            data[at : at + length] = rng.randbytes(min(length, 64))
        elif change == 2:  # noqa: PLR2004
            del data[at : at + length]
        elif change == 3:  # noqa: PLR2004
            data[at:at] = data[at : at + length]
        elif change == 4:  # noqa: PLR2004
            data[at : at + 4] = struct.pack("<I", rng.choice((0, 1, 0xFFFF, 0xFFFFFFFF, 1 << 20)))
        else:
            del data[at:]
    return bytes(data)


def _other_markup(text: str, rng: random.Random) -> str:
    """Return markup with one to three changes that leave most of it well-formed."""
    for _ in range(rng.randint(1, 3)):
        change = rng.randrange(7)
        if change == 0:
            text = _replaced(text, r"\d+", rng.choice(_NUMBERS), rng)
        elif change == 1:
            text = _replaced(text, r'\br="[A-Z]+\d+"', f'r="{rng.choice(_PLACES)}"', rng)
        elif change == 2:  # noqa: PLR2004
            text = _replaced(text, r"</?[\w:]+[^>]*>", "", rng)
        elif change == 3:  # noqa: PLR2004
            text = text.replace('="', "='").replace('"', "'") if rng.random() < 0.5 else text  # noqa: PLR2004
        elif change == 4:  # noqa: PLR2004
            text = _replaced(
                text, r"<(\w+:)?(?:c|v|row|Cell|table-cell)\b[^>]*>", r"\g<0>\g<0>", rng
            )
        elif change == 5:  # noqa: PLR2004
            attribute = rng.choice(("number-rows-repeated", "number-columns-repeated"))
            text = _replaced(
                text, r"<table:table-cell", f'<table:table-cell table:{attribute}="999999"', rng
            )
        else:
            text = _replaced(
                text,
                r"[\w\u4e00-\u9fff]{2,}",
                rng.choice(("&#0;", "\ufffe", "&x;", "<![CDATA[", "]]>")),
                rng,
            )
    return text  # fmt: skip


def _replaced(text: str, pattern: str, by: str, rng: random.Random) -> str:
    """Return the text with one match of the pattern, any of the first few hundred, replaced."""
    found = [match for match, _ in zip(re.finditer(pattern, text), range(400), strict=False)]
    if not found:
        return text
    match = rng.choice(found)
    return text[: match.start()] + match.expand(by) + text[match.end() :]


def mutant(suffix: str, content: bytes, rng: random.Random) -> bytes:
    """Return a file with damage: in its bytes, or in what they hold, packed soundly again."""
    deep = rng.random() < 0.7  # noqa: PLR2004 - a sound container lets the damage in further
    try:
        if deep and content.startswith(b"PK"):
            return _with_other_part(content, rng)
        if deep and content.startswith(b"\xd0\xcf"):
            return _with_other_stream(content, rng)
        if deep and suffix in {".xml", ".html"}:
            return _other_markup(content.decode("utf-8", "replace"), rng).encode("utf-8", "replace")
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError):
        pass
    return _damaged(content, rng)


def _with_other_part(content: bytes, rng: random.Random) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        names = [entry for entry in old.infolist() if not entry.is_dir()]
        chosen = rng.choice(
            [e for e in names if e.filename.endswith((".xml", ".bin", ".rels"))] or names
        )
        for entry in names:
            data = old.read(entry)
            if entry is chosen and entry.filename.endswith(".bin"):
                data = _damaged(data, rng)
            elif entry is chosen:
                data = _other_markup(data.decode("utf-8", "replace"), rng).encode(
                    "utf-8", "replace"
                )
            new.writestr(entry.filename, data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()  # fmt: skip


def _with_other_stream(content: bytes, rng: random.Random) -> bytes:
    file = io.BytesIO(content)
    with olefile.OleFileIO(file, write_mode=True) as document:
        name = next((path for path in (["Workbook"], ["Book"]) if document.exists(path)), None)
        if name is None:
            raise ValueError
        stream = document.openstream(name).read()
        data = bytearray(stream)
        for _ in range(rng.randint(1, 6)):
            at = rng.randrange(max(len(data) - 4, 1))
            size = rng.choice((1, 2))
            data[at : at + size] = rng.randbytes(size)
        document.write_stream(name, bytes(data))
    return file.getvalue()


def _run(folder: Path, out: Path) -> tuple[int, float, int, dict[str, Any], str]:
    """Return code, seconds, KiB of the largest process, findings and stderr of one check."""
    command = [sys.executable, "-m", "fundcheck", "check", str(folder), "--out", str(out)]
    command += ["--as-of", AS_OF, "--format", "json", "--fail-on", "never", "--quiet"]
    begun = time.monotonic()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, cwd=ROOT, stderr=errors, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        took = time.monotonic() - begun
        errors.seek(0)
        said = errors.read().decode("utf-8", "replace")
    path = out / "findings.json"
    document = json.loads(path.read_bytes()) if path.is_file() else {}
    return process.returncode, took, used.ru_maxrss, document, said


def _good(document: dict[str, Any]) -> str:
    """Return what was said of the good ledger, as text that can be compared.

    A damaged ledger may have a line whose project is lost: by the contract rules about spending
    then cannot tell for any project, so what they answer is left out, and facts are compared.
    """
    project = [p for p in document.get("projects", []) if p["project_code"] == GOOD]
    if _NO_PROJECT in json.dumps(project, ensure_ascii=False):
        project = [{**one, "rules": []} for one in project]
    findings = [f for f in document.get("findings", []) if f["project_code"] == GOOD]
    kept = [{**f, "evidence": len(f["evidence"])} for f in findings]
    return json.dumps([project, kept], ensure_ascii=False, sort_keys=True)


def _faults(document: dict[str, Any], said: str) -> list[str]:
    """Return what reads as a library's words or as an error of the program."""
    texts = said.splitlines()
    for item in document.get("inputs", []):
        texts.append(item["error"] or "")
        for sheet in item["sheets"]:
            texts += [sheet["why"], *sheet["losses"], *sheet["notes"]]
    bad = [text for text in texts if "程序内部出错" in text or "Traceback" in text]
    bad += [m for text in texts for m in _WORDS.findall(_OURS.sub("", _QUOTED.sub("", text)))]
    return bad


def main() -> int:
    """Make the files, run the folders, print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the files of runs that failed")
    wanted = parser.parse_args()
    rng = random.Random(wanted.seed)
    begun = sources(rng)
    counts: Counter[str] = Counter()
    slowest, largest = 0.0, 0
    good = _xlsx(_lines(GOOD, 30), inline=False)
    with tempfile.TemporaryDirectory() as scratch:
        alone = Path(scratch) / "alone"
        alone.mkdir()
        (alone / "good.xlsx").write_bytes(good)
        said_alone = _run(alone, alone / "out")[3]
        expected = _good(said_alone)
        bare = [{**one, "rules": []} for one in said_alone.get("projects", [])]
        without_rules = _good({**said_alone, "projects": bare})
        for number in range(0, wanted.files, _IN_FOLDER):
            folder = Path(scratch) / f"{number}"
            folder.mkdir()
            (folder / "good.xlsx").write_bytes(good)
            for index in range(number, min(number + _IN_FOLDER, wanted.files)):
                suffix, content = begun[index % len(begun)]
                (folder / f"f{index}{suffix}").write_bytes(mutant(suffix, content, rng))
            code, took, memory, document, said = _run(folder, folder / "out")
            slowest, largest = max(slowest, took), max(largest, memory)
            for item in document.get("inputs", []):
                counts["read" if item["status"] == "read" else "told why not"] += 1
            told = _good(document)
            counts["lines of no project"] += told != expected and told == without_rules
            wrong = {
                "no report": not document,
                "exit code": code not in {0, 3},
                "good ledger changed": told not in {expected, without_rules},
                "too slow": took > LONGEST,
                "too large": memory > LARGEST,
                "words of a library": bool(_faults(document, said)),
            }
            for name in (name for name, holds in wrong.items() if holds):
                counts[f"FAILED: {name}"] += 1
                print(
                    f"folder {number}: {name}; code {code}, {took:.0f} s, {memory >> 10} MB; "
                    f"{_faults(document, said)[:3]}"
                )
                if wanted.keep:
                    folder.rename(wanted.keep / folder.name)
                    break
    print(f"{dict(counts)}; slowest run {slowest:.1f} s, largest process {largest >> 10} MB")
    return int(any(name.startswith("FAILED") for name in counts))


if __name__ == "__main__":
    sys.exit(main())
