"""A small questionnaire for tests: two levers, three aspects, five items."""

from __future__ import annotations

from pathlib import Path

from slimscan.questionnaire.loading import Instrument, load_instrument

QUESTIONNAIRE = """\
format: 1
id: mini
version: 1.0.0
languages: [nl, en]
audiences: [leader]
title: {nl: Klein, en: Small}
purpose: {nl: Een proef., en: A trial.}
minutes: {full: 2, quick: 1}
sources:
  - {id: BOOK, year: 2020, title: {nl: Een boek, en: A book}}
answer_sets:
  - id: coverage
    options:
      - label: {nl: nergens, en: nowhere}
      - label: {nl: een paar, en: a few}
      - label: {nl: de helft, en: half}
      - label: {nl: de meeste, en: most}
      - label: {nl: overal, en: everywhere}
default_answer_set: coverage
bands:
  - {id: low, start: 0, label: {nl: Laag, en: Low}, meaning: {nl: Laag., en: Low.}}
  - {id: high, start: 50, label: {nl: Hoog, en: High}, meaning: {nl: Hoog., en: High.}}
profile:
  sectors:
    - {id: bakery, name: {nl: Bakkerij, en: Bakery}}
    - {id: other, name: {nl: Anders, en: Other}}
  sizes:
    - {id: small, name: {nl: Klein, en: Small}, lowest: 1, highest: 9}
    - {id: large, name: {nl: Groot, en: Large}, lowest: 10}
  roles:
    - {id: owner, name: {nl: Eigenaar, en: Owner}}
levers:
  - id: oven
    name: {nl: Oven, en: Oven}
    description: {nl: De oven., en: The oven.}
    sources: [BOOK 1]
    aspects:
      - id: heat
        name: {nl: Hitte, en: Heat}
        description: {nl: De hitte., en: The heat.}
        items:
          - id: H1
            quick: true
            leverage: 1.25
            statement: {leader: {nl: De oven is warm., en: The oven is hot.}}
            help: {nl: Warm is goed., en: Hot is good.}
            sources: [BOOK 3]
          - id: H2
            reversed: true
            leverage: 1.25
            statement: {leader: {nl: De oven rookt., en: The oven smokes.}}
            help: {nl: Rook is slecht., en: Smoke is bad.}
            sources: [BOOK 3]
      - id: door
        name: {nl: Deur, en: Door}
        description: {nl: De deur., en: The door.}
        items:
          - id: D1
            quick: true
            weight: 3
            statement: {leader: {nl: De deur sluit., en: The door closes.}}
            help: {nl: Dicht is goed., en: Closed is good.}
            sources: [BOOK 4]
          - id: D2
            statement: {leader: {nl: De deur glimt., en: The door shines.}}
            help: {nl: Glans is goed., en: Shine is good.}
            sources: [BOOK 4]
  - id: dough
    name: {nl: Deeg, en: Dough}
    description: {nl: Het deeg., en: The dough.}
    sources: [BOOK 5]
    aspects:
      - id: rest
        name: {nl: Rust, en: Rest}
        description: {nl: De rust., en: The rest.}
        items:
          - id: R1
            quick: true
            statement: {leader: {nl: Het deeg rust., en: The dough rests.}}
            help: {nl: Rust is goed., en: Rest is good.}
            sources: [BOOK 6]
preconditions:
  in_order_from: 75
  items:
    - id: PRE1
      statement: {leader: {nl: Er is meel., en: There is flour.}}
      help: {nl: Meel moet., en: Flour is needed.}
      sources: [BOOK 7]
changes:
  - {id: CHG1, smart: true, text: {nl: Andere tijden?, en: Other hours?}, sources: [BOOK 8]}
  - {id: CHG2, smart: false, text: {nl: Ander brood?, en: Other bread?}, sources: [BOOK 8]}
target_groups:
  - {group: 1, name: {nl: Een, en: One}, text: {nl: Een., en: One.}, sources: [BOOK 8]}
  - {group: 2, name: {nl: Twee, en: Two}, text: {nl: Twee., en: Two.}, sources: [BOOK 8]}
  - {group: 3, name: {nl: Drie, en: Three}, text: {nl: Drie., en: Three.}, sources: [BOOK 8]}
outcomes:
  - id: OUT1
    name: {nl: Omzet, en: Turnover}
    help: {nl: De omzet., en: The turnover.}
    unit: {nl: procent, en: percent}
    lowest: -100
    highest: 1000
    better: higher
"""


CLOSING = """\
closing:
  - id: CLO1
    text: {nl: Heeft u er iets aan?, en: Is it of use?}
    options:
      - {nl: niets, en: nothing}
      - {nl: weinig, en: little}
      - {nl: wat, en: some}
      - {nl: veel, en: much}
      - {nl: heel veel, en: very much}
"""
"""A question about the scan itself, for whoever adds it to the questionnaire."""


def add_closing(folder: Path) -> Path:
    """The questionnaire in this folder with a question about the scan itself."""
    path = folder / "questionnaire.yaml"
    path.write_text(path.read_text(encoding="utf-8") + CLOSING, encoding="utf-8")
    return folder


def action(name: str, item: str, level: str = "start") -> str:
    """An action for an item, as YAML."""
    same = "{nl: Doe iets., en: Do something.}"
    return f"""\
  - id: {name}
    item: {item}
    level: {level}
    title: {{nl: Doe {name}, en: Do {name}}}
    what: {same}
    first_step: {same}
    who: {same}
    involve: {same}
    effort: {{leader_days: 1, other_days: 1, hours_per_person: 0}}
    term: 90
    sign: {same}
    sources: [BOOK 9]
"""


ADVICE = """\
format: 1
questionnaire: mini
rules: {low: 50, most: 10, per_aspect: 2, lever_below: 60}
actions:
""" + "".join(action(f"{item}a", item) for item in ("H1", "H2", "D1", "D2", "R1", "PRE1"))


def write_mini(folder: Path, questionnaire: str = QUESTIONNAIRE, advice: str = ADVICE) -> Path:
    """The small questionnaire as a folder of files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "questionnaire.yaml").write_text(questionnaire, encoding="utf-8")
    (folder / "advice.yaml").write_text(advice, encoding="utf-8")
    return folder


JOY = tuple(f"J{number}" for number in range(1, 5))

_QUESTIONS = "".join(
    f"      - {{id: {name}, statement: {{nl: Ik bak ({name})., en: I bake ({name}).}},"
    " help: {nl: H., en: H.}, sources: [BOOK 9]}\n"
    for name in JOY
)
_SCALE = f"""\
outcome_scales:
  - id: joy
    name: {{nl: Plezier, en: Joy}}
    description: {{nl: Hoe het bakken is., en: What baking is like.}}
    sources: [BOOK 9]
    items:
{_QUESTIONS}outcomes:
"""


def with_joy(folder: Path, head: str = "", scale: str = "") -> Instrument:
    """The small questionnaire with an outcome scale of four items."""
    shown = _SCALE.replace("    sources:", f"{scale}    sources:", 1)
    text = QUESTIONNAIRE.replace("outcomes:\n", shown, 1)
    minutes = "minutes: {full: 2, quick: 1}\n"
    return load_instrument(write_mini(folder, text.replace(minutes, minutes + head, 1)))
