"""Questions about tables, answered by Polars; the only room that imports a table engine."""
