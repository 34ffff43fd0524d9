"""The one door to openpyxl: set up before it loads, so that it parses safely and the same way on every machine."""

from __future__ import annotations

import os

os.environ["OPENPYXL_LXML"] = "False"  # the standard library's parser: with defusedxml it refuses DTDs and entities

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.chart import BarChart, LineChart
from openpyxl.chart.axis import NumericAxis, TextAxis
from openpyxl.chart.data_source import (
    AxDataSource,
    NumData,
    NumDataSource,
    NumFmt,
    NumRef,
    NumVal,
    StrData,
    StrRef,
    StrVal,
)
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series as DrawnSeries
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.chart.text import Text as ChartText
from openpyxl.chart.title import Title
from openpyxl.drawing.colors import ColorChoice
from openpyxl.drawing.fill import PatternFillProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, SpreadsheetDrawing, TwoCellAnchor
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.drawing.text import Font as Face
from openpyxl.formatting.rule import Rule
from openpyxl.packaging.core import DocumentProperties
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

__all__ = [
    "Alignment",
    "AnchorMarker",
    "AxDataSource",
    "BarChart",
    "Border",
    "Break",
    "Cell",
    "CharacterProperties",
    "ChartText",
    "ColorChoice",
    "DataLabelList",
    "DataValidation",
    "DifferentialStyle",
    "DocumentProperties",
    "DrawnSeries",
    "ExcelWriter",
    "Face",
    "Font",
    "GraphicalProperties",
    "Hyperlink",
    "LineChart",
    "LineProperties",
    "Marker",
    "NamedStyle",
    "NumData",
    "NumDataSource",
    "NumFmt",
    "NumRef",
    "NumVal",
    "NumericAxis",
    "PageSetupProperties",
    "Paragraph",
    "ParagraphProperties",
    "PatternFill",
    "PatternFillProperties",
    "Protection",
    "RegularTextRun",
    "RichText",
    "RowDimension",
    "Rule",
    "SeriesLabel",
    "Side",
    "SpreadsheetDrawing",
    "StrData",
    "StrRef",
    "StrVal",
    "StringProperty",
    "Table",
    "TableColumn",
    "TableStyleInfo",
    "TextAxis",
    "Title",
    "TwoCellAnchor",
    "Workbook",
    "Worksheet",
    "WorksheetWriter",
    "get_column_letter",
]
