"""The page that fills another office's Excel template: what each column is filled from, corrected, kept, written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog

from db.store.inputs import Filter, Sort
from desktop.presenters.template import Template
from desktop.views.importing.explain import ExplainPanel
from desktop.views.page import Doing, Page, Surroundings
from desktop.views.saving import ask_where, open_file
from desktop.words import _
from forms.sheets.templates import Filled


class TemplatePage(Page):
    """`opened` is given the `file` of a template and the list that fills it: of whom, its filter and order."""

    name = "template"

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.heading.setText(_("Điền mẫu Excel của nơi khác"))
        self.template: Template | None = None
        text = _(
            "Mỗi cột của mẫu được điền từ mục ghi dưới đây. Chỗ nào chưa hiểu hay hiểu sai thì chọn lại: gõ vài chữ "
            "rồi Enter, F9 mở cả danh sách. Cột để trống thì không điền. Sổ nhớ cho lần sau; mẫu gốc giữ nguyên."
        )
        self.panel = ExplainPanel(text, _("Điền mẫu (Ctrl+S)"))
        self.panel.told.connect(self._told)
        self.panel.closed.connect(window.back)
        self.tool(_("Mẫu khác…"), "fill_template", picture="folder-open")
        self.body.addWidget(self.panel, 1)

    def opened(self, file: str = "", **about: Any) -> None:
        if file:
            asked, sort = about.get("asked") or Filter(), about.get("sort") or Sort()
            self.template = Template(self.desk, Path(file), about.get("of", "households"), asked, sort)
            self.look()
        else:
            self.resume()

    def look(self) -> None:
        """Show what the columns are filled from."""
        template = self.template
        self.banner.hide()
        self.panel.setVisible(template is not None and self.attempt(template.look))
        if template is not None and not self.panel.isHidden():
            self.panel.begin(template.columns, template.options())
        self.heading.setText(_("Điền mẫu {0}").format(template.file.name) if template else "")

    def resume(self) -> None:
        if self.panel.isHidden() or self.panel.view is None:
            super().resume()
        else:
            self.panel.view.begin()

    def hint(self) -> str:
        return _("Enter cột sau · F9 danh sách · Ctrl+S điền mẫu · Esc thôi")

    def doings(self) -> Doing:
        return {"fill_template": self.choose} | ({"save": self.panel.take} if not self.panel.isHidden() else {})

    def choose(self) -> None:
        """Another template for the same list."""
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Chọn mẫu của nơi khác"), "", _("Mẫu Excel (*.xlsx)"))
        if chosen and self.template is not None:
            self.template.file = Path(chosen)
            self.look()

    def _told(self, said: dict[str, str]) -> None:
        """Keep what was said, and write a filled copy where the officer wants it."""
        template = self.template
        if template is None or (said and not self.attempt(lambda: template.tell(said))):
            return
        name = f"{template.file.stem}-da-dien.xlsx"
        out = ask_where(self, _("Ghi mẫu đã điền"), name, ".xlsx", _("Mẫu Excel (*.xlsx)"))
        if out is None:
            self.look()
            return

        def done(filled: Filled) -> None:
            told = _("Đã điền {0} dòng vào {1}; đọc lại thấy đủ.").format(filled.rows, out.name)
            if filled.empty:
                told += " " + _("Cột chưa hiểu, để trống: {0}.").format(", ".join(filled.empty))
            self.look()
            self.banner.say("good", told, (_("Mở tệp"), lambda: open_file(out)))
            self.banner.begin()

        work = lambda _context: template.fill(out)  # noqa: E731 - one line
        self.window_.jobs.run(_("Đang điền mẫu…"), work, done, self.failed, register=False)
