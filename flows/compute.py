"""The flow that turns settled months into indicators and findings."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE

from flows.computing.evaluate import Evaluation, evaluate, standing_evaluation
from flows.own_factors import load_factors
from flows.progress import display
from flows.reports import report_figures
from flows.settings import Workspace, last_due_month, load_city, open_workspace
from flows.unchanged import is_unchanged, note_state, state_of
from flows.warehouse import open_warehouse
from indicators.model import City


@task(name="compute indicators", cache_policy=NO_CACHE)
def compute_indicators(workspace: Workspace, city: City, as_of: date) -> Evaluation:
    """Indicators and findings, written where they changed; as they are where nothing changed of what they are made."""
    with open_warehouse(workspace, city.organisation.timezone) as connection:
        book = load_factors(workspace)
        if is_unchanged(workspace, "figures", state_of(connection, workspace, as_of)):
            return standing_evaluation(connection)
        evaluation = evaluate(connection, city, as_of, book)
        note_state(workspace, "figures", state_of(connection, workspace, as_of))
        return evaluation


@flow(name="compute", validate_parameters=False)
def compute(workspace: str) -> Evaluation:
    """Compute every indicator and finding."""
    display().start("Mutatók számítása / computing indicators")
    folder = open_workspace(Path(workspace))
    city = load_city(folder)
    as_of = last_due_month(city, datetime.now(ZoneInfo(city.organisation.timezone)).date())
    with open_warehouse(folder, city.organisation.timezone) as connection:
        evaluation = compute_indicators(folder, city, as_of)
        report_figures(connection, city)
    get_run_logger().info("%d figures, %d findings", evaluation.indicators, evaluation.findings)
    return evaluation
