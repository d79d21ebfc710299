"""Whether the service lives, whether it can do its work, and its figures."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from starlette.responses import Response

from forestall.model.account import Action
from forestall.pipeline.service import Service
from forestall.web.answers import PROBLEMS, Condition
from forestall.web.metrics import MEDIA_TYPE, figures
from forestall.web.needs import Served
from forestall.web.rights import require

router = APIRouter(tags=["health"])
_MOST_BEHIND = 100_000  # signals not yet worked through with which it still counts as ready


@router.get("/healthz", dependencies=[require(Action.PROBE)])
def alive() -> dict[str, str]:
    """That the process answers."""
    return {"status": "ok"}


@router.get(
    "/readyz",
    dependencies=[require(Action.PROBE)],
    response_model=Condition,
    responses={503: {"model": Condition, "description": "It cannot do its work at present"}},
)
def ready(service: Served) -> Response:
    """Whether signals are taken in and worked through; says nothing of what is in them."""
    checks = _checks(service)
    is_ready = all(found == "ok" for found in checks.values())
    return JSONResponse({"ready": is_ready, "checks": checks}, 200 if is_ready else 503)


@router.get(
    "/metrics",
    dependencies=[require(Action.READ_METRICS)],
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Prometheus text"},
        **PROBLEMS,
    },
)
def metrics(service: Served) -> Response:
    """Figures of the service for Prometheus: counts and durations, nothing of what came."""
    return Response(figures(service), media_type=MEDIA_TYPE)


def _checks(service: Service) -> dict[str, str]:
    state = service.condition
    behind = service.backlog() > _MOST_BEHIND
    return {
        "intake": "ok" if service.intake.trouble is None else "nothing can be stored",
        "live": "behind" if behind else "ok" if state.live_trouble is None else "does not run",
        "service": "is stopping" if state.stopping else "ok",
    }
