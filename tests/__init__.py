"""The project's tests."""

import os

# As the program's own door to openpyxl sets it: whichever test loads openpyxl first, it parses without lxml.
os.environ["OPENPYXL_LXML"] = "False"
