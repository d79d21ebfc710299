"""Questions about tables of events, all asked at once; the only room where a table engine may be imported."""
