"""A load of cases with planted causes: what people write about twenty roots, among one-offs that have no common root.

Every cause has its own symptoms in several wordings; streets, complaints about the office and politeness are shared by
all, words are mistyped, and every fourth case is about something else. Nothing here is taken from a real report.
"""

# ruff: noqa: E501

import random
from dataclasses import dataclass

CAUSES: dict[str, tuple[tuple[str, ...], ...]] = {
    "stuck-valve": (
        ("sewage came up", "waste water rose", "dirty water pushed back", "the drain flooded"),
        ("in our cellar", "through the basement floor", "into the cellar", "from the toilet downstairs"),
        ("after heavy rain", "when it rained hard", "during the storm", "each time there is a downpour"),
        ("the pump station was not running", "the pumping station stood still", "the pumps did not start", ""),
    ),
    "dim-crossing": (
        ("a car nearly hit me", "almost run over", "a van did not stop", "narrowly missed by a driver"),
        ("at the pedestrian crossing", "on the zebra crossing", "at the crosswalk", "while crossing by the school"),
        ("the lamp above it is out", "it is dark there", "no lighting at the crossing", "street light broken"),
        ("children use it every morning", "my daughter goes to school there", "pupils cross there", ""),
    ),
    "night-deliveries": (
        ("lorries unload", "trucks deliver", "delivery vans load", "a lorry with a running cooler stands"),
        ("behind the supermarket", "at the market's ramp", "in the yard of the shop", "at the loading bay"),
        ("at four in the morning", "long before six", "in the middle of the night", "every night"),
        ("nobody can sleep", "the noise wakes us", "roll containers rattle", "reversing beepers wake the children"),
    ),
    "boundary-hedge": (
        ("my neighbour's hedge", "the hedge next door", "the trees on the other side", "his cypress hedge"),
        ("is three metres high", "grows over the boundary", "hangs across our fence", "takes the light"),
        ("he will not cut it", "they refuse to trim it", "no agreement on cutting", "cutting is disputed"),
        ("we have talked many times", "mediation failed once", "letters stay unanswered", ""),
    ),
    "ammonia-coupling": (
        ("smell of ammonia", "sharp stinging smell", "ammonia in the air", "biting gas smell"),
        ("near the ice works", "by the cold store", "at the cold storage plant", "beside the refrigeration hall"),
        ("while a tanker was coupled", "during unloading of a tank truck", "when the hose was taken off", "at the transfer"),
        ("workers ran out", "eyes were watering", "coughing", "we had to leave the hall"),
    ),
    "forklift-aisle": (
        ("forklift turned the corner", "a fork truck came out", "pallet truck shot round", "forklift reversed"),
        ("in the narrow aisle of the warehouse", "between the racks", "in the storage hall", "at the blind corner"),
        ("a worker was bumped", "hit a packer on the leg", "nearly crushed a colleague", "foot was rolled over"),
        ("no mirror there", "walkway and truck lane are one", "no marking on the floor", ""),
    ),
    "playground-bolt": (
        ("the swing came loose", "seat of the swing fell", "swing chain broke off", "the swing hangs on one side"),
        ("at the playground", "on the play area", "in the park's playground", "at the kindergarten playground"),
        ("a bolt is missing", "the screw has rusted through", "shackle is worn out", "bolts loose"),
        ("a child fell", "a boy hurt his arm", "a girl was hurt", ""),
    ),
    "bus-timetable": (
        ("the bus left early", "bus never came", "missed the connection", "bus departs before the train arrives"),
        ("at the railway station", "at the station stop", "from the train", "at the interchange"),
        ("since the new timetable", "after the timetable change", "with the new schedule", "since the schedule changed"),
        ("waiting an hour", "late for work again", "forty minutes in the cold", ""),
    ),
    "brown-water": (
        ("brown water from the tap", "tap water is rusty", "discoloured drinking water", "the water runs yellow brown"),
        ("in the whole house", "in all flats", "in kitchen and bath", "on every floor"),
        ("after the hydrant was flushed", "since the mains were repaired", "since works on the main", "after the pipe works"),
        ("washing is ruined", "we cannot drink it", "stains in the laundry", ""),
    ),
    "market-fees": (
        ("stall fee was charged twice", "two invoices for the stall", "billed double for my stand", "fee for the stand is wrong"),
        ("weekly market", "market square", "farmers market", "market place"),
        ("the office says otherwise", "the cashier insists", "administration disagrees", "disagreement with the market office"),
        ("since the new payment machine", "since cards are taken", "after the switch to card payment", ""),
    ),
    "loose-cobbles": (
        ("fell over a loose cobble", "tripped on a stone", "stumbled over paving", "slipped on sunken cobblestones"),
        ("in the old town lane", "in the pedestrian zone", "on the cobbled street", "by the town hall steps"),
        ("after the cable trench was filled", "where they dug for the cable", "since the trench for fibre", "where fibre was laid"),
        ("knee bleeding", "wrist broken", "twisted my ankle", "bruised hip"),
    ),
    "dog-park-gate": (
        ("a dog ran at me", "loose dogs chased", "a dog jumped on", "dogs run out"),
        ("beside the dog run", "from the dog park", "next to the fenced meadow", "by the dogs' enclosure"),
        ("the gate does not shut", "the latch is broken", "gate stays open", "the gate's spring is gone"),
        ("a cyclist fell", "a jogger was frightened", "bitten in the calf", ""),
    ),
    "ventilation-fumes": (
        ("fumes in the swimming hall", "chlorine air in the pool", "burning throat at the pool", "stinging air in the baths"),
        ("during the swimming lesson", "at the afternoon course", "while the class was there", "in the evening"),
        ("ventilation was off", "fans stood still", "air system not working", "no fresh air"),
        ("pupils coughed", "several had red eyes", "the teacher felt sick", "two were dizzy"),
    ),
    "scaffold-planks": (
        ("plank fell from the scaffold", "board dropped off the scaffolding", "a scaffold board came down", "planks slid off"),
        ("onto the pavement", "on the footpath", "between passers-by", "in front of the bakery"),
        ("in the wind", "when a gust came", "on a windy day", "boards are not tied"),
        ("nobody was hit", "it missed a pram", "a parked bicycle was crushed", ""),
    ),
    "benefit-letters": (
        ("housing benefit not paid", "allowance stopped", "rent support was cut", "benefit payment missing"),
        ("without a decision letter", "no notice came", "letter went to an old address", "no explanation"),
        ("the counter could not help", "hotline refers to the portal", "portal shows nothing", "the case worker changed"),
        ("rent is overdue", "landlord threatens", "bills cannot be paid", ""),
    ),
    "level-crossing": (
        ("barrier stayed up", "barriers opened late", "half barrier did not close", "no warning light"),
        ("at the level crossing", "where the road crosses the tracks", "at the rail crossing", "at the railway barrier"),
        ("a train passed", "the train came", "regional train went through", "a goods train rolled by"),
        ("I braked at the last moment", "a tractor stood on the rails", "cars were still on it", ""),
    ),
    "solvent-drums": (
        ("drums leaking", "barrels with solvent leak", "a puddle of paint thinner", "chemical smell of thinner"),
        ("behind the paint shop", "in the workshop yard", "at the coachworks", "by the lacquer hall"),
        ("stored without a tray", "no drip pan under them", "standing on bare soil", "next to the storm drain"),
        ("the brook is coloured", "fish died", "oil film on the ditch", ""),
    ),
    "heating-contract": (
        ("heating costs doubled", "district heat bill too high", "invoice for heat is wrong", "advance payment raised"),
        ("in the housing estate", "in our building", "in all rented flats", "tenants of the block"),
        ("landlord and supplier blame each other", "the utility refuses to correct", "no one shows the meter reading", "readings are estimated"),
        ("tenants will not pay", "we object", "we demand the contract", ""),
    ),
    "icy-bridge": (
        ("slipped on ice", "skidded with the bicycle", "fell on black ice", "lost grip"),
        ("on the foot bridge", "on the cycle bridge", "on the wooden bridge", "crossing the river bridge"),
        ("it was not gritted", "no salt was spread", "nobody had cleared it", "winter service leaves it out"),
        ("broken collarbone", "hit my head", "ambulance came", "shoulder hurt"),
    ),
    "noisy-heat-pump": (
        ("humming day and night", "a low drone", "constant buzzing", "deep hum in the bedroom"),
        ("heat pump next door", "the neighbour's heat pump", "the new heat pump unit", "outdoor unit of a heat pump"),
        ("stands too near our wall", "two metres from the window", "was put at the boundary", "mounted under our bedroom"),
        ("he says it is allowed", "they deny the noise", "no agreement", "measurement is disputed"),
    ),
}  # fmt: skip

CAUSES_ALL = dict(CAUSES)
"""As `CAUSES`, which a test may narrow down."""

THINGS = (
    "park bench", "town archive", "passport", "library printer", "beehive", "choir rehearsal", "umbrella", "museum ticket",
    "parking permit", "allotment well", "street musician", "flag pole", "wedding date", "recycling calendar", "fountain",
    "film crew", "chess table", "carnival float", "telephone box", "ferry café", "statue", "school menu", "tennis court",
    "fishing licence", "christmas tree", "drone", "twinning trip", "food truck", "cemetery tap", "poster", "sports key",
    "parrot", "weather vane", "tourist map", "book box", "skating rink", "election leaflet", "climbing wall", "vending machine",
    "sundial", "observatory", "name plate", "organ concert", "bonfire", "rowing jetty", "photo booth", "clock tower",
    "bicycle pump", "piano", "lift button", "raffle", "mural", "greenhouse", "lottery stand", "goat", "hotel sign", "kiosk",
    "cable car", "puppet theatre", "tombola", "lighthouse tour", "cooking course", "pottery kiln", "bagpipe", "windmill",
    "census form", "gym mat", "picnic table", "bird box", "herb garden", "cinema seat", "newspaper rack", "toy library",
    "wheelchair ramp", "charging post", "duck pond", "archery butt", "stamp", "medal", "quiz evening", "scarecrow", "sauna",
    "violin", "canoe", "hammock", "lantern", "megaphone", "notice board", "orchard", "pancake race", "quilt", "rocking horse",
    "sandpit", "telescope", "unicycle", "vase", "wardrobe", "xylophone", "yoga class", "zip line", "almanac", "balloon",
    "compass", "dinghy", "easel", "fireplace", "globe", "harp", "igloo tent", "jukebox", "kite", "loudspeaker", "marquee",
)  # fmt: skip
KINDS = (
    "old", "new", "green", "wooden", "public", "little", "large", "second", "borrowed", "painted", "rented", "famous",
    "heavy", "round", "open", "closed", "summer", "winter", "evening", "free", "paid", "foreign", "local", "private",
)  # fmt: skip
TROUBLES = (
    "was moved without notice", "has the wrong colour", "cannot be booked online", "is too expensive", "was forgotten",
    "should be translated", "is covered with stickers", "needs paint", "was cancelled", "is hard to find",
    "was delivered late", "should open earlier", "has a spelling mistake", "is out of order", "was given to someone else",
    "squeaks", "should be larger", "is missing", "was praised by visitors", "does not fit", "is locked on sundays",
    "was sold", "should be shaded", "is crowded", "was photographed", "has no instructions", "was stolen", "is too loud",
)  # fmt: skip
STREETS = ("Mill Street", "Station Road", "Harbour Lane", "Oak Avenue", "Church Square", "River Walk", "North Ring")
FILLERS = (
    "Nobody has come so far.", "Please see to it.", "This is the third time.", "I wrote to the office last year.",
    "Who is responsible?", "It cannot go on like this.", "Thank you for looking into it.", "I expect an answer.",
    "Photographs can be sent.", "Others have noticed it too.", "", "",
)  # fmt: skip
PATTERNS = ("{0}, {1}: {2}. {3}", "{2}, {0}. {1}. {3}", "{0} {1}, {2}, {3}", "{3}: {0} {1} {2}", "{1}, {0}, {2}; {3}")


@dataclass(frozen=True, slots=True)
class Told:
    """One case."""

    text: str
    cause: str | None
    """The planted cause; None for a one-off."""


def case_load(seed: int, count: int = 600, alone: float = 0.25) -> list[Told]:
    """So many cases in a random order; this share of them has no common cause."""
    draw = random.Random(seed)
    names = sorted(CAUSES)
    weights = [draw.uniform(0.5, 2.0) for _ in names]
    found = []
    for _ in range(count):
        cause = None if draw.random() < alone else draw.choices(names, weights)[0]
        found.append(Told(_mistyped(_one_off(draw) if cause is None else _symptom(draw, CAUSES[cause]), draw), cause))
    return found


def _symptom(draw: random.Random, slots: tuple[tuple[str, ...], ...]) -> str:
    told = draw.choice(PATTERNS).format(*(draw.choice(slot) for slot in slots))
    return f"{told} {draw.choice(STREETS)}. {draw.choice(FILLERS)} {draw.choice(FILLERS)}".strip()


def _one_off(draw: random.Random) -> str:
    told = f"the {draw.choice(KINDS)} {draw.choice(THINGS)} {draw.choice(TROUBLES)} and {draw.choice(TROUBLES)}"
    return f"{told}. {draw.choice(STREETS)}. {draw.choice(FILLERS)} {draw.choice(FILLERS)}".strip()


def _mistyped(text: str, draw: random.Random) -> str:
    """Every thirtieth word with a letter left out, doubled, or exchanged with the next."""
    words = text.split()
    for place, word in enumerate(words):
        if len(word) > 3 and draw.random() < 1 / 30:
            at = draw.randrange(1, len(word) - 1)
            kinds = (
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            )
            words[place] = draw.choice(kinds)
    return " ".join(words)
