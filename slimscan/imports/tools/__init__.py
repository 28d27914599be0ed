"""What each survey tool's export looks like, one file a tool."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from slimscan.imports.tools.tool import Tool


@cache
def tools() -> Mapping[str, Tool]:
    """Every tool by the name that `--from` takes; imported when first asked for."""
    from slimscan.imports.tools import (
        generic,
        google_forms,
        kobo,
        limesurvey,
        microsoft_forms,
        odk,
        qualtrics,
        slimscan,
        surveyjs,
        surveymonkey,
    )

    known = (
        slimscan.TOOL,
        limesurvey.TOOL,
        google_forms.TOOL,
        microsoft_forms.TOOL,
        kobo.TOOL,
        odk.TOOL,
        qualtrics.TOOL,
        surveyjs.TOOL,
        surveymonkey.TOOL,
        generic.EXCEL,
        generic.TOOL,
    )
    return {tool.name: tool for tool in known}
