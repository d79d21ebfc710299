"""View factor of a flame of any shape, summed over panels: jets, leaning pool fires, raised targets."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

AROUND, ALONG = 72, 48  # panels; within 0.5 % of the closed form of a cylinder from 0.2 radii off its wall
UP = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True, slots=True)
class Panels:
    """A surface in small flat pieces."""

    centres: Floats
    """[m], shape (n, 3): x downwind, y across, z up."""
    areas: Floats
    """Outward normal times area [m2], shape (n, 3)."""

    @property
    def surface(self) -> float:
        """Total area [m2]."""
        return float(np.linalg.norm(self.areas, axis=1).sum())


def frustum(base: Floats, axis: Floats, radii: tuple[float, float], *, level: bool = False) -> Panels:
    """The mantle of a cone's frustum or cylinder.

    Args:
        base: centre of the base [m], shape (3,)
        axis: from there to the centre of the top [m], shape (3,)
        radii: of base and top [m]
        level: base and top stay horizontal when the axis leans (a pool fire); else they stand across the axis (a jet)

    Returns:
        Panels, each with the mean position and the area vector of its four corners.
    """
    along = UP if level else axis / np.linalg.norm(axis)
    one = np.cross(along, np.array([0.0, 1.0, 0.0]))
    one = one / np.linalg.norm(one) if np.linalg.norm(one) > 1e-9 else np.array([1.0, 0.0, 0.0])
    other = np.cross(along, one)
    share, angle = np.linspace(0, 1, ALONG + 1), np.linspace(0, 2 * np.pi, AROUND + 1)
    radius = radii[0] + (radii[1] - radii[0]) * share
    ring = np.cos(angle)[:, None] * one + np.sin(angle)[:, None] * other
    points = base + share[:, None, None] * axis + radius[:, None, None] * ring
    corners = points[:-1, :-1], points[:-1, 1:], points[1:, 1:], points[1:, :-1]
    areas = 0.5 * np.cross(corners[2] - corners[0], corners[3] - corners[1])
    centres = (corners[0] + corners[1] + corners[2] + corners[3]) / 4
    outward = np.sign(np.einsum("ijk,ijk->ij", areas, centres - base - (centres - base) @ along[:, None] * along))
    if level:
        outward = np.sign(np.einsum("ijk,jk->ij", areas, (ring[:-1] + ring[1:]) / 2))
    return Panels(centres.reshape(-1, 3), (areas * outward[..., None]).reshape(-1, 3))


def disc(centre: Floats, normal: Floats, radius: float) -> Panels:
    """A round lid whose outside is where `normal` points, shape (3,)."""
    along = normal / np.linalg.norm(normal)
    one = np.cross(along, np.array([0.0, 1.0, 0.0]))
    one = one / np.linalg.norm(one) if np.linalg.norm(one) > 1e-9 else np.array([1.0, 0.0, 0.0])
    other = np.cross(along, one)
    edges = np.linspace(0, radius, ALONG // 4 + 1)
    middle = (edges[:-1] + edges[1:]) / 2
    angle = (np.arange(AROUND) + 0.5) * 2 * np.pi / AROUND
    ring = np.cos(angle)[:, None] * one + np.sin(angle)[:, None] * other
    centres = centre + middle[:, None, None] * ring
    size = np.pi * (edges[1:] ** 2 - edges[:-1] ** 2) / AROUND
    return Panels(centres.reshape(-1, 3), np.repeat(size, AROUND)[:, None] * along)


def join(*parts: Panels) -> Panels:
    """Several surfaces as one."""
    return Panels(np.concatenate([p.centres for p in parts]), np.concatenate([p.areas for p in parts]))


def view_vector(panels: Panels, target: Floats) -> Floats:
    """What a small target sees of the flame, as a vector.

        f = sum of (A . d) d / (pi r^4) over panels that face the target,  d from panel to target

    Args:
        panels: the flame
        target: position [m], shape (3,)

    Returns:
        Vector towards the flame, shape (3,): its length is the view factor of a target turned to see most, its part
        along a direction that of a target facing that way (as long as the flame lies in front of it).

    Source:
        Howell, Menguc and Siegel (2016), Thermal Radiation Heat Transfer, 6th ed., section 4.2
    """
    d = target - panels.centres
    square = np.einsum("ij,ij->i", d, d)
    facing = np.maximum(np.einsum("ij,ij->i", panels.areas, d), 0.0)
    return np.asarray(-np.einsum("i,ij->j", facing / (np.pi * square**2), d))
