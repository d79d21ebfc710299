"""What is wrong or odd in rule files, with file and line: `folder.lint`. Rules are judged, never evaluated.

An error is a reason for which a rule is refused; a warning is about one that runs, but perhaps not as meant.
"""
