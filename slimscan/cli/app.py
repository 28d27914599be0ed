"""All commands in one application, in the order in which a user meets them."""

from __future__ import annotations

from slimscan.cli import (
    batch,
    benchmark,
    collect,
    compare,
    doctor,
    form,
    key,
    monitor,
    plan,
    questionnaires,
    report,
    resume,
    scans,
    show,
    start,
    worksheet,
)
from slimscan.cli.application import application

app = application(
    (
        start.start,
        resume.resume,
        scans.scans,
        show.show,
        report.report,
        form.form,
        collect.collect,
        key.key,
        plan.plan,
        compare.compare,
        batch.batch,
        monitor.monitor,
        benchmark.benchmark,
        worksheet.worksheet,
        questionnaires.questionnaires,
        questionnaires.new,
        questionnaires.check,
        questionnaires.schema,
        doctor.doctor,
    )
)
