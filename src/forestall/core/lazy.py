"""An attribute that is worked out when it is asked for first."""

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class lazy(Generic[T]):  # noqa: N801 - written as a decorator
    """`functools.cached_property` without its lock.

    Up to Python 3.11 that lock is one for all objects of a class: a page of one reader would wait
    for the page of another. Where two threads share the object it may be worked out twice, and
    has to come out the same.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make, self.__doc__ = make, make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        """Know the attribute's name."""
        self._name = name

    @overload
    def __get__(self, thing: None, owner: type) -> Self: ...
    @overload
    def __get__(self, thing: object, owner: type) -> T: ...
    def __get__(self, thing: object | None, owner: type) -> Self | T:
        """What it is; kept in the object, where it is found from then on."""
        if thing is None:
            return self
        found = thing.__dict__[self._name] = self._make(thing)
        return found
