"""Texts that seem to speak of one thing: TF-IDF, latent semantic analysis, average linkage, and a test of each group.

Words and letter n-grams are weighed, so typing mistakes and inflection cost little; the latent space brings together
wordings that occur with the same others. A group counts only when its texts share at least two words that are far
more frequent in it than elsewhere and do not merely stand together: one common word is a topic, not a common root.
Of several cuts through the tree of groups the one is taken that leaves most texts in groups that count, so how many
roots there are need not be known.

Source:
    Salton & Buckley (1988), doi:10.1016/0306-4573(88)90021-0 (TF-IDF, sublinear); Deerwester et al. (1990),
    doi:10.1002/(SICI)1097-4571(199009)41:6<391::AID-ASI1>3.0.CO;2-9 (latent semantic analysis); Rousseeuw (1987),
    doi:10.1016/0377-0427(87)90125-7 (silhouette). Thresholds: chosen on generated loads, see docs/do/cases.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import LimitError

MOST_TEXTS = 5_000
"""Linkage holds all distances at once: 200 MB at this many."""
LEAST = 4
"""A group has at least this many texts."""
_DIMENSIONS = 60  # of the latent space
_CUTS = (0.75, 0.8, 0.85, 0.9)  # cosine distances at which groups are no longer joined: the best of them is taken
_COMMON = 0.9  # a word in more than this share of all texts sets nothing apart
_WORD = r"(?u)\b\w{4,}\b"  # shorter ones are mostly function words, in most languages with blanks
_SILHOUETTE = 0.1  # least mean silhouette of a group
_LEVEL = 0.05  # of the test of a word, divided by the number of words (Bonferroni)
_TOGETHER = 0.6  # share of texts with either word that have both, from which they are one
_COVER = 0.7  # least share of a group's texts that have two of its words

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Texts that seem to speak of one thing."""

    members: tuple[int, ...]
    """Places of the texts, rising."""
    terms: tuple[str, ...]
    """Words that set them apart, the most telling first; of words that stand together, one."""
    silhouette: float
    """Mean silhouette of the members in the latent space, -1 to 1."""


def text_clusters(texts: Sequence[str], least: int = LEAST) -> tuple[Cluster, ...]:
    """Groups of texts that share several telling words; the largest first, then by first member.

    Args:
        texts: n texts; the same texts in the same order give the same groups
        least: fewest texts of a group

    Returns:
        Groups that pass the test; a text is in at most one.

    Raises:
        LimitError: there are more than 5,000 texts.
    """
    if len(texts) > MOST_TEXTS:
        raise LimitError(f"text clusters: found {len(texts):,} texts, expected at most {MOST_TEXTS:,}")
    if len(texts) < 2 * least or not _has_words(texts):
        return ()
    words, names = _words(texts)
    cuts = [_found(words, labels, widths, least, names) for labels, widths in _grouped(_latent(texts))]
    best = max(cuts, key=lambda found: sum(len(each.members) for each in found))
    return tuple(sorted(best, key=lambda each: (-len(each.members), each.members)))


def _found(
    words: Any, labels: Ints, widths: NDArray[np.float64], least: int, names: tuple[str, ...]
) -> tuple[Cluster, ...]:
    """The groups of one cut that pass the test."""
    found = []
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        width = float(widths[members].mean())
        if len(members) < least or width < _SILHOUETTE:
            continue
        terms, cover = _telling(words, members)
        if len(terms) >= 2 and cover >= _COVER:
            found.append(Cluster(tuple(map(int, members)), tuple(names[t] for t in terms), round(width, 4)))
    return tuple(found)


def _has_words(texts: Sequence[str]) -> bool:
    """Whether two texts share a word that not a quarter of them has."""
    from sklearn.feature_extraction.text import CountVectorizer  # type: ignore[import-untyped]  # noqa: PLC0415

    split = CountVectorizer(token_pattern=_WORD).build_analyzer()
    seen: dict[str, int] = {}
    for text in texts:
        for word in set(split(text)):
            seen[word] = seen.get(word, 0) + 1
    return sum(2 <= count <= _COMMON * len(texts) for count in seen.values()) >= 2


def _latent(texts: Sequence[str]) -> NDArray[np.float64]:
    """Each text in the latent space, shape (n, d); length 1, or 0 for a text without any known word."""
    from scipy.sparse import hstack  # noqa: PLC0415 - only for who asks for proposals
    from sklearn.decomposition import TruncatedSVD  # type: ignore[import-untyped]  # noqa: PLC0415
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.preprocessing import normalize  # type: ignore[import-untyped]  # noqa: PLC0415

    common = {"sublinear_tf": True, "max_df": _COMMON}
    words = TfidfVectorizer(min_df=2, token_pattern=_WORD, **common).fit_transform(texts)
    grams = TfidfVectorizer(min_df=min(3, len(texts) // 4), analyzer="char_wb", ngram_range=(4, 5), **common)
    weighed = hstack([words, grams.fit_transform(texts)]).tocsr()
    size = min(_DIMENSIONS, len(texts) // 4, weighed.shape[1] - 1)
    latent = normalize(TruncatedSVD(max(size, 1), random_state=0).fit_transform(weighed))
    return np.asarray(latent, dtype=np.float64)


def _grouped(latent: NDArray[np.float64]) -> list[tuple[Ints, NDArray[np.float64]]]:
    """For each cut the group of each text, and its silhouette; texts without any known word are each alone."""
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415
    from scipy.spatial.distance import squareform  # noqa: PLC0415

    known = np.flatnonzero(np.abs(latent).sum(axis=1) > 0)
    if len(known) < 2:
        return [(np.arange(len(latent)), np.zeros(len(latent)))]
    apart = np.clip(1.0 - latent[known] @ latent[known].T, 0.0, 2.0)
    apart = (apart + apart.T) / 2.0
    np.fill_diagonal(apart, 0.0)
    tree = linkage(squareform(apart, checks=False), "average")
    return [_cut(latent, known, apart, fcluster(tree, cut, "distance")) for cut in _CUTS]


def _cut(
    latent: NDArray[np.float64], known: Ints, apart: NDArray[np.float64], joined: Ints
) -> tuple[Ints, NDArray[np.float64]]:
    from sklearn.metrics import silhouette_samples  # type: ignore[import-untyped]  # noqa: PLC0415

    labels, widths = np.arange(len(latent)) + len(latent) + 1, np.zeros(len(latent))
    labels[known] = joined
    groups = len(np.unique(joined))
    if 1 < groups < len(joined):
        widths[known] = silhouette_samples(apart, joined, metric="precomputed")
    elif groups == 1:
        widths[known] = 1.0
    return labels, widths


def _words(texts: Sequence[str]) -> tuple[Any, tuple[str, ...]]:
    """Which text has which word, sparse (n, m), and the words."""
    from sklearn.feature_extraction.text import CountVectorizer  # noqa: PLC0415

    counted = CountVectorizer(binary=True, min_df=2, token_pattern=_WORD)
    return counted.fit_transform(texts), tuple(map(str, counted.get_feature_names_out()))


def _telling(words: Any, members: Ints) -> tuple[list[int], float]:
    """Words that a group has far more often than the rest, and the share of its texts that have two of them.

    One-sided binomial test of the count in the group against the rate in the rest (half a text added to both sides).
    """
    from scipy.stats import binom  # noqa: PLC0415

    total, size = words.shape[0], len(members)
    inside = np.asarray(words[members].sum(axis=0)).ravel()
    rate = (np.asarray(words.sum(axis=0)).ravel() - inside + 0.5) / (total - size + 1.0)
    chance = binom.sf(inside - 1, size, np.minimum(rate, 1.0))
    candidates = np.flatnonzero((chance <= _LEVEL / words.shape[1]) & (inside >= 2))
    has = words[members].toarray().astype(bool)
    kept: list[int] = []
    for word in sorted(map(int, candidates), key=lambda each: (float(chance[each]), each)):
        if all(_overlap(has[:, word], has[:, other]) < _TOGETHER for other in kept):
            kept.append(word)
    return kept, float((has[:, kept].sum(axis=1) >= 2).mean()) if kept else 0.0


def _overlap(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Jaccard index of two sets."""
    return float((one & other).sum() / max(1, int((one | other).sum())))
