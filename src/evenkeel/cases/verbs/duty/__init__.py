"""What can happen to a roster. All doors of duty go through here: who may, and whether a message reaches them."""

from evenkeel.cases.verbs.duty.importing import Imported, import_roster
from evenkeel.cases.verbs.duty.rotations import end_rotation, save_rotation
from evenkeel.cases.verbs.duty.shifts import Rostered, come_back, cover, go_away, put_on_duty, take_back
from evenkeel.cases.verbs.duty.swaps import decline_swap, offer_swap, take_swap, withdraw_swap
from evenkeel.cases.verbs.duty.watching import Lack, keep_watch, lacks, watch_all

__all__ = [
    "Imported",
    "Lack",
    "Rostered",
    "come_back",
    "cover",
    "decline_swap",
    "end_rotation",
    "go_away",
    "import_roster",
    "keep_watch",
    "lacks",
    "offer_swap",
    "put_on_duty",
    "save_rotation",
    "take_back",
    "take_swap",
    "watch_all",
    "withdraw_swap",
]
