"""Values of a command line that stay as they were typed: to read them, typer needs no pydantic."""

from __future__ import annotations

from typing import Any


def read_plainly(command: Any) -> None:
    """Let a command, and those under it, take what needs no reading as it is.

    That is an option that was not given, and a text of plain letters. typer asks pydantic to read
    these too, and loading pydantic takes longer than all else before the first page of `start`.
    """
    own = command.get_params

    def get_params(context: Any) -> Any:
        """All of them, with the option for help, which is made when it is first asked for."""
        parameters = own(context)
        for one in parameters:
            if not one.multiple and one.nargs == 1 and "get_runtime_param" not in vars(one):
                one.get_runtime_param = _Plainly(one).itself
        return parameters

    command.get_params = get_params
    for under in getattr(command, "commands", {}).values():
        read_plainly(under)


class _Plainly:
    """Reads the values of one option or argument, with typer's own reader for what is not plain."""

    def __init__(self, parameter: Any) -> None:
        self._is_text = parameter.type_descriptor.annotation is str
        self._typers_own = parameter.get_runtime_param

    def itself(self) -> _Plainly:
        return self

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """As typer's own reader does it; the names are typer's."""
        if value is None or (self._is_text and isinstance(value, str) and value.isascii()):
            return value
        from slimscan.disk.later_modules import spare_search_for_plugins

        spare_search_for_plugins()
        return self._typers_own().coerce(value, param=param, ctx=ctx)
