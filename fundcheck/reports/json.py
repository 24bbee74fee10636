"""findings.json: the whole audit for other programs, in the shape of schemas/findings-1.json.

Amounts are strings, since a JSON number is a binary float in most readers. Keys are sorted and
nothing but the audit is written, so equal audits give equal bytes.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from fundcheck.findings import Level
from fundcheck.reports.notation import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fundcheck.findings import (
        Article,
        Audit,
        Evidence,
        Exhibit,
        Finding,
        Outcome,
        PackInfo,
        Project,
        Value,
    )
    from fundcheck.receipts import (
        Counted,
        InputReceipt,
        SheetReceipt,
        SheetTotals,
        SkippedFile,
        Sum,
    )

    Json: TypeAlias = (
        str | int | bool | list["Json"] | tuple["Json", ...] | Mapping[str, "Json"] | None
    )

SCHEMA = "fundcheck/findings/1"


def dumps(audit: Audit) -> bytes:
    """Return the audit as UTF-8 JSON that ends with a line break."""
    text = json.dumps(document(audit), ensure_ascii=False, sort_keys=True, indent=1)
    return f"{text}\n".encode()


def document(audit: Audit) -> dict[str, Json]:
    """Return the audit as plain lists, dicts and strings."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "fundcheck", "version": audit.version},
        "run": {"options": [{"name": name, "value": value} for name, value in audit.options]},
        "packs": [_pack(pack) for pack in audit.packs],
        "as_of": audit.as_of.isoformat(),
        "inputs": [input_document(receipt) for receipt in audit.inputs],
        "remarks": audit.remarks,
        "skipped": skipped_document(audit.skipped),
        "projects": [_project(project) for project in audit.projects],
        "articles": [_article(article) for article in audit.articles],
        "findings": [_finding(finding) for finding in audit.findings],
        "summary": {
            **{level.value: audit.count(level) for level in Level},
            # No earlier run and no review is compared yet, so none is known or reviewed.
            "known": 0,
            "reviewed": 0,
            "unknown": audit.unknown,
            "amount_at_issue": plain(audit.amount_at_issue),
        },
    }


def _pack(pack: PackInfo) -> dict[str, Json]:
    return {
        "id": pack.id,
        "title": pack.title,
        "edition": pack.edition,
        "document": pack.document,
        "extends": [dict(source._asdict()) for source in pack.extends],
        "sha256": pack.sha256,
        "parameters": [
            {
                "name": parameter.name,
                "title": parameter.title,
                "value": parameter.value,
                "unit": parameter.unit,
                "article": parameter.article,
                "document": parameter.document,
                "valid_from": parameter.valid_from.isoformat(),
                **({"by": parameter.by, "was": parameter.was} if parameter.by else {}),
            }
            for parameter in pack.parameters
        ],
    }


def skipped_document(skipped: Iterable[SkippedFile]) -> list[Json]:
    """Return the files that were passed over, as in the document."""
    return [{"path": file.path, "why": file.why} for file in skipped]


def input_document(receipt: InputReceipt) -> dict[str, Json]:
    """Return how one file was read, as in the document."""
    return {
        "path": receipt.path,
        "sha256": receipt.sha256,
        "status": "read" if receipt.readable else "unreadable",
        "error": receipt.error,
        "format": receipt.format,
        "sheets": [sheet_document(sheet) for sheet in receipt.sheets],
    }


def sheet_document(sheet: SheetReceipt) -> dict[str, Json]:
    """Return how one sheet was read, as in the document."""
    rows = sheet.rows
    return {
        "name": sheet.name,
        "role": sheet.role,
        "why": sheet.why,
        "header_row": sheet.header_row,
        "columns": sheet.columns,
        "unmapped": sheet.unmapped,
        "rows": {
            "total": rows.total,
            "entries": rows.entries,
            "header": rows.header,
            "title": rows.title,
            "subtotal": rows.subtotal,
            "blank": rows.blank,
            "rejected": rows.rejected,
        },
        "rejected": [{"row": rejected.row, "why": rejected.why} for rejected in sheet.rejected],
        "totals": _totals(sheet.totals),
        "unassigned": sheet.unassigned,
        "lost": sheet.lost,
        "counted": None if sheet.counted is None else _counted(sheet.counted),
        "notes": sheet.notes,
        "losses": sheet.losses,
        "confidence": {header: f"{sure:.2f}" for header, sure in sheet.confidence.items()},
        "questions": [
            {"header": question.header, "candidates": question.candidates}
            for question in sheet.questions
        ],
    }


def _counted(counted: Counted) -> Json:
    return {
        "spending": _sum(counted.spending),
        "income": _sum(counted.income),
        "opening": _sum(counted.opening),
        "neither": [{"why": why, **_sum(some)} for why, some in counted.neither],
    }


def _sum(some: Sum) -> dict[str, Json]:
    return {
        "lines": some.lines,
        "amount": plain(some.amount),
        "debit": plain(some.debit),
        "credit": plain(some.credit),
    }


def _totals(totals: SheetTotals | None) -> Json:
    if totals is None:
        return None
    return {
        "debit": plain(totals.debit),
        "credit": plain(totals.credit),
        "stated": None if totals.stated is None else plain(totals.stated),
        "agrees": totals.agrees,
    }


def _project(project: Project) -> dict[str, Json]:
    return {
        "project_code": project.project_code,
        "project_name": project.project_name,
        "governed": project.governed,
        "governed_why": project.governed_why,
        "card": [{"header": header, "text": text} for header, text in project.card],
        "facts": {
            fact.name: None if fact.value is None else plain(fact.value) for fact in project.facts
        },
        "exhibits": [_exhibit(exhibit) for exhibit in project.exhibits],
        "rules": [_outcome(outcome) for outcome in project.outcomes],
    }


def _exhibit(exhibit: Exhibit) -> dict[str, Json]:
    return {
        "id": exhibit.id,
        "title": exhibit.title,
        "columns": [{"name": name, "header": header} for name, header in exhibit.columns],
        "rows": [[_value(value) for value in row] for row in exhibit.rows],
    }


def _outcome(outcome: Outcome) -> dict[str, Json]:
    return {
        "code": outcome.code,
        "title": outcome.title,
        "level": outcome.level.value,
        "article": outcome.article,
        "document": outcome.document,
        "outcome": outcome.result.value,
        "looked_at": outcome.looked_at,
        "found": outcome.found,
        "unknown": outcome.unknown,
        "why": outcome.why,
        "needs": outcome.needs,
        "unknown_evidence": _evidence(outcome.unknown_evidence),
    }


def _article(article: Article) -> dict[str, Json]:
    return {
        "article": article.article,
        "document": article.document,
        "title": article.title,
        "treated": article.treated,
        "rules": article.rules,
        "planned": article.planned,
        "why": article.why,
        "checklist": article.checklist,
    }


def _finding(finding: Finding) -> dict[str, Json]:
    return {
        "fingerprint": finding.fingerprint,
        "rule": finding.rule,
        "title": finding.title,
        "level": finding.level.value,
        "article": finding.article,
        "document": finding.document,
        "project_code": finding.project_code,
        "message": finding.message,
        "remedy": finding.remedy,
        "amount": None if finding.amount is None else plain(finding.amount),
        "values": {name: _value(value) for name, value in finding.values.items()},
        "arithmetic": finding.arithmetic,
        "evidence": _evidence(finding.evidence),
        "review": None,
        "known": False,
    }


def _evidence(rows: Iterable[Evidence]) -> list[Json]:
    return [{"file": row.file, "sheet": row.sheet, "row": row.row} for row in rows]


def _value(value: Value) -> Json:
    if isinstance(value, Decimal):
        # A rate is a decimal too, so the places that it came with are kept.
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return value
