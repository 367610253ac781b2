"""The month: ingest, compute, publish; by hand with `emas run`, by schedule with `emas serve`."""

from dataclasses import dataclass
from pathlib import Path

from prefect import flow
from prefect.schedules import Cron
from prefect.settings import temporary_settings
from prefect.types.entrypoint import EntrypointType

from flows.compute import compute
from flows.computing.evaluate import Evaluation
from flows.ingest import ingest
from flows.intake import Intake
from flows.publish import publish
from flows.settings import Workspace, load_city, open_workspace
from flows.warehouse import open_warehouse
from indicators.model import City

DEPLOYMENT = "city"

WITHOUT_HEARTBEAT = {"flows.heartbeat_frequency": None}
"""For the parts of a month, which itself says that it lives: each would wait up to a second for its own to end."""


@dataclass(frozen=True)
class Month:
    """What a monthly run did."""

    intake: Intake
    evaluation: Evaluation
    pages_changed: list[str]


@flow(name="monthly", validate_parameters=False)
def monthly(workspace: str) -> Month:
    """The whole month; safe to repeat at any time. The store belongs to this run from its first step to its last."""
    folder = open_workspace(Path(workspace))
    city = load_city(folder)
    with open_warehouse(folder, city.organisation.timezone), temporary_settings(WITHOUT_HEARTBEAT):
        return Month(ingest(workspace), compute(workspace), publish(workspace))


def serve_month(workspace: Workspace, city: City) -> None:
    """Run the month whenever the schedule of city.toml says, one run at a time, until stopped."""
    monthly.serve(
        name=DEPLOYMENT,
        description=f"The month of {city.organisation.name}: ingest, compute, publish",
        schedule=Cron(city.schedule.cron, timezone=city.schedule.timezone),
        global_limit=1,
        limit=1,
        parameters={"workspace": str(workspace.root)},
        entrypoint_type=EntrypointType.MODULE_PATH,
        print_starting_message=False,
    )
