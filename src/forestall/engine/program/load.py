"""Some bytes of an array as one number, wherever they begin; for functions that numba compiles. Little-endian machines.

The bytes must be there: nothing is checked.
"""

from collections.abc import Callable
from typing import Any

from numba import types
from numba.extending import intrinsic

Typing = tuple[Any, Callable[..., Any]]


def _place(context: Any, builder: Any, signature: Any, args: Any, kind: Any) -> Any:
    """Where a number of some kind stands in an array."""
    array = context.make_array(signature.args[0])(context, builder, args[0])
    return builder.bitcast(builder.gep(array.data, [args[1]]), context.get_value_type(kind).as_pointer())


def _loaded(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """What the compiler puts in place of a call: a load that need not be aligned."""
    return builder.load(_place(context, builder, signature, args, signature.return_type), align=1)


def _stored(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """The same for a store."""
    builder.store(args[2], _place(context, builder, signature, args, signature.args[2]), align=1)
    return context.get_dummy_value()


def _four(typing: Any, data: Any, place: Any) -> Typing:
    return types.uint32(data, types.intp), _loaded


def _eight(typing: Any, data: Any, place: Any) -> Typing:
    return types.uint64(data, types.intp), _loaded


def _put_eight(typing: Any, data: Any, place: Any, number: Any) -> Typing:
    return types.void(data, types.intp, types.uint64), _stored


four: Callable[..., Any] = intrinsic(_four)
"""`four(data, place)`: four bytes from a place on."""
eight: Callable[..., Any] = intrinsic(_eight)
"""`eight(data, place)`: eight bytes from a place on."""
put_eight: Callable[..., Any] = intrinsic(_put_eight)
"""`put_eight(data, place, number)`: writes eight bytes from a place on."""
