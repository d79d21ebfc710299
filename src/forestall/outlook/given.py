"""All that the stages gave in one pass, as the outlook takes it; what is shown of it is decided elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from forestall.model.alert import Alert
from forestall.model.duty import Obligation
from forestall.model.entry import Checkpoint
from forestall.model.observation import Detection, Observation
from forestall.model.place import Place
from forestall.model.plan import Plan
from forestall.model.risk import Assessment
from forestall.outlook.wording import Wording


@dataclass(frozen=True, slots=True)
class Given:
    """The records of one pass."""

    place: Place
    """The place."""
    observation: Observation
    """What came in."""
    detection: Detection
    """What was concluded."""
    assessment: Assessment
    """What could happen."""
    plan: Plan
    """What would prevent it."""
    alerts_open: tuple[Alert, ...]
    """Our alerts in force, with those of this pass."""
    alerts_new: tuple[Alert, ...]
    """Messages of this pass: Alert, Update, Cancel."""
    obligations: tuple[Obligation, ...]
    """What is owed."""
    checkpoint: Checkpoint | None
    """The head of the ledger; None when there is none yet."""
    at: datetime
    """Time of the pass."""
    version: str
    """Version of the program."""
    seed: int | None
    """Seed of the simulation; None when it was not told."""
    words: Wording
    """How numbers and times are written for this place."""
    hidden: Mapping[str, int] = field(default_factory=dict)
    """How many findings that move a risk whoever looks may not see, by scenario; none where there are none."""

    _jurisdictions: dict[str, str] = field(init=False, repr=False, compare=False)
    """Names of the authorities."""
    _sites: dict[str, str] = field(init=False, repr=False, compare=False)
    """Names of the sites."""

    def __post_init__(self) -> None:
        """Look the names up once: pages ask for thousands."""
        object.__setattr__(self, "_jurisdictions", {each.id: each.name for each in self.place.profile.jurisdictions})
        object.__setattr__(self, "_sites", {each.id: each.name for each in self.place.sites})

    def jurisdiction(self, key: str | None) -> str:
        """The authority's name as people write it; its id when the place does not know it."""
        return "" if key is None else self._jurisdictions.get(key, key)

    def site(self, key: str | None) -> str:
        """The site's name as people write it; its id when the place does not know it."""
        return "" if key is None else self._sites.get(key, key)
