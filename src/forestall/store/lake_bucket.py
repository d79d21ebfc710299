"""A lake in an S3-compatible object store, through pyarrow. An object is there whole or not at all.

Keys come from the environment (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, …), never from the URL; region,
`endpoint_override` and `scheme` may stand in its query.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

import pyarrow as pa
from pyarrow.fs import FileSelector, FileSystem, FileType

from forestall.core.errors import InputError, StateError
from forestall.store.lake import ADVICE, LakeFile


class BucketLake:
    """Objects below a prefix of a bucket."""

    def __init__(self, location: str) -> None:
        """Take `s3://BUCKET/PREFIX`.

        Raises:
            InputError: the URL cannot be read, or holds keys.
        """
        parts = urlsplit(location)
        self._name = f"{parts.scheme}://{parts.hostname}{parts.path}"
        if "@" in parts.netloc:
            raise InputError(f"{self._name}: keys do not belong into the URL; set AWS_ACCESS_KEY_ID and its secret")
        try:
            self._files, self._prefix = FileSystem.from_uri(location)
        except (ValueError, OSError, pa.ArrowException) as error:
            raise InputError(f"{self._name}: {error}; expected s3://BUCKET/PREFIX?region=…") from error

    def put(self, files: Collection[LakeFile]) -> None:
        """Put files into the lake; the store has each when this returns."""
        for file in files:
            try:
                with self._files.open_output_stream(f"{self._prefix}/{file.path}") as stream:
                    stream.write(file.data)
            except OSError as error:
                raise self._trouble("cannot be written", error, "nothing of this was kept") from error

    def get(self, path: str) -> bytes:
        """Content of a file."""
        try:
            with self._files.open_input_stream(f"{self._prefix}/{path}") as stream:
                return bytes(stream.read())
        except OSError as error:
            raise self._trouble(f"{path} cannot be read", error, ADVICE) from error

    def remove(self, paths: Collection[str]) -> None:
        """Remove files; one that is not there is no mistake."""
        for path in sorted(paths):
            try:
                self._files.delete_file(f"{self._prefix}/{path}")
            except FileNotFoundError:
                continue
            except OSError as error:
                raise self._trouble("cannot be tidied", error, "look at the rights of our key") from error

    def paths(self) -> tuple[str, ...]:
        """Every file, sorted."""
        selector = FileSelector(self._prefix, allow_not_found=True, recursive=True)
        try:
            found = self._files.get_file_info(selector)
        except OSError as error:
            raise self._trouble("cannot be listed", error, "look at the bucket's name and our key") from error
        start = len(self._prefix) + 1
        return tuple(sorted(info.path[start:] for info in found if info.type == FileType.File))

    def _trouble(self, what: str, error: OSError, advice: str) -> StateError:
        return StateError(f"{self._name}: {what} ({str(error).splitlines()[0][:200]}); {advice}")
