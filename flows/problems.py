"""What goes wrong in a way that a person can mend: one clear sentence and an exit code, never a traceback."""


class Problem(Exception):
    """A run could not be done; its text is shown as it is. Exit code 1."""

    exit_code = 1


class WrongUse(Problem):
    """The command or the workspace was not as it must be. Exit code 2."""

    exit_code = 2


class UnreadableFile(Problem):
    """A delivered file is not what its name says; the delivery is rejected with this text, the run goes on.

    `code` is the finding that tells it, the text its detail.
    """

    def __init__(self, detail: str, code: str = "unreadable_file") -> None:
        super().__init__(detail)
        self.code = code


class UnreadableMachineFile(UnreadableFile):
    """A file that one computer wrote for another is damaged, unsafe or of an unknown kind."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, "unreadable_machine_file")
