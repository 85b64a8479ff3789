"""What can stand on a timeline: typed, dated sentences, declared by the room that knows them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar

_KINDS: dict[str, type[Happening]] = {}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who made it happen: `user:7`, `contact:3`, `clock`, `reader`, `token:NAME`, `import`."""

    kind: str
    id: int | None = None
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id is not None else self.kind


CLOCK = Actor("clock", name="the clock")
READER = Actor("reader", name="the reader")
SYSTEM = Actor("system", name="the desk")


@dataclass(frozen=True, slots=True)
class Happening:
    """Subclass it with a `kind` and a `sentence` of its own; fields must survive JSON."""

    kind: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        # `slots=True` makes the class twice; the second one is the one that counts.
        super(Happening, cls).__init_subclass__(**kwargs)
        _KINDS[cls.kind] = cls

    def sentence(self) -> str:
        """One line for a person. Its kind in plain words, where a happening has nothing better to say."""
        return self.kind.replace("_", " ").capitalize()

    def data(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Unknown(Happening):
    """A kind written by a newer version than this one: shown by its name, never lost."""

    kind: ClassVar[str] = "unknown"
    name: str = ""

    def sentence(self) -> str:
        return self.name.replace("_", " ").capitalize()


def rebuild(kind: str, data: dict[str, Any]) -> Happening:
    cls = _KINDS.get(kind)
    if cls is None:
        return Unknown(kind)
    known = {f.name for f in fields(cls)}
    try:
        return cls(**{k: v for k, v in data.items() if k in known})
    except TypeError:
        return Unknown(kind)
