"""What every workbook of ours shares: one text writer, one look, one finishing step, one way to put a file in place."""
