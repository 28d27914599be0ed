"""Writing files: whole or not at all, and a device stays a device."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from slimscan.disk.durable import write_durably
from slimscan.errors import Fault, MachineError


def test_what_is_written_to_a_device_goes_into_it_and_takes_no_place() -> None:
    reader, writer = os.openpty()
    try:
        device = Path(os.ttyname(writer))
        write_durably(device, "told")
        assert os.read(reader, 100) == b"told"
        assert device.is_char_device()
    finally:
        os.close(reader)
        os.close(writer)


def test_a_folder_in_the_place_of_a_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(MachineError) as refused:
        write_durably(tmp_path, "told")
    assert refused.value.problems[0].fault is Fault.CANNOT_WRITE
    assert tmp_path.is_dir()
