"""The one visual language: colours by role, type scale, spacing; light, dark, high contrast.


Style sheets are written from these values; no other file names a colour or a point size.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

import resources
from desktop.presenters.preferences import ThemeName

FAMILY = "Liberation Sans"
POINTS = 10.0
XS, S, M, L, XL = 4, 8, 12, 16, 24
"""Spacing in pixels at 100 %."""

ROW = 28
"""Height of a row of every table, at 100 %."""


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours by what they mean. `…_soft` lies behind text of the colour of the same name."""

    window: str
    surface: str
    sunken: str
    text: str
    quiet: str
    line: str
    strong_line: str
    accent: str
    on_accent: str
    accent_soft: str
    selection: str
    danger: str
    danger_soft: str
    warning: str
    warning_soft: str
    good: str
    good_soft: str
    info: str
    info_soft: str
    charts: tuple[str, ...]


THEMES: dict[ThemeName, Colours] = {
    "light": Colours(
        window="#f4f3ee", surface="#ffffff", sunken="#ebeae3", text="#1d2320", quiet="#59625c", line="#dcdad1",
        strong_line="#8f958f", accent="#17624f", on_accent="#ffffff", accent_soft="#e0eee8", selection="#cfe6dc",
        danger="#a8201a", danger_soft="#fbe7e4", warning="#7a4f00", warning_soft="#fcf0d3", good="#2a6529",
        good_soft="#e3f2df", info="#1c4e86", info_soft="#e3edf8",
        charts=("#17624f", "#c98a1b", "#4f7cac", "#a8544b", "#7b6d8d"),
    ),
    "dark": Colours(
        window="#191c1a", surface="#222623", sunken="#141715", text="#e9ece7", quiet="#a7b0a9", line="#383e3a",
        strong_line="#757e78", accent="#6fc9ad", on_accent="#0c1f19", accent_soft="#1f3a32", selection="#2b4f43",
        danger="#f2a19a", danger_soft="#472522", warning="#ecc277", warning_soft="#42341a", good="#9bd394",
        good_soft="#223821", info="#9cc4f2", info_soft="#1d3147",
        charts=("#6fc9ad", "#ecc277", "#8fb6e3", "#e08f86", "#b7a7cc"),
    ),
    "contrast": Colours(
        window="#000000", surface="#000000", sunken="#000000", text="#ffffff", quiet="#ffffff", line="#ffffff",
        strong_line="#ffffff", accent="#ffd84a", on_accent="#000000", accent_soft="#332b00", selection="#5a4b00",
        danger="#ff9d94", danger_soft="#3a0000", warning="#ffd84a", warning_soft="#332b00", good="#8dff85",
        good_soft="#003300", info="#8fd0ff", info_soft="#00223d",
        charts=("#ffd84a", "#8fd0ff", "#8dff85", "#ff9d94", "#ffffff"),
    ),
}  # fmt: skip

_current: Colours = THEMES["light"]
_scale: float = 1.0


def colours() -> Colours:
    """The colours in use."""
    return _current


def px(length: int) -> int:
    """A length of 100 % at the text size in use."""
    return round(length * _scale)


def points() -> float:
    """Size of ordinary letters in points at the text size in use."""
    return POINTS * _scale


def apply(app: QApplication, name: ThemeName, text_size: int = 100) -> None:
    """Dress the whole program: style, font, palette, style sheet."""
    global _current, _scale
    _current, _scale = THEMES[name], text_size / 100
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    font = QFont(_family())
    font.setPointSizeF(POINTS * _scale)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    app.setFont(font)
    app.setPalette(_palette(_current))
    app.setStyleSheet(_sheet(_current))


def _family() -> str:
    """The carried font, so that the same text has the same width on every machine."""
    if FAMILY not in QFontDatabase.families():
        for face in sorted(resources.path("fonts").glob("LiberationSans-*.ttf")):
            QFontDatabase.addApplicationFont(str(face))
    return FAMILY


def _palette(c: Colours) -> QPalette:
    palette, role = QPalette(), QPalette.ColorRole
    for where, colour in {
        role.Window: c.window, role.WindowText: c.text, role.Base: c.surface, role.AlternateBase: c.sunken,
        role.Text: c.text, role.Button: c.surface, role.ButtonText: c.text, role.Highlight: c.selection,
        role.HighlightedText: c.text, role.ToolTipBase: c.surface, role.ToolTipText: c.text, role.Link: c.accent,
        role.PlaceholderText: c.quiet, role.Mid: c.line, role.Light: c.surface, role.Dark: c.strong_line,
        role.Accent: c.accent,
    }.items():  # fmt: skip
        palette.setColor(where, QColor(colour))
    for where in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(c.quiet))
    return palette


def _sheet(c: Colours) -> str:
    values = {field.name: getattr(c, field.name) for field in fields(c)}
    sizes = {f"p{n}": px(n) for n in (1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 28, 32)}
    sizes["round"] = (sizes["p12"] + 4) // 2  # half of a radio button with its border; Qt draws a larger one as 0
    points = {"small": POINTS * 0.9, "title": POINTS * 1.3, "display": POINTS * 1.8}
    return Template(_SHEET).substitute(values, **sizes, **{k: f"{v * _scale:.2f}" for k, v in points.items()})


_SHEET = """
* { outline: 0; }
QToolTip { background: $surface; color: $text; border: 1px solid $strong_line; padding: ${p4}px ${p8}px; }

QLabel[role="title"] { font-size: ${title}pt; font-weight: 700; }
QLabel[role="display"] { font-size: ${display}pt; font-weight: 700; }
QLabel[role="quiet"] { color: $quiet; }
QLabel[role="label"] { color: $quiet; font-size: ${small}pt; }
QLabel[role="below"] { color: $quiet; font-size: ${small}pt; }
QLabel[role="value"] { font-size: ${title}pt; }
QLabel[role="mark"] { background: $warning_soft; color: $warning; font-weight: 700; border-radius: ${p3}px;
  padding: 0 ${p4}px; }
QLabel[role="keycap"] { background: $sunken; border: 1px solid $strong_line; border-bottom-width: 2px;
  border-radius: ${p4}px; padding: ${p1}px ${p8}px; font-weight: 700; }
QLabel[role="heading"] { font-weight: 700; color: $accent; }
QLabel[severity="hard"] { color: $danger; font-size: ${small}pt; }
QLabel[severity="soft"] { color: $warning; font-size: ${small}pt; }
QLabel[chip] { border-radius: ${p8}px; padding: ${p2}px ${p8}px; font-size: ${small}pt; font-weight: 700; }
QLabel[chip="neutral"] { background: $sunken; color: $text; border: 1px solid $line; }
QLabel[chip="danger"] { background: $danger_soft; color: $danger; border: 1px solid $danger; }
QLabel[chip="warning"] { background: $warning_soft; color: $warning; border: 1px solid $warning; }
QLabel[chip="good"] { background: $good_soft; color: $good; border: 1px solid $good; }
QLabel[chip="info"] { background: $info_soft; color: $info; border: 1px solid $info; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox {
  background: $surface; color: $text; border: 1px solid $strong_line; border-radius: ${p4}px;
  padding: ${p3}px ${p6}px; selection-background-color: $selection; selection-color: $text; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus {
  border: 2px solid $accent; padding: ${p2}px ${p6}px; }
QLineEdit:read-only { background: $sunken; border-color: $line; }
QLineEdit:disabled, QPlainTextEdit:disabled { background: $sunken; color: $quiet; border-color: $line; }
QLineEdit[severity="hard"], QPlainTextEdit[severity="hard"] { border: 2px solid $danger; background: $danger_soft;
  padding: ${p2}px ${p6}px; }
QLineEdit[severity="soft"], QPlainTextEdit[severity="soft"] { border: 2px solid $warning; background: $warning_soft;
  padding: ${p2}px ${p6}px; }
QCheckBox, QRadioButton { spacing: ${p8}px; }
QCheckBox::indicator, QRadioButton::indicator { width: ${p12}px; height: ${p12}px; background: $surface;
  border: 2px solid $strong_line; border-radius: ${p3}px; }
QRadioButton::indicator { border-radius: ${round}px; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; }
QRadioButton::indicator:checked { border-color: $accent; background: qradialgradient(cx:0.5, cy:0.5, radius:0.5,
  fx:0.5, fy:0.5, stop:0 $accent, stop:0.6 $accent, stop:0.7 $surface, stop:1 $surface); }
QCheckBox:focus, QRadioButton:focus { color: $accent; text-decoration: underline; }

QPushButton { background: $surface; color: $text; border: 1px solid $strong_line; border-radius: ${p4}px;
  padding: ${p6}px ${p12}px; }
QPushButton:hover { background: $accent_soft; }
QPushButton:focus { border: 2px solid $accent; padding: ${p4}px ${p10}px; }
QDialog QPushButton:default,
QPushButton[primary="true"] { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton[primary="true"] { font-weight: 700; }
QPushButton[primary="true"]:focus { border: 2px solid $text; }
QPushButton:disabled { color: $quiet; background: $sunken; border-color: $line; font-weight: 400; }
QPushButton[flat="true"] { border-color: transparent; background: transparent; color: $accent; }
QPushButton[flat="true"]:focus { border-color: $accent; }
QPushButton[flat="true"]:hover { background: $accent_soft; }
QPushButton[link="true"] { border: 0; border-bottom: 1px solid transparent; border-radius: 0; background: transparent;
  color: $accent; padding: 0 0 ${p1}px 0; text-align: left; }
QPushButton[link="true"]:hover { border-bottom: 1px solid $accent; }
QPushButton[link="true"]:focus { border-bottom: 2px solid $accent; padding: 0; }
QPushButton[condition="true"] { background: $info_soft; color: $info; border-color: $info; border-radius: ${p10}px;
  padding: ${p2}px ${p8}px; }
QPushButton[condition="true"]:focus { border: 2px solid $accent; padding: ${p1}px ${p8}px; }
QPushButton[segment]:checked { background: $accent_soft; color: $accent; border-color: $accent; font-weight: 700; }
QPushButton[segment="left"] { border-top-right-radius: 0; border-bottom-right-radius: 0; }
QPushButton[segment="right"] { border-top-left-radius: 0; border-bottom-left-radius: 0; border-left: 0; }
QLineEdit[search="true"] { padding: ${p6}px ${p6}px; }
QLineEdit[search="true"]:focus { padding: ${p4}px ${p6}px; }

QMenuBar { background: $window; border-bottom: 1px solid $line; padding: ${p2}px; }
QMenuBar::item { padding: ${p4}px ${p8}px; border-radius: ${p4}px; background: transparent; }
QMenuBar::item:selected { background: $accent_soft; }
QMenu { background: $surface; border: 1px solid $strong_line; padding: ${p4}px; }
QMenu::item { padding: ${p6}px ${p24}px ${p6}px ${p8}px; border-radius: ${p4}px; }
QMenu::item:selected { background: $selection; color: $text; }
QMenu::separator { height: 1px; background: $line; margin: ${p4}px; }
QMenu::icon { padding-left: ${p6}px; }

QTableView, QListView, QTreeView { background: $surface; alternate-background-color: $window; color: $text;
  border: 1px solid $line; border-radius: ${p4}px; gridline-color: $line; selection-background-color: $selection;
  selection-color: $text; }
QTableView:focus, QListView:focus, QTreeView:focus { border: 1px solid $accent; }
QTableView[frozen="true"] { border: 0; border-right: 2px solid $strong_line; border-radius: 0; }
QTableView::item { padding: 0 ${p6}px; }
QTableView::item:selected { background: $selection; color: $text; }
QListView::item { padding: ${p4}px ${p6}px; }
QListView::item:selected { background: $selection; color: $text; }
QListView[side="true"] { background: transparent; border: 0; }
QListView[side="true"]::item { border-radius: ${p4}px; padding: 0; }
QListView[side="true"]:focus { border: 1px solid $accent; }
QListView[side="true"]::item:selected { background: $selection; color: $text; }
QHeaderView { background: $sunken; }
QHeaderView::section { background: $sunken; color: $quiet; border: 0; border-right: 1px solid $line;
  border-bottom: 1px solid $line; padding: ${p4}px ${p8}px; font-size: ${small}pt; font-weight: 700; }
QTableCornerButton::section { background: $sunken; border: 0; }

QScrollBar:vertical { background: transparent; width: ${p12}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${p12}px; margin: 0; }
QScrollBar::handle { background: $strong_line; border-radius: ${p4}px; margin: ${p2}px; }
QScrollBar::handle:vertical { min-height: ${p32}px; }
QScrollBar::handle:horizontal { min-width: ${p32}px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none; border: 0;
  width: 0; height: 0; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QScrollArea > QWidget > QScrollBar:vertical { width: ${p16}px; }
QScrollArea > QWidget > QScrollBar::handle:vertical { margin-left: ${p6}px; }
QScrollArea { border: 0; background: transparent; }
QScrollArea > QWidget > QWidget { background: transparent; }
QSplitter::handle { background: $line; }

QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $quiet; padding: ${p6}px ${p12}px; border: 0;
  border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $text; font-weight: 700; border-bottom: 2px solid $accent; }
QTabBar:focus { border-bottom: 1px dotted $accent; }
QTabWidget::pane { border: 0; border-top: 1px solid $line; }
QProgressBar { background: $sunken; border: 1px solid $line; border-radius: ${p4}px; text-align: center; color: $text; }
QProgressBar::chunk { background: $accent_soft; border-radius: ${p3}px; }
QStatusBar { background: $sunken; color: $quiet; border-top: 1px solid $line; }
QStatusBar::item { border: 0; }
QStatusBar QLabel { color: $quiet; padding: 0 ${p8}px; font-size: ${small}pt; }

QFrame[card="true"] { background: $surface; border: 1px solid $line; border-radius: ${p6}px; }
QFrame[step="true"] { border: 1px solid transparent; border-radius: ${p4}px; }
QFrame[step="true"]:focus { border-color: $accent; background: $accent_soft; }
QFrame[card="true"][chosen="true"] { background: $accent_soft; border: 2px solid $accent; }
QFrame[rule="true"] { background: $line; }
QFrame[banner] { border-radius: ${p4}px; }
QFrame[banner="danger"] { background: $danger_soft; border: 1px solid $danger; }
QFrame[banner="danger"] QLabel { color: $danger; }
QFrame[banner="warning"] { background: $warning_soft; border: 1px solid $warning; }
QFrame[banner="warning"] QLabel { color: $warning; }
QFrame[banner="good"] { background: $good_soft; border: 1px solid $good; }
QFrame[banner="good"] QLabel { color: $good; }
QFrame[banner="info"] { background: $info_soft; border: 1px solid $info; }
QFrame[banner="info"] QLabel { color: $info; }

#side { background: $sunken; border-right: 1px solid $line; }
#rail QToolButton { border: 0; border-left: 3px solid transparent; padding: ${p8}px ${p10}px; text-align: left;
  color: $text; background: transparent; }
#rail QToolButton:hover { background: $accent_soft; }
#rail QToolButton:focus { background: $accent_soft; border-left: 3px solid $strong_line; }
#rail QToolButton:checked { background: $surface; border-left: 3px solid $accent; font-weight: 700; }
#training { background: $warning_soft; color: $warning; border-bottom: 2px solid $warning; padding: ${p3}px ${p12}px;
  font-weight: 700; }
#top { background: $surface; border-bottom: 1px solid $line; }
"""
