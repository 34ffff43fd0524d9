"""What a person sees: one module a screen; no rule, no query, no workbook."""
