"""A Markdown text dressed in the one look: headings, tables, code, pictures no wider than the page. Knows no manual."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontDatabase,
    QImage,
    QImageReader,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextFrameFormat,
    QTextLength,
    QTextListFormat,
    QTextTable,
    QTextTableFormat,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from db.domain.finding import Folded
from desktop.views import theme

SIZES = {1: 1.8, 2: 1.45, 3: 1.15, 4: 1.0}
"""Size of headings in parts of the text's."""
PICTURE = "\ufffc"
"""What stands in a text for a picture."""
TWO = (26, 74)
"""Widths in per cent of a table of two columns: a word, and what it means."""
WIDEST = 820
"""Pixels at 100 % that lines and pictures take at most; longer lines read badly."""


class Reading(QTextBrowser):
    """Shows one Markdown text. `moved` tells the heading (its number) one reads under."""

    moved = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.setProperty("reading", True)
        self._folder = Path()
        self._headings: list[int] = []
        """Where in the text every heading begins."""
        self._folded = Folded("")
        self._asked = ""
        self._hits: list[tuple[int, int]] = []
        self._hit = -1
        self._fitted = 0
        self._waiting: dict[int, QUrl] = {}
        """Pictures that are not drawn yet, by where they stand in the text."""
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.moved.emit(self.heading))

    def show_text(self, markdown: str, folder: Path) -> None:
        """Show a text whose pictures lie in `folder`."""
        self._folder, self._headings = folder, []
        document = self.document()
        document.setBaseUrl(QUrl.fromLocalFile(f"{folder}/"))
        document.setMarkdown(markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        _dress(document)
        self._fitted = 0
        self._fit()
        self._folded = Folded(document.toPlainText())
        self._hits, self._hit = [], -1
        self._headings = [block.position() for block in _blocks(document) if block.blockFormat().headingLevel()]
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def go_to(self, heading: int) -> None:
        """Bring a heading (its number) to the upper edge."""
        if 0 <= heading < len(self._headings):
            self.verticalScrollBar().setValue(round(self._top(self._headings[heading])) - theme.px(theme.S))

    @property
    def heading(self) -> int:
        """Number of the heading one reads under."""
        line = self.verticalScrollBar().value() + theme.px(theme.XL)
        above = [number for number, place in enumerate(self._headings) if self._top(place) <= line]
        return above[-1] if above else 0

    def _top(self, place: int) -> float:
        document = self.document()
        return document.documentLayout().blockBoundingRect(document.findBlock(place)).top()

    def look_for(self, asked: str, *, back: bool = False) -> tuple[int, int]:
        """Mark every place where a text stands and go to the next; which one it is (from 1) and how many there are."""
        if asked != self._asked or not self._hits:
            self._asked, self._hits, self._hit = asked, self._folded.places(asked), -1
            here = self.cursorForPosition(self.viewport().rect().topLeft()).position()
            self._hit = next((n for n, (start, _end) in enumerate(self._hits) if start >= here), 0) - (0 if back else 1)
        if self._hits:
            self._hit = (self._hit + (-1 if back else 1)) % len(self._hits)
            self.setTextCursor(self._cursor(self._hits[self._hit], select=False))
            self.ensureCursorVisible()
        self.setExtraSelections([self._marked(n, hit) for n, hit in enumerate(self._hits)])
        return self._hit + 1, len(self._hits)

    def _marked(self, number: int, hit: tuple[int, int]) -> QTextEdit.ExtraSelection:
        colours, mark = theme.colours(), QTextEdit.ExtraSelection()
        mark.cursor = self._cursor(hit, select=True)  # type: ignore[attr-defined]
        shown = number == self._hit
        mark.format.setBackground(QColor(colours.accent if shown else colours.warning_soft))  # type: ignore[attr-defined]
        mark.format.setForeground(QColor(colours.on_accent if shown else colours.text))  # type: ignore[attr-defined]
        return mark

    def _cursor(self, hit: tuple[int, int], *, select: bool) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(hit[0])
        if select:
            cursor.setPosition(hit[1], QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """A picture of the text; nothing is ever fetched from elsewhere."""
        if kind not in (QTextDocument.ResourceType.ImageResource.value, QTextDocument.ResourceType.ImageResource):
            return None
        return self._picture(QUrl(name))

    def _picture(self, name: QUrl) -> QImage:
        """A picture no wider than a line, in the dots of the screen."""
        reader, size, ratio = self._measure(name)
        shown = reader.read()
        if size.isValid():
            shown = shown.scaledToWidth(size.width(), Qt.TransformationMode.SmoothTransformation)
            shown.setDevicePixelRatio(ratio)
        return shown

    def _place(self, name: QUrl) -> QImage:
        """The room that a picture takes, which is not drawn before it comes into view: there are many, and large."""
        _reader, size, ratio = self._measure(name)
        empty = QImage(size, QImage.Format.Format_Mono)
        empty.fill(1)
        empty.setDevicePixelRatio(ratio)
        return empty

    def _measure(self, name: QUrl) -> tuple[QImageReader, QSize, float]:
        """A picture, how many dots of the screen it takes, and how many of these a pixel has; invalid: none."""
        reader = QImageReader(name.toLocalFile() if name.isLocalFile() else str(self._folder / name.path()))
        whole = reader.size()
        width = min(whole.width(), self._line())
        if width <= 0:
            return reader, QSize(), 1.0
        dots = min(whole.width(), round(width * self.devicePixelRatioF()))
        return reader, QSize(dots, round(whole.height() * dots / whole.width())), dots / width

    def _line(self) -> int:
        """How wide a line is now."""
        return min(theme.px(WIDEST), self.viewport().width() - 2 * theme.px(theme.XL))

    def _fit(self) -> None:
        """Lines stay short in a wide window, pictures stay whole in a narrow one."""
        if self._fitted == self._line():
            return
        self._fitted = self._line()
        document = self.document()
        root = document.rootFrame().frameFormat()
        root.setLeftMargin(theme.px(theme.XL))
        root.setRightMargin(max(theme.px(theme.XL), self.viewport().width() - self._fitted - theme.px(theme.XL)))
        root.setTopMargin(theme.px(theme.S))
        root.setBottomMargin(theme.px(200))
        document.rootFrame().setFrameFormat(root)
        self._waiting = {place: document.baseUrl().resolved(QUrl(name)) for place, name in _pictures(document)}
        for url in self._waiting.values():
            document.addResource(QTextDocument.ResourceType.ImageResource.value, url, self._place(url))
        document.markContentsDirty(0, document.characterCount())

    def paintEvent(self, event: QPaintEvent) -> None:
        top, document = self.verticalScrollBar().value(), self.document()
        seen = QRectF(0, top, self.viewport().width(), self.viewport().height())
        for place, url in list(self._waiting.items()):
            if document.documentLayout().blockBoundingRect(document.findBlock(place)).intersects(seen):
                document.addResource(QTextDocument.ResourceType.ImageResource.value, url, self._picture(url))
                del self._waiting[place]
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        here = self.heading
        super().resizeEvent(event)
        self._fit()
        self.go_to(here)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(WIDEST), theme.px(500))


def _blocks(document: QTextDocument) -> list[QTextBlock]:
    found, block = [], document.begin()
    while block.isValid():
        found.append(block)
        block = block.next()
    return found


def _pictures(document: QTextDocument) -> list[tuple[int, str]]:
    """The pictures of a text: where each stands, and its name."""
    formats = [(block.position(), piece.charFormat()) for block in _blocks(document) for piece in _pieces(block)]
    return [(place, found.toImageFormat().name()) for place, found in formats if found.isImageFormat()]


def _dress(document: QTextDocument) -> None:
    """Give every block its distance and its letters; Qt's Markdown reader sets neither."""
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for block in _blocks(document):
        cursor.setPosition(block.position())
        shape = block.blockFormat()
        if shape.headingLevel():
            _dress_heading(cursor, block, shape)
        elif shape.hasProperty(QTextFormat.Property.BlockCodeFence) or shape.nonBreakableLines():
            _dress_code(cursor, block)
        elif cursor.currentTable() is None:
            listed = block.textList()
            if listed is not None and listed.format().style() == QTextListFormat.Style.ListCircle:
                marks = listed.format()
                marks.setStyle(QTextListFormat.Style.ListDisc)
                listed.setFormat(marks)
            shape.setBottomMargin(theme.px(theme.XS if listed is not None else theme.S))
            if PICTURE not in block.text():
                shape.setLineHeight(130, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            cursor.setBlockFormat(shape)
        _dress_words(document, block)
    for table in _tables(document):
        _dress_table(table)
    cursor.endEditBlock()


def _dress_heading(cursor: QTextCursor, block: QTextBlock, shape: QTextBlockFormat) -> None:
    level = shape.headingLevel()
    shape.setTopMargin(theme.px(theme.XL if level < 3 else theme.L) if block.position() else 0)
    shape.setBottomMargin(theme.px(theme.S))
    cursor.setBlockFormat(shape)
    letters = QTextCharFormat()
    letters.setFontPointSize(theme.points() * SIZES.get(level, 1.0))
    letters.setFontWeight(QFont.Weight.Bold)
    letters.setForeground(QBrush(QColor(theme.colours().accent if level == 3 else theme.colours().text)))
    _over(cursor, block, letters)


def _dress_code(cursor: QTextCursor, block: QTextBlock) -> None:
    shape = block.blockFormat()
    shape.setBackground(QBrush(QColor(theme.colours().sunken)))
    shape.setLeftMargin(theme.px(theme.S))
    shape.setNonBreakableLines(False)
    before, after = block.previous(), block.next()
    shape.setTopMargin(0 if before.isValid() and _same_code(before, block) else theme.px(theme.XS))
    shape.setBottomMargin(0 if after.isValid() and _same_code(block, after) else theme.px(theme.M))
    cursor.setBlockFormat(shape)
    _over(cursor, block, _fixed())


def _same_code(one: QTextBlock, other: QTextBlock) -> bool:
    """Whether two lines of code stand in one block (two blocks in a row are of two languages)."""
    fence, language = QTextFormat.Property.BlockCodeFence, QTextFormat.Property.BlockCodeLanguage
    shapes = [block.blockFormat() for block in (one, other)]
    return all(shape.hasProperty(fence) for shape in shapes) and shapes[0].property(language) == shapes[1].property(
        language
    )


def _fixed() -> QTextCharFormat:
    letters = QTextCharFormat()
    families = [QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family(), "monospace"]
    letters.setFontFamilies(families)
    letters.setFontFixedPitch(True)
    letters.setFontPointSize(theme.points() * 0.95)
    return letters


def _dress_words(document: QTextDocument, block: QTextBlock) -> None:
    """Code within a line, and links."""
    for piece in _pieces(block):
        letters = QTextCharFormat()
        if piece.charFormat().fontFixedPitch():
            letters = _fixed()
            letters.setBackground(QBrush(QColor(theme.colours().sunken)))
        elif piece.charFormat().isAnchor():
            letters.setForeground(QBrush(QColor(theme.colours().accent)))
        else:
            continue
        cursor = QTextCursor(document)
        cursor.setPosition(piece.position())
        cursor.setPosition(piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(letters)


def _over(cursor: QTextCursor, block: QTextBlock, letters: QTextCharFormat) -> None:
    for piece in _pieces(block):
        kept = piece.charFormat()
        kept.clearProperty(QTextFormat.Property.FontSizeAdjustment)  # the reader's own sizes of headings
        kept.merge(letters)
        cursor.setPosition(piece.position())
        cursor.setPosition(piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(kept)
    cursor.clearSelection()


def _pieces(block: QTextBlock) -> list[QTextFragment]:
    found, walk = [], block.begin()
    while not walk.atEnd():
        found.append(walk.fragment())
        walk += 1
    return found


def _tables(document: QTextDocument) -> list[QTextTable]:
    return [frame for frame in document.rootFrame().childFrames() if isinstance(frame, QTextTable)]


def _dress_table(table: QTextTable) -> None:
    """Thin lines, air in the cells, a quiet head; the last column takes the room."""
    colours, shape = theme.colours(), QTextTableFormat(table.format())
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorder(1)
    shape.setBorderBrush(QBrush(QColor(colours.line)))
    shape.setBorderCollapse(True)
    shape.setCellPadding(theme.px(theme.XS) + 1)
    shape.setCellSpacing(0)
    shape.setTopMargin(theme.px(theme.XS))
    shape.setBottomMargin(theme.px(theme.M))
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    if table.columns() == len(TWO):
        shape.setColumnWidthConstraints([QTextLength(QTextLength.Type.PercentageLength, part) for part in TWO])
    table.setFormat(shape)
    for column in range(table.columns()):
        cell = table.cellAt(0, column)
        letters = cell.format()
        letters.setBackground(QBrush(QColor(colours.sunken)))
        cell.setFormat(letters)
