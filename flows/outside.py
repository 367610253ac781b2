"""What of a failed task is worth another try: only what lies outside the program."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prefect import Task, TaskRun
    from prefect.client.schemas.objects import State


def is_outside_fault(_task: "Task[..., Any]", _run: "TaskRun", state: "State[Any]") -> bool:
    """Whether a task failed because a file or share was away; a wrong use stays wrong however often it is tried."""
    return isinstance(state.result(raise_on_failure=False), OSError)
