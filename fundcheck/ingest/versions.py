"""Two versions of one ledger in a run: what they share counts once, what they differ in is asked.

A ledger is exported again after a line was corrected, or a workbook keeps 初稿 beside 定稿. Added
up, every line that both have would be spent twice, and a corrected one in both of its forms. Which
of the two is right nobody can tell from them: the lines in which they differ are not judged, and
the rules about spending cannot tell. Exports that merely overlap, or of which one has more lines
than the other, add up to what was spent once their common lines are counted once.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from fundcheck.ingest.counting import Why, set_aside
from fundcheck.tables import ENTRIES

_SAME = [
    *("project_code", "date", "voucher_no", "summary", "cost_item", "fund_source"),
    *("debit", "credit", "amount"),
]
"""What makes two lines one: a payee or a note may have been added in the later version."""
_LEAST = 2  # lines that must be equal: one alone may be chance


class Versions(NamedTuple):
    """Two sheets that are versions of one ledger, the earlier one first: file and sheet of each.

    same: lines that both have; only_first, only_second: lines of either in the days that both
    cover and that the other does not have; projects: those in which both have such lines, each
    with the row and the sheet_id of the first of them in the second sheet.
    """

    first: tuple[str, str]
    second: tuple[str, str]
    same: int
    only_first: int
    only_second: int
    projects: tuple[tuple[str | None, int, int], ...]

    @property
    def sentence(self) -> str:
        """What a reader must know of them before anything else, empty where it is nothing."""
        told = f"{self._both}像是同一本账的两个版本：相同 {self.same} 行，只计一次；"
        if self.projects:
            return (
                f"{told}对不上的，前者有 {self.only_first} 行、后者有 {self.only_second} 行，"
                "都没有计入支出，有关支出的规则不作判断。请只留正确的一份再检查。"
            )
        if not (self.only_first or self.only_second):
            return ""
        more = f"{'前' if self.only_first else '后'}者多 {self.only_first or self.only_second} 行"
        return f"{told}{more}，照计。如果这些行已经删去或作废，请只留正确的一份再检查。"

    @property
    def need(self) -> str:
        """What would tell, as rules ask for it."""
        return f"支出明细：只留正确的一份（{self._both}像是同一本账的两个版本）"

    @property
    def note(self) -> str:
        """What the second sheet's receipt says where both stand in one file."""
        return f"有 {self.same} 行与本文件工作表「{self.first[1]}」的行相同，只计一次。"

    @property
    def _both(self) -> str:
        return "与".join(f"{file} 工作表「{sheet}」" for file, sheet in (self.first, self.second))


class Found(NamedTuple):
    """Entries in which nothing stands twice; the lines taken out, with the reason; the versions."""

    entries: pl.DataFrame
    again: pl.DataFrame
    versions: list[Versions]


def without_versions(entries: pl.DataFrame) -> Found:
    """Return the entries with each line of two versions of one ledger once.

    Lines in which the versions differ are no spending, with the reason; those of the days that
    only one of them covers stay.
    """
    places = entries.select("sheet_id", "file", "sheet").unique("sheet_id", maintain_order=True)
    places = places.with_columns(place=pl.struct("file", "sheet").rank("dense").cast(pl.UInt32))
    known = pl.any_horizontal(pl.col("date", "voucher_no").is_not_null())
    nothing = Found(entries, entries.clear(), [])
    if places["place"].n_unique() <= 1:
        return nothing
    matched = _matched(entries, places, known)
    told = entries.select("sheet_id", "row", "date", "project_code", known=known)
    both = places.filter(
        pl.col("place").is_in(matched["first"].append(matched["second"]).implode())
    )
    lines = told.with_row_index("_at").filter("known").join(both, on="sheet_id")
    pairs = _pairs(lines, matched)
    if not pairs.height:
        return nothing
    matched = matched.join(pairs, on=["first", "second", "project_code"], nulls_equal=True)
    differing = _differing(lines, pairs, matched)
    edited = differing.group_by("pair").agg(pl.col("side").n_unique()).filter(pl.col("side") > 1)
    open_ = differing.filter(pl.col("pair").is_in(edited["pair"].implode()))
    here = pl.int_range(pl.len(), dtype=pl.UInt32)
    marked = set_aside(entries, here.is_in(open_["_at"].implode()), Why.OF_VERSIONS)
    spare = _spare(entries, matched)
    why = here.replace_strict(spare["_at"], spare["why"], default=None, return_dtype=pl.String)
    again = marked.with_columns(kind_why=why).filter(pl.col("kind_why").is_not_null())
    kept = marked.filter(~here.is_in(spare["_at"].implode()))
    return Found(kept, again, _versions(places, pairs, differing, open_))


def _spare(entries: pl.DataFrame, matched: pl.DataFrame) -> pl.DataFrame:
    """Return the lines to be left out of those that are the same, and why.

    The one that says most stays: a later version may have the payees that an earlier one lacks.
    """
    also = matched.select("at_first", "files", _at="at_second")
    first = also.group_by("at_first", maintain_order=True).agg(pl.col("files").any())
    same = pl.concat([first.select("at_first", "files", _at="at_first"), also])
    cells = [column.name for column in ENTRIES if column.name != "balance"]
    said = entries.with_row_index("_at").filter(pl.col("_at").is_in(same["_at"].implode()))
    said = said.select("_at", cells=pl.sum_horizontal(pl.col(cells).is_not_null()))
    ranked = same.join(said, on="_at").sort("at_first", -pl.col("cells").cast(pl.Int64), "_at")
    spare = ranked.filter(pl.int_range(pl.len()).over("at_first") > 0).unique("_at")
    why = pl.when("files").then(pl.lit(Why.IN_OTHER_FILE.value))
    return spare.select("_at", why=why.otherwise(pl.lit(Why.IN_OTHER_SHEET.value)))


def _matched(entries: pl.DataFrame, places: pl.DataFrame, known: pl.Expr) -> pl.DataFrame:
    """Return the lines that an earlier sheet has too, each with the line of the first that does.

    Of lines that are equal on one sheet the k-th is the k-th of the other.
    """
    alike = entries.select(_SAME).hash_rows().is_duplicated()
    few = (
        entries.select("sheet_id", *_SAME)
        .with_row_index("_at")
        .filter(alike & entries.select(known).to_series())
        .join(places.select("sheet_id", "place"), on="sheet_id", maintain_order="left")
        .with_columns(_turn=pl.int_range(pl.len()).over("place", *_SAME))
    )
    equal = [*_SAME, "_turn"]
    return few.select(
        first=pl.col("place").first().over(equal),
        second="place",
        project_code="project_code",
        at_first=pl.col("_at").first().over(equal),
        at_second="_at",
    ).filter(pl.col("first") != pl.col("second"))


def _pairs(lines: pl.DataFrame, matched: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of sheets that have most lines of a project in common.

    At least half of those of the smaller. same: how many; since, until: the days that both cover;
    files: whether they stand in two files.
    """
    sizes = lines.group_by("place", "project_code").agg(
        pl.len().alias("lines"),
        pl.col("date").min().alias("since"),
        pl.col("date").max().alias("until"),
        pl.col("file").first(),
    )
    pairs = matched.group_by("first", "second", "project_code", maintain_order=True).len("same")
    for side in ("first", "second"):
        own = sizes.rename({n: f"{n}_{side}" for n in ("lines", "since", "until", "file")})
        own = own.rename({"place": side})
        pairs = pairs.join(own, on=[side, "project_code"], how="left", nulls_equal=True)
    least = pl.min_horizontal("lines_first", "lines_second")
    return (
        pairs.filter((pl.col("same") >= _LEAST) & (2 * pl.col("same") >= least))
        .sort("first", "second", "project_code")
        .with_row_index("pair")
        .select(
            *("pair", "first", "second", "project_code", "same"),
            since=pl.max_horizontal("since_first", "since_second"),
            until=pl.min_horizontal("until_first", "until_second"),
            files=pl.col("file_first") != pl.col("file_second"),
        )
    )


def _differing(lines: pl.DataFrame, pairs: pl.DataFrame, matched: pl.DataFrame) -> pl.DataFrame:
    """Return the lines of either sheet of a pair that the other one should have and has not."""
    span = ("pair", "project_code", "since", "until")
    sides = pl.concat(
        pairs.select(*span, pl.col(side).alias("place"), side=pl.lit(side))
        for side in ("first", "second")
    )
    equal = pl.concat(
        matched.select("pair", pl.col(f"at_{side}").alias("_at")) for side in ("first", "second")
    )
    covered = pl.col("date").is_between("since", "until")
    return (
        lines.join(sides, on=["place", "project_code"], nulls_equal=True)
        .filter(covered.fill_null(value=True))
        .join(equal, on=["pair", "_at"], how="anti")
        .sort("pair", "_at")
    )


def _versions(
    places: pl.DataFrame, pairs: pl.DataFrame, differing: pl.DataFrame, open_: pl.DataFrame
) -> list[Versions]:
    """Return what is to be said of each two sheets, over all their projects."""
    names = {place: (file, sheet) for _, file, sheet, place in places.iter_rows()}
    counts = differing.group_by("pair", "side").len()
    of_pair = pairs.select("pair", "first", "second", "same", "project_code")
    for side in ("first", "second"):
        own = counts.filter(side=side).select("pair", pl.col("len").alias(f"only_{side}"))
        of_pair = of_pair.join(own, on="pair", how="left", maintain_order="left")
    firsts = open_.filter(side="second").group_by("pair", maintain_order=True).first()
    asked = {
        pair: (project, row, sheet)
        for pair, project, row, sheet in firsts.select(
            "pair", "project_code", "row", "sheet_id"
        ).iter_rows()
    }
    found = []
    for (first, second), some in of_pair.group_by("first", "second", maintain_order=True):
        projects = tuple(asked[pair] for pair in some["pair"] if pair in asked)
        # Where some projects were edited, of the others only what they have in common is told.
        shown = some.filter(pl.col("pair").is_in(list(asked))) if projects else some
        (same,) = some.select(pl.col("same").sum()).row(0)
        only = shown.select(pl.col("only_first", "only_second").sum())
        only_first, only_second = only.row(0)
        found.append(
            Versions(
                names[first],
                names[second],
                same,
                only_first,
                only_second,
                projects,
            )
        )
    return found
