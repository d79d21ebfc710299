"""OGC API – Features, parts 1 (OGC 17-069r4) and 3 (OGC 19-079r2): the documents that a service answers with."""
