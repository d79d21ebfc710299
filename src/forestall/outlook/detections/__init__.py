"""What rules found in files of logs, as one page that opens from disk. The outlook of a place is elsewhere."""
