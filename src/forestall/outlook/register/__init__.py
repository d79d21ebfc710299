"""The risk register for people and for other programs: a table, a workbook, a printable sheet for each risk."""
