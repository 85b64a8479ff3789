"""How many turns a second each reader reads here, on lines of its own; beside it a plain keyword scan of the same lines.

The same as `evenkeel bench reading`; README.md beside it says what is measured.
"""

from evenkeel.engine.benching import main

if __name__ == "__main__":
    main()
