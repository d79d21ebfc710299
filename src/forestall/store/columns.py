"""Types of columns that mean the same on SQLite and on PostgreSQL."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import REAL, BigInteger, Integer, Text
from sqlalchemy.dialects.postgresql import DOUBLE_PRECISION
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

WORDS = Text().with_variant(Text(collation="C"), "postgresql")  # one order of texts: that of their bytes
WHOLE = Integer().with_variant(BigInteger(), "postgresql")  # 64 bits; a STRICT table knows no BIGINT
FRACTION: TypeEngine[float] = REAL().with_variant(
    DOUBLE_PRECISION(), "postgresql"
)  # 64 bits; REAL of PostgreSQL has 32


class Moment(TypeDecorator[datetime]):
    """A time as UTC text of fixed width, so that the order of the texts is the order of the times."""

    impl = WORDS
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """To text."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """From text."""
        return None if value is None else datetime.fromisoformat(value)
