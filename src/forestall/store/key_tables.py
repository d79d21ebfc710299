"""The table of data keys: each in an envelope that only a master key opens. Master keys are never in the database."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forestall.store.tables import Base


class DataKeyRow(Base):
    """The key of the files of one unit."""

    __tablename__ = "data_keys"
    __table_args__ = (CheckConstraint("unit <> '' AND master <> ''", name="names"), {"sqlite_strict": True})

    unit: Mapped[str] = mapped_column(primary_key=True, comment="Dataset, label, source and day of the files")
    master: Mapped[str] = mapped_column(index=True, comment="Name of the master key that opens the envelope")
    envelope: Mapped[bytes] = mapped_column(comment="The data key, wrapped")
