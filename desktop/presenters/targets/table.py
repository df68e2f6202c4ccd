"""The table of indicators beside their targets, on screen, in Excel and on paper. What they come to is the store's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from db.domain.errors import InvalidData, Issue
from db.domain.text import fold
from db.domain.values import figure_words, show_date
from db.policy.indicators import Indicator
from db.policy.targets import Plan, shipped_plans
from db.store.definitions.indicators import indicators
from db.store.figures.progress import IndicatorRow, Part, Verdict, beside, indicator_table, trend
from db.store.figures.targets import Loaded, load_plan, set_target
from db.store.offices import own_unit
from db.store.places.tree import Tree
from db.store.prints.papers import PlainColumn
from desktop.presenters.desk import Desk
from desktop.presenters.fields import FieldSpec, Option, read
from desktop.presenters.rows import Column, Row, Sign, Tone
from desktop.printing import Paper, make_list
from desktop.words import _, on_paper
from forms.paper.charts import Chart, Ink, Point
from forms.paper.charts import trend as drawn_trend
from forms.sheets import table as sheets

YEARS = 8
"""How many years the chart looks back, the one asked for included."""
_FIGURES = (3, 4, 5)
"""Columns on paper whose figures stand to the right."""
_SIGNS: dict[Verdict, tuple[str, Tone]] = {
    "reached": ("circle-check", "good"),
    "on_way": ("clock", "info"),
    "missed": ("circle-alert", "danger"),
    "ended": ("log-out", "neutral"),
    "unknown": ("circle-help", "warning"),
    "no_number": ("minus", "neutral"),
    "": ("minus", "neutral"),
}


def verdict_words() -> dict[Verdict, str]:
    """What is said of an indicator, by its verdict."""
    return {
        "reached": _("Đạt"),
        "on_way": _("Đang thực hiện"),
        "missed": _("Không đạt"),
        "ended": _("Hết trước hạn"),
        "unknown": _("Chưa tính được"),
        "no_number": _("Không nêu số"),
        "": _("Không có chỉ tiêu"),
    }


def sign(verdict: Verdict) -> Sign:
    """A verdict as people see it: word, picture, tone."""
    picture, tone = _SIGNS[verdict]
    return Sign(verdict_words()[verdict], picture, tone)


def columns() -> list[Column]:
    """The columns on screen; what matters least stands last and goes first where there is no room."""
    return [
        Column(_("Đánh giá"), 20),
        Column(_("Mục"), 9),
        Column(_("Thực hiện"), 16, right=True),
        Column(_("Phải đạt"), 20),
        Column(_("Năm trước"), 12, right=True),
        Column(_("Tử số / mẫu số"), 15, right=True),
        Column(_("Chỉ tiêu, chỉ số"), 40),
    ]


@dataclass(slots=True)
class TargetTable:
    """The table of one unit and year, as it was read last."""

    desk: Desk
    year: int = 0
    unit: str = ""
    rows: dict[str, IndicatorRow] = field(default_factory=dict)
    known: dict[str, Indicator] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    """What to know of the targets of a unit that came of others."""

    def __post_init__(self) -> None:
        self.year = self.year or self.desk.year
        if not self.unit:
            with self.desk.register.read() as connection:
                self.unit = own_unit(connection).code

    def read(self) -> list[IndicatorRow]:
        """Everything anew; called beside the window's thread."""
        with self.desk.register.read() as connection:
            self.known = indicators(connection)
            rows = indicator_table(connection, year=self.year, today=self.desk.today, unit=self.unit)
            self.said = beside(connection, self.unit, self.year, rows)
            return rows

    def take(self, rows: Sequence[IndicatorRow], said: Sequence[str] | None = None) -> None:
        """Show these rows; said: what is to be known beside them, where they were not read here."""
        self.rows = {self.key(row): row for row in rows}
        self.said = self.said if said is None else list(said)

    @staticmethod
    def key(row: IndicatorRow) -> str:
        """What tells a row from others."""
        return row.target.id if row.target else row.id

    def counted(self) -> str:
        """How many targets there are, and what came of them."""
        verdicts = [row.verdict for row in self.rows.values() if row.target]
        rest = len(self.rows) - len(verdicts)
        if not verdicts:
            return _("Chưa có chỉ tiêu nào cho năm {0}; {1} chỉ số").format(self.year, rest)
        names = verdict_words()
        counts = [(names[one].lower(), verdicts.count(one)) for one in names if verdicts.count(one)]
        told = ", ".join(f"{number} {name}" for name, number in counts)
        return _("{0} chỉ tiêu: {1}; {2} chỉ số không có chỉ tiêu").format(len(verdicts), told, rest)

    def shown(self, ids: Sequence[str]) -> list[Row]:
        """The rows of the list."""
        return [self._row(self.rows[one]) for one in ids]

    def _row(self, row: IndicatorRow) -> Row:
        said = sign(row.verdict)
        clause = row.target.clause or "" if row.target else ""
        cells = (said.word, clause, actual(row), row.aim, last(row), parts(row), title(row))
        return Row(cells, "", said.picture, said.tone)

    def units(self) -> list[tuple[str, str]]:
        """Our unit and everything below it, code and name."""
        with self.desk.register.read() as connection:
            tree = Tree(connection)
            below = [code for code in tree.own_communes if code != tree.own]
            districts = [code for code in tree.children(tree.own) if code not in below]
            return [(code, tree.title(code)) for code in (tree.own, *districts, *below)]

    def unit_name(self) -> str:
        """The unit shown."""
        return next((name for code, name in self.units() if code == self.unit), self.unit)

    def plans(self) -> list[Plan]:
        """The plans whose targets the program carries, the newest first."""
        return sorted(shipped_plans().values(), key=lambda one: one.on, reverse=True)

    def load(self, plan: str) -> str:
        """Enter a plan's targets for the unit shown; what is to be said. AppError when it is refused."""
        return loaded_words(load_plan(self.desk.register, plan, unit=self.unit))

    def cohort_asked(self, key: str) -> str:
        """What is asked of a target whose communes are to be listed, "" where it has none."""
        row = self.rows.get(key)
        if row is None or row.target is None or row.target.cohort is None:
            return ""
        return _("Chốt danh sách: {0}. Danh sách giữ nguyên về sau, dù tỷ lệ của xã đổi.").format(
            row.target.cohort.words
        )

    def list_cohort(self, key: str, typed: str) -> str:
        """Freeze the communes of a target, typed by name; what is to be said. AppError when one is not understood."""
        target = self.rows[key].target
        assert target is not None  # noqa: S101 - asked for by `cohort_asked`
        assert target.cohort is not None  # noqa: S101
        options = tuple(
            Option(code, name.partition(" ")[2] or name) for code, name in self.units() if code != self.unit
        )
        found = read(FieldSpec(id="units", label=_("Các xã"), kind="choices", options=options), typed)
        if found.problem or not found.value:
            told = found.problem or _("Ghi tên các xã.")
            raise InvalidData([Issue("cohort", "hard", "unknown_unit", told)])
        cohort = {"words": target.cohort.words, "units": found.value}
        set_target(self.desk.register, target.id, {"cohort": cohort})
        return _("Đã chốt {0} xã.").format(len(found.value))

    def details(self, key: str) -> list[str]:
        """What else is to be known of a row, a line each."""
        row = self.rows[key]
        shape = self.known[row.id].shape
        before = figure_words(row.before, row.of)
        cohort = row.target.cohort if row.target else None
        lines = [
            _("Của {0}, tính theo hồ sơ riêng của đơn vị cũ.").format(row.former) if row.former else "",
            _("Thực hiện {0}, phải đạt {1}.").format(actual(row), row.aim) if row.aim else "",
            _("Vì sao chưa tính được: {0}.").format(row.why) if row.why else "",
            _("Lấy theo số liệu chính thức, không tính từ sổ.") if row.basis == "official" else "",
            _("Đầu kỳ {0}.").format(before) if before else "",
            _("Đã đi được {0}% đoạn đường.").format(row.progress) if row.progress is not None else "",
            _("{0}: {1} xã.").format(cohort.words, len(cohort.units)) if cohort else "",
            *(self._part(row, part) for part in row.parts),
            _("Ghi chú: {0}").format(row.note) if row.note else "",
            _("Cách tính: {0}").format(shape.definition),
            _("Nguồn: {0}").format(shape.source) if shape.source else "",
            _("Chủ trì: {0}; phối hợp: {1}.").format(shape.agencies.lead, ", ".join(shape.agencies.support)),
        ]
        return [line for line in lines if line]

    @staticmethod
    def _part(row: IndicatorRow, part: Part) -> str:
        of = "%" if each(row) else row.of
        was = _(" (đầu kỳ {0})").format(figure_words(part.before, of)) if part.before is not None else ""
        now = figure_words(part.value, of) or part.why
        return f"– {part.unit_name}: {now}{was}, {verdict_words()[part.verdict].lower()}"

    def chart(self, key: str, *, width: float, height: float, ink: Ink) -> Chart:
        """How the indicator of a row went over the years, with a break where the poverty standard changed."""
        row = self.rows[key]
        years = range(self.year - YEARS + 1, self.year + 1)
        with self.desk.register.read() as connection:
            found = trend(connection, row.id, unit=self.unit, years=years, today=self.desk.today)
        of = self.known[row.id].shape.unit
        points = [
            Point(
                label=str(one.year),
                value=None if one.value.exact is None else float(one.value.exact),
                shown=figure_words(one.value.value, "%" if of == "%" else ""),
                standard=one.standard.replace("_", "–"),
            )
            for one in found
        ]
        name = self.known[row.id].title
        name = f"{name}, {self.unit_name()}" if row.former else name  # the line is of the unit as it is
        title = _("{0} ({1}), theo chuẩn nghèo từng thời kỳ").format(name, of)
        return drawn_trend(title, points, width=width, height=height, unknown="–", ink=ink)

    # Out of the program

    def title(self) -> str:
        """What the table is called."""
        return _("Kết quả thực hiện chỉ tiêu giảm nghèo năm {0}").format(self.year)

    def subject(self) -> str:
        """Whose it is, and as of which day."""
        day = next((row.on for row in self.rows.values()), self.desk.today)
        name = self.unit_name()
        return _("{0}, số liệu đến ngày {1}").format(name[:1].upper() + name[1:], show_date(day))

    def file_name(self, ending: str) -> str:
        """A name for a file of this table."""
        return "-".join(["chi-tieu", *fold(self.unit_name()).split(), str(self.year)]) + ending

    def export(self, out: Path) -> sheets.Written:
        """The table as an Excel file. Raises as `write_table`."""
        rows = [[*self._cells(row), row.why or row.note] for row in self.rows.values()]
        heads = [sheets.Column(title, width=width) for title, width in (*self._heads(), (_("Ghi chú"), 50))]
        above = (self.title(), self.subject(), *self.said)
        return sheets.write_table(out, _("Chỉ tiêu {0}").format(self.year), heads, rows, above=above)

    def paper(self) -> Paper:
        """The table as a paper, in Vietnamese. Raises EnvironmentProblem where there is no font."""
        with on_paper():
            heads = [
                PlainColumn(title=title, width=min(width, 40), right=number in _FIGURES)
                for number, (title, width) in enumerate(self._heads())
            ]
            rows = [self._cells(row) for row in self.rows.values()]
            return make_list(self.desk.register, self.title(), ". ".join([self.subject(), *self.said]), heads, rows)

    @staticmethod
    def _heads() -> list[tuple[str, int]]:
        return [
            (_("Mục"), 10),
            (_("Chỉ tiêu, chỉ số"), 60),
            (_("Phải đạt"), 22),
            (_("Thực hiện"), 18),
            (_("Tử số / mẫu số"), 18),
            (_("Năm trước"), 14),
            (_("Đánh giá"), 16),
        ]

    @staticmethod
    def _cells(row: IndicatorRow) -> list[str]:
        clause = row.target.clause or "" if row.target else ""
        said = verdict_words()[row.verdict] if row.target else ""
        return [clause, title(row), row.aim, actual(row), parts(row), last(row), said]


def title(row: IndicatorRow) -> str:
    """What a row is of; of a former unit's target also whose."""
    return _("{0}, của {1}").format(row.title, row.former) if row.former else row.title


def each(row: IndicatorRow) -> bool:
    """Whether the figures of a row are of communes that reach the target, not of the indicator."""
    return row.target is not None and row.target.over == "each"


def actual(row: IndicatorRow) -> str:
    """What the target measures, as the table says it."""
    if row.actual is None:
        return "–"
    if each(row):
        return _("{0}/{1} xã").format(row.numerator, row.denominator)
    falls = row.target is not None and row.target.measure in ("decrease", "yearly_decrease")
    words = figure_words(row.actual, _("điểm %") if falls and row.of == "%" else row.of)
    return _("giảm {0}").format(words) if falls else words


def last(row: IndicatorRow) -> str:
    """The value a year earlier."""
    return figure_words(row.last, row.of)


def parts(row: IndicatorRow) -> str:
    """Numerator and denominator where there are two."""
    if row.denominator is None or each(row):
        return ""
    return f"{figure_words(row.numerator)} / {figure_words(row.denominator)}"


def loaded_words(made: Loaded) -> str:
    """What came of entering a plan, in a sentence or two."""
    said = [_("Đã nhập {0} chỉ tiêu, {1} số liệu in trong kế hoạch.").format(made.targets, made.official)]
    if made.same:
        said.append(_("{0} chỉ tiêu đã có, giữ nguyên.").format(made.same))
    if made.unlisted:
        said.append(_("{0} chỉ tiêu còn phải chốt danh sách xã.").format(len(made.unlisted)))
    return " ".join(said)
