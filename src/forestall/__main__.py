"""`python -m forestall` is `forestall`."""

from forestall.cli.main import main

main()
