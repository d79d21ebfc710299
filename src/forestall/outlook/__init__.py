"""What a page, a map or a data file shows of a pass: typed contexts in, files out. No pass is run here."""
