"""`python -m evenkeel` is `evenkeel`."""

from evenkeel.engine.commands import main

main()
