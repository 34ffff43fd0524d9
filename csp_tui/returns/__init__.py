"""Returns: the workbook that travels, read from outside and taken in; pure of the database."""
