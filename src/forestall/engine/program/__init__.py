"""Many predicates as one program: every text is looked at once, whatever the number of predicates.

`compile` turns predicates into a tree of leaves (what is asked of one column) and gathers the literal texts of all
leaves of a column; `view` looks for all of them at once in the distinct values of a batch's columns, and looks only at
the predicates of which some needed text was found. No Sigma, no files.
"""
