"""OGC API – Features, parts 1 (OGC 17-069r4), 3 (OGC 19-079r2) and 5 (OGC 23-058r1): what a service answers with."""
