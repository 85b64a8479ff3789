"""A desk in a storm: engines killed every second, the clock jumping, the database dying, providers failing, people at work.

`storm.py` makes the weather, `nursery.py` bears the processes, `writers.py` is the people, `providers.py` the world outside,
`clocks.py` moves the time, `verdict.py` says what must still be true. `bench/chaos.py` is the command.
"""
