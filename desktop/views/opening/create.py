"""A new register in three short steps of one window: whose it is, who works in it, where it lies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from db.domain.values import show_date
from desktop.presenters.fields import FieldSpec, Problem
from desktop.presenters.opening import places
from desktop.presenters.opening.creating import STEPS, Creating, Made, today
from desktop.presenters.opening.passwords import hint
from desktop.presenters.opening.units import FoundUnit, find_units
from desktop.views import theme
from desktop.views.opening.parts import LineBox, Pane, Room, label
from desktop.views.page import button_for
from desktop.views.secret import SecretBox
from desktop.views.single import SingleField
from desktop.words import _

PAUSE = 120
"""Milliseconds without a key before units are looked for."""


class Create(Pane):
    """Enter moves on through the fields; the last one of a step leads to the next step. Esc goes one step back."""

    across = 640

    def __init__(self, window: Room) -> None:
        super().__init__(window, _("Lập sổ mới"))
        self.model = Creating(today())
        self._warned: set[str] = set()
        self._step = 0
        self.trail = QHBoxLayout()
        self.marks = [QLabel() for _name in range(len(STEPS) + 1)]
        for mark in self.marks:
            self.trail.addWidget(mark)
        self.trail.addStretch(1)
        self.body.addLayout(self.trail)
        self.boxes: dict[str, SingleField] = {}
        self.stack = QStackedWidget()
        for make in (self._unit_step, self._officer_step, self._place_step):
            self.stack.addWidget(make())
        self.body.addWidget(self.stack)
        self.previous = button_for(_("Quay lại"), self.back)
        self.next = button_for(_("Tiếp tục"), self.forward, primary=True)
        self.row(self.previous, None, self.next)

    # Steps.

    def begin(self, **_about: Any) -> None:
        self._show(0)

    def forward(self) -> None:
        """To the next step, or to the register itself; a warning is said once and does not stop the second time."""
        self._take()
        step = STEPS[self._step]
        problems = self.model.problems(step)
        self._say(problems)
        hard = [name for name, problem in problems.items() if problem.severity == "hard"]
        fresh = [name for name, problem in problems.items() if f"{name} {problem.message}" not in self._warned]
        self._warned |= {f"{name} {problem.message}" for name, problem in problems.items()}
        if hard or fresh:
            self.boxes[(hard or fresh)[0]].editor.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._step + 1 < len(STEPS):
            self._show(self._step + 1)
        else:
            self.window_.run(_("Đang lập sổ…"), lambda _context: self.model.create(), self._made)

    def back(self) -> None:
        """To the step before, or to the first screen."""
        if self._step:
            self._show(self._step - 1)
        else:
            self.window_.start()

    def _made(self, made: Made) -> None:
        kept = self.window_.preferences
        if self.model.backup.strip():
            kept.backup_folder = self.model.backup.strip()
        self.window_.show_pane("sheet", made=made)

    def _show(self, step: int) -> None:
        self._step = step
        names = (_("Đơn vị"), _("Cán bộ"), _("Nơi để sổ"), _("Tờ phục hồi"))
        for number, (mark, name) in enumerate(zip(self.marks, names, strict=True)):
            mark.setText(f"{number + 1}. {name}")
            mark.setProperty("role", "heading" if number == step else "quiet")
            mark.style().unpolish(mark)
            mark.style().polish(mark)
        self.stack.setCurrentIndex(step)
        self.next.setText(_("Lập sổ") if step + 1 == len(STEPS) else _("Tiếp tục"))
        self._draw()
        first = ("unit", "officer", "place")[step]
        self.boxes[first].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        """What stands in the fields into the model."""
        model = self.model
        model.officer, model.place, model.backup = (
            self.boxes[name].editor.shows().strip() for name in ("officer", "place", "backup")
        )
        model.password, model.again = self.password.text, self.again.text

    def _draw(self) -> None:
        """What the model says into the fields."""
        model = self.model
        self.boxes["place"].editor.fill(model.place)
        self.boxes["backup"].editor.fill(model.backup)
        self.boxes["day"].setVisible(model.unit is not None)
        if model.unit is not None:
            self.boxes["day"].editor.fill(show_date(model.unit.on))
        self.chosen.setText(_("Sổ của {0}").format(model.unit.path) if model.unit else "")
        self.chosen.setVisible(model.unit is not None)

    def _say(self, problems: dict[str, Problem]) -> None:
        for name, box in self.boxes.items():
            problem = problems.get(name)
            box.say(problem.message if problem else "", problem.severity if problem else None)

    # The unit.

    def _unit_step(self) -> QWidget:
        unit = self._box(FieldSpec(id="unit", label=_("Xã, huyện hoặc tỉnh: gõ tên không cần dấu, hoặc mã"), width=60))
        unit.editor.left.connect(self._take_marked)
        unit.editor.installEventFilter(self)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._find)
        unit.editor.typed.connect(lambda _text: self._pause.start())
        self.found = QListWidget()
        self.found.setAccessibleName(_("Đơn vị tìm thấy"))
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.setMinimumHeight(theme.px(190))
        self.found.itemClicked.connect(lambda _item: self._take_marked())
        self.chosen = label("", "heading")
        day = self._box(
            FieldSpec(
                id="day",
                label=_("Ngày mà mã đơn vị có hiệu lực"),
                hint=_("Đơn vị đã sáp nhập thì dùng ngày cuối, hoặc ngày bắt đầu chương trình."),
                kind="day",
            ),
            self.forward,
        )
        day.editor.left.connect(self._new_day)
        return _column(unit, self.found, self.chosen, day)

    def _find(self) -> None:
        self.found.clear()
        for unit in find_units(self.boxes["unit"].editor.shows(), self.model.today):
            about = _("mã {0}, {1}").format(unit.code, unit.life)
            item = QListWidgetItem(f"{unit.path}\n{about}")
            item.setData(Qt.ItemDataRole.UserRole, unit)
            self.found.addItem(item)
        self.found.setCurrentRow(0)
        nothing = self.boxes["unit"].editor.shows().strip() and not self.found.count()
        self.boxes["unit"].say(_("Không có đơn vị nào như vậy: thử gõ ít chữ hơn.") if nothing else "", None)

    def _take_marked(self) -> None:
        """Enter, a click, or leaving the field takes the unit that is marked in the list."""
        if self._pause.isActive():
            self._pause.stop()
            self._find()
        item = self.found.currentItem()
        unit = None if item is None else item.data(Qt.ItemDataRole.UserRole)
        if not isinstance(unit, FoundUnit) or (self.model.unit is not None and unit.code == self.model.unit.code):
            return
        self.model.choose(unit)
        self.boxes["unit"].say("", None)
        self._draw()

    def _new_day(self) -> None:
        typed = self.boxes["day"].editor.shows()
        if self.model.unit is None or typed == show_date(self.model.unit.on):
            return
        said = self.model.set_day(typed)
        self.boxes["day"].say(said, "hard" if said else None)
        if not said:
            self._draw()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down move in the list while the name is typed; Enter takes what is marked and goes on."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                step = -1 if event.key() == Qt.Key.Key_Up else 1
                self.found.setCurrentRow(max(0, min(self.found.count() - 1, self.found.currentRow() + step)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take_marked()
                if self.model.unit is not None:
                    self.boxes["day"].editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().eventFilter(watched, event)

    # Officer and password.

    def _officer_step(self) -> QWidget:
        officer = self._box(FieldSpec(id="officer", label=_("Họ và tên cán bộ lập sổ"), width=60))
        self.password = SecretBox("password", _("Mật khẩu"), _("Vài từ không liên quan nhau, dễ nhớ, khó đoán."))
        self.again = SecretBox("again", _("Gõ lại mật khẩu"), then=self.forward)
        self.boxes |= {"password": self.password, "again": self.again}
        self.password.secret.typed.connect(self._judge)
        show = QCheckBox(_("Hiện mật khẩu"))
        show.toggled.connect(self.password.show_letters)
        show.toggled.connect(self.again.show_letters)
        show.setProperty("stop", False)
        word = label(_("Quên mật khẩu thì chỉ tờ phục hồi (bước 4) mở được sổ."), "quiet")
        return _column(officer, self.password, self.again, show, word)

    def _judge(self, typed: str) -> None:
        self._take()
        level, text = self.model.judged()
        words = " ".join(filter(None, (text, hint(typed))))
        self.password.say(words, "soft" if level == "weak" else None)

    # Where it lies.

    def _place_step(self) -> QWidget:
        place = self._box(FieldSpec(id="place", label=_("Tệp của sổ"), width=80, max_length=1000))
        spec = FieldSpec(id="backup", label=_("Nơi sao lưu (thư mục trên USB, ổ khác)"), width=80, max_length=1000)
        backup = self._box(spec, self.forward)
        word = label(_("Bên cạnh tệp này luôn có tệp khóa .sohotro-keys: hai tệp đi cùng nhau."), "quiet")
        elsewhere = button_for(_("Chọn chỗ khác…"), self._choose_place, picture="folder-open")
        choose = button_for(_("Chọn thư mục…"), self._choose_backup, picture="usb")
        for button in (elsewhere, choose):
            button.setProperty("stop", False)  # Enter goes from field to field, Tab also to these
        return _column(place, elsewhere, word, backup, choose)

    def _choose_place(self) -> None:
        start = self.boxes["place"].editor.shows() or str(places.usual_folder())
        found, _kind = QFileDialog.getSaveFileName(self, _("Nơi để sổ"), start, f"Sổ Hỗ Trợ (*{places.ENDING})")
        if found:
            self.boxes["place"].editor.fill(found)

    def _choose_backup(self) -> None:
        start = self.boxes["backup"].editor.shows() or str(Path.home())
        found = QFileDialog.getExistingDirectory(self, _("Nơi sao lưu"), start)
        if found:
            self.boxes["backup"].editor.fill(found)

    def _box(self, spec: FieldSpec, then: Callable[[], object] | None = None) -> SingleField:
        box = self.boxes[spec.id] = LineBox(spec, then)
        return box


def _column(*widgets: QWidget) -> QWidget:
    """Widgets below each other, buttons no wider than they need."""
    step = QWidget()
    column = QVBoxLayout(step)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(theme.S))
    for widget in widgets:
        narrow = isinstance(widget, QPushButton)
        column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag(0))
    column.addStretch(1)
    return step
