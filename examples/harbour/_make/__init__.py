"""The parts of the generator of examples/harbour; `../make.py` calls them in order."""
