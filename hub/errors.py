"""Every refusal of the hub: a stable code, an HTTP status and a message that may be shown.

Families by the first digit of `number`: 1 request, 2 operation and plan, 3 identity, 4 grant,
5 domain, 6 intake, 9 ours. Messages carry no SQL, no table name and no value of the input.
"""

from __future__ import annotations


class HubError(Exception):
    """A refusal: `code` for programs, `message` for people, `path` the place in the input."""

    def __init__(self, code: str, status: int, message: str, *, path: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.message = message
        self.path = path


class BadRequestError(HubError):
    """The request cannot be read or asks for something that does not exist (1xx, 2xx)."""

    def __init__(self, code: str, message: str, *, path: tuple[str, ...] = ()) -> None:
        super().__init__(code, 400, message, path=path)


class IdentityError(HubError):
    """A token that is there but not good. It never falls back to PUBLIC (3xx)."""

    def __init__(self, message: str, code: str = "TOKEN_INVALID") -> None:
        super().__init__(code, 401, message)


class ForbiddenError(HubError):
    """The party may not do this (4xx)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, 403, message)


class PolicyError(HubError):
    """A policy that cannot be expressed, so is not taken into force (4xx)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, 422, message)


class DomainError(HubError):
    """A value or an act that the rules of supervision do not admit (5xx)."""

    def __init__(self, code: str, message: str, *, path: tuple[str, ...] = ()) -> None:
        super().__init__(code, 422, message, path=path)


class IntakeError(HubError):
    """A batch that is refused as a whole (6xx)."""

    def __init__(self, code: str, message: str, status: int = 422) -> None:
        super().__init__(code, status, message)


class UnavailableError(HubError):
    """The hub cannot answer now: deadline, database or proof (9xx). Asking again may help."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, 503, message)
