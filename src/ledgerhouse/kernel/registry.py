"""Named things that plug-ins may add to. The house's own entries come through the same door."""

from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Strategies of one kind by name. `group` is the entry-point group of plug-in distributions."""

    def __init__(self, group: str) -> None:
        self.group = group
        self._things: dict[str, T] = {}

    def add(self, name: str) -> Callable[[T], T]:
        """Decorator: keep a thing under a name that must be free."""

        def keep(thing: T) -> T:
            if name in self._things:
                message = f"{self.group} has two entries called {name!r}"
                raise ValueError(message)
            self._things[name] = thing
            return thing

        return keep

    def load(self) -> None:
        """Read what installed distributions offer under this group. May be called again."""
        for point in entry_points(group=self.group):
            if point.name not in self._things:
                self.add(point.name)(point.load())

    def __getitem__(self, name: str) -> T:
        return self._things[name]

    def __contains__(self, name: object) -> bool:
        return name in self._things

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._things))
