"""A value with the unit a worked case prints it in, and the way to SI. Not here: what the value is used for."""

from dataclasses import dataclass

from forestall.core.errors import InputError

Value = float | str | bool | list[float]

# unit -> (factor, offset): value in SI = value * factor + offset. Shares (`%`, `ppm`, ...) become plain ratios.
UNITS: dict[str, tuple[float, float]] = {
    "-": (1.0, 0.0),
    "in key": (1.0, 0.0),
    "%": (1e-2, 0.0),
    "vol%": (1e-2, 0.0),
    "vol% CH4": (1e-2, 0.0),
    "vol frac": (1.0, 0.0),
    "vol frac, spatial mean": (1.0, 0.0),
    "ppm": (1e-6, 0.0),
    "tenths": (0.1, 0.0),
    "oktas": (0.125, 0.0),
    "m": (1.0, 0.0),
    "m from centre": (1.0, 0.0),
    "km": (1e3, 0.0),
    "cm": (1e-2, 0.0),
    "mm": (1e-3, 0.0),
    "ft": (0.3048, 0.0),
    "in": (0.0254, 0.0),
    "1/m": (1.0, 0.0),
    "m2": (1.0, 0.0),
    "m3": (1.0, 0.0),
    "L": (1e-3, 0.0),
    "m4/s3": (1.0, 0.0),
    "m/s": (1.0, 0.0),
    "m/s @1 m": (1.0, 0.0),
    "m/s @10 m": (1.0, 0.0),
    "m2/s": (1.0, 0.0),
    "s": (1.0, 0.0),
    "min": (60.0, 0.0),
    "h": (3600.0, 0.0),
    "yr": (31_557_600.0, 0.0),
    "1/s": (1.0, 0.0),
    "1/h": (1 / 3600.0, 0.0),
    "1/yr": (1 / 31_557_600.0, 0.0),
    "K": (1.0, 0.0),
    "degC": (1.0, 273.15),
    "K/m": (1.0, 0.0),
    "deg": (0.017453292519943295, 0.0),
    "rad": (1.0, 0.0),
    "kg": (1.0, 0.0),
    "g": (1e-3, 0.0),
    "t": (1e3, 0.0),
    "kg/s": (1.0, 0.0),
    "kg/min": (1 / 60.0, 0.0),
    "kg/h": (1 / 3600.0, 0.0),
    "g/s": (1e-3, 0.0),
    "kg/m2s": (1.0, 0.0),
    "kg/m3": (1.0, 0.0),
    "mg/m3": (1e-6, 0.0),
    "kg/mol": (1.0, 0.0),
    "g/mol": (1e-3, 0.0),
    "Pa": (1.0, 0.0),
    "kPa": (1e3, 0.0),
    "MPa": (1e6, 0.0),
    "bar": (1e5, 0.0),
    "mbar": (1e2, 0.0),
    "atm": (101_325.0, 0.0),
    "psi": (6894.757293168, 0.0),
    "Pa s": (1.0, 0.0),
    "J": (1.0, 0.0),
    "J/kg": (1.0, 0.0),
    "kJ/kg": (1e3, 0.0),
    "MJ/kg": (1e6, 0.0),
    "J/kgK": (1.0, 0.0),
    "W/m2": (1.0, 0.0),
    "kW/m2": (1e3, 0.0),
    "(W/m2)^(4/3) s": (1.0, 0.0),
    "(kW/m2)^(4/3) s": (1e4, 0.0),
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """One input or result of a case."""

    value: Value
    """As printed: a number, numbers, a word (`D`, `not exceeded`) or yes/no."""
    unit: str
    """As printed."""

    @property
    def si(self) -> float:
        """The number in SI units; shares as plain ratios (60 % is 0.6), degC as K."""
        factor, offset = _unit(self.unit)
        return self.number * factor + offset

    def to(self, unit: str) -> float:
        """The number in another unit of the same kind (`1/yr` for a rate, `kW/m2` for a flux)."""
        factor, offset = _unit(unit)
        return (self.si - offset) / factor

    @property
    def number(self) -> float:
        """The number as printed."""
        if isinstance(self.value, (str, list)):
            raise InputError(f"{self.value!r} [{self.unit}]: expected a number")
        return float(self.value)

    @property
    def numbers(self) -> tuple[float, ...]:
        """The numbers as printed; of one number, that one. `[1e-5,2e-5]` and `10,100,1000 m` are read as well."""
        if isinstance(self.value, str):
            return _numbers(self.value)
        return tuple(self.value) if isinstance(self.value, list) else (float(self.value),)

    @property
    def text(self) -> str:
        """The value as a word."""
        return str(self.value)


def _unit(name: str) -> tuple[float, float]:
    if name not in UNITS:
        raise InputError(f"unit {name!r} is not known; known are {', '.join(sorted(UNITS))}")
    return UNITS[name]


def _numbers(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part.split()[0]) for part in text.strip().strip("[]").split(","))
    except (ValueError, IndexError) as error:
        raise InputError(f"{text!r}: expected numbers separated by commas") from error
