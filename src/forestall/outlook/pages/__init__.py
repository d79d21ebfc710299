"""What each page shows, as typed contexts: made of the records of a pass, without HTTP, SQL or HTML."""
