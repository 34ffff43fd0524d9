"""The one door to openpyxl: set up before it loads, so that it parses safely and the same way on every machine."""

from __future__ import annotations

import os

os.environ["OPENPYXL_LXML"] = "False"  # the standard library's parser: with defusedxml it refuses DTDs and entities

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.packaging.core import DocumentProperties
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

__all__ = [
    "Alignment",
    "Border",
    "Cell",
    "DataValidation",
    "DifferentialStyle",
    "DocumentProperties",
    "ExcelWriter",
    "Font",
    "Hyperlink",
    "NamedStyle",
    "PageSetupProperties",
    "PatternFill",
    "Protection",
    "RowDimension",
    "Rule",
    "Side",
    "StringProperty",
    "Table",
    "TableColumn",
    "TableStyleInfo",
    "Workbook",
    "Worksheet",
    "get_column_letter",
]
