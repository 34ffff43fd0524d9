"""The workbook for the Strategic Executive Group."""
