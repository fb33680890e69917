"""Errors that the trainer tells the user, by its own codes: src/errors.ts."""


class WorkerError(Exception):
    """`code`, `message`, and where: `path`, `at`; `errno` names the operating system's error, such as ENOSPC."""

    def __init__(self, code: str, message: str, **details: str | None) -> None:
        super().__init__(message)
        self.data = {"code": code, "message": message, **{key: value for key, value in details.items() if value}}
