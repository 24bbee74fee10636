"""Bytes to grids to tables: everything about Excel and accounting exports, nothing of the law."""
