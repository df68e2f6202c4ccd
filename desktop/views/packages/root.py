"""The root key's ceremony in the page: three names, three papers, typed back; the yearly drill with two of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from db.sync.root import HOLDERS, OPENERS
from desktop.presenters.fields import FieldSpec
from desktop.presenters.packages.holders import Ceremony
from desktop.presenters.packages.writing import Writing
from desktop.views import theme
from desktop.views.packages.panel import Panel
from desktop.views.packages.places import Places
from desktop.views.page import Page, button_for
from desktop.views.scroll import Scroll
from desktop.views.single import SingleField
from desktop.words import _


class CodeFields(QWidget):
    """The codes of several officers; each is hidden once its officer has gone on to the next."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.fields = [self._field(number + 1) for number in range(count)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.S))
        for field in self.fields:
            column.addWidget(field)

    @staticmethod
    def _field(number: int) -> SingleField:
        spec = FieldSpec(id=f"key{number}", label=_("Mã trên tờ giữ khóa của cán bộ thứ {0}").format(number))
        return hidden_field(spec)

    def codes(self) -> list[str]:
        """What stands in the fields that are filled."""
        return [text for field in self.fields if (text := field.editor.shows().strip())]

    def clear(self) -> None:
        """Forget what was typed."""
        for field in self.fields:
            field.editor.fill("")


def hidden_field(spec: FieldSpec) -> SingleField:
    """A field for a code from a paper: seen while it is typed, dots afterwards."""
    field = SingleField(spec)
    if isinstance(field.editor, QLineEdit):
        field.editor.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
    return field


class RootPanel(Panel):
    """How the key is kept, and the one step that comes next."""

    def __init__(self, page: Page, ceremony: Ceremony, writing: Writing) -> None:
        super().__init__(
            _("Khóa gốc: ba người giữ, hai người mở"),
            _("Khóa gốc ký danh sách máy. Niêm phong rồi thì ghi danh, thu hồi máy phải có hai trong ba cán bộ."),
        )
        self._page, self._ceremony = page, ceremony
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.drill = CodeFields(OPENERS)
        self.prove = button_for(_("Diễn tập: thử mở khóa"), self._drill, picture="lock-open")
        specs = [
            FieldSpec(id=f"holder{n}", label=_("Cán bộ giữ khóa thứ {0}").format(n)) for n in range(1, HOLDERS + 1)
        ]
        self.holders = [SingleField(spec) for spec in specs]
        options = ceremony.reasons()
        self.why = SingleField(FieldSpec(id="why", label=_("Ba tờ giữ khóa để làm gì"), kind="choice", options=options))
        self.places = Places(lambda _place, _free: "", writing.folders, title=_("Nơi ghi ba tờ giữ khóa"))
        self.places.chosen.connect(self._seal)
        self.again = CodeFields(HOLDERS)
        self.confirm = button_for(_("Niêm phong"), self._confirm, picture="lock", primary=True)
        self.names = _card([self.why, *self.holders, self.places])
        self.proof = _card([self.again, self.confirm])
        self.opening = _card([self.drill, self.prove])
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.M))
        for widget in (self.told, self.proof, self.opening, self.names):
            column.addWidget(widget)
        column.addStretch(1)
        self._area = Scroll(inside)
        self.body.addWidget(self._area)

    def begin(self) -> None:
        """Show how the key is kept and what can be done."""
        state = self._ceremony.state()
        self.told.setText(self._ceremony.told())
        self.opening.setVisible(state.state == "sealed")
        self.proof.setVisible(bool(state.pending))
        self.names.setVisible(not state.pending)
        for codes in (self.drill, self.again):
            codes.clear()
        self.why.editor.fill(self._ceremony.reasons()[0].label)
        first = self.again.fields[0] if state.pending else self.drill.fields[0]
        (first if state.pending or state.state == "sealed" else self.holders[0]).editor.setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def _seal(self, place: str) -> None:
        names = [field.editor.shows() for field in self.holders]
        found = self._ceremony.reason(self.why.editor.shows())
        if found is None:
            self._page.banner.say("warning", _("Chọn làm ba tờ giữ khóa để làm gì (F9 mở danh sách)."))
            self.why.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        made: list[Path] = []
        if self._page.attempt(lambda: made.extend(self._ceremony.seal(names, self.drill.codes(), Path(place), found))):
            told = _("Đã ghi {0}. In ba tờ, xóa ba tệp, rồi mỗi người gõ lại mã từ tờ giấy của mình.")
            self._page.banner.say("good", told.format(", ".join(file.name for file in made)))
            self.begin()

    def _confirm(self) -> None:
        told = self._ceremony.next_step()
        if self._page.attempt(lambda: self._ceremony.confirm(self.again.codes())):
            self._page.banner.say("good", told)
            self._page.desk.changed("package")
            self.begin()

    def _drill(self) -> None:
        if self._page.attempt(lambda: self._ceremony.drill(self.drill.codes())):
            self._page.banner.say("good", _("Hai tờ giữ khóa mở được khóa gốc. Đã ghi ngày diễn tập."))
            self.begin()


def _card(widgets: Sequence[QWidget]) -> QFrame:
    card = QFrame()
    card.setProperty("card", True)
    column = QVBoxLayout(card)
    column.setContentsMargins(*[theme.px(theme.L)] * 4)
    column.setSpacing(theme.px(theme.S))
    for widget in widgets:
        column.addWidget(widget)
    return card
