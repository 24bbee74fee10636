"""The columns by which rules compare names and numbers: made once, beside what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fundcheck import keys

if TYPE_CHECKING:
    from fundcheck.keys import Key
    from fundcheck.tables import Tables


class _Keyed(NamedTuple):
    """A column and its key; plain: what texts look like that are their own key."""

    column: str
    key: Key
    plain: str = ""


_PROJECT = {"project_key": _Keyed("project_code", keys.code)}
_OF_TABLES: dict[str, dict[str, _Keyed]] = {
    "entries": {
        **_PROJECT,
        "summary_key": _Keyed("summary", keys.words),
        "payee_key": _Keyed("payee", keys.name),
        "handler_key": _Keyed("handler", keys.name),
        "payee_id_key": _Keyed("payee_id", keys.number),
        "account_key": _Keyed("payee_account", keys.number),
        "invoice_code_key": _Keyed("invoice_code", keys.invoice_code, r"^(?:\d{10}|\d{12})$"),
        "invoice_key": _Keyed("invoice_no", keys.invoice, keys.INVOICE),
        "contract_key": _Keyed("contract_no", keys.contract),
        "asset_key": _Keyed("asset_no", keys.code),
        "item_name_key": _Keyed("item_name", keys.thing),
        "specification_key": _Keyed("specification", keys.thing),
        "project_name_key": _Keyed("project_name", keys.title),
    },
    "projects": {
        **_PROJECT,
        "host_unit_key": _Keyed("host_unit", keys.name),
        "leader_key": _Keyed("principal_investigator", keys.name),
    },
    "budget": _PROJECT,
    "budget_changes": _PROJECT,
    "receipts": {**_PROJECT, "payee_key": _Keyed("payee", keys.name)},
    "participants": {
        **_PROJECT,
        "unit_key": _Keyed("unit", keys.name),
        "credit_code_key": _Keyed("credit_code", keys.number),
    },
    "transfers_of_results": _PROJECT,
    "team": {
        "name_key": _Keyed("name", keys.name),
        "person_id_key": _Keyed("person_id", keys.number),
    },
}


def with_keys(tables: Tables) -> Tables:
    """Return the tables with the key of each column by which rules compare their rows."""
    return {
        name: frame.with_columns(
            keys.once(frame[keyed.column], keyed.key, plain=keyed.plain).alias(key)
            for key, keyed in _OF_TABLES.get(name, {}).items()
        )
        for name, frame in tables.items()
    }
