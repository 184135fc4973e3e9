"""A form with every kind of question, as a policy pack writes it."""

from __future__ import annotations

import tomllib
from typing import Any

from pastoral.foundation.questions.definitions import Form, from_pack

PACK = """
code = "F-TEST-01"
title = { en = "Every kind of question", cy = "Pob math o gwestiwn" }

[[sections]]
key = "child"
title = { en = "The child", cy = "Y plentyn" }
hint = { en = "Ask the child first.", cy = "Gofynnwch i'r plentyn yn gyntaf." }
owner = "school"

[[sections.questions]]
key = "name"
kind = "text"
text = { en = "Child's name", cy = "Enw'r plentyn" }
required = true
max_length = 80
source = "F-NPT-01 1"

[[sections.questions]]
key = "born"
kind = "date"
text = { en = "Date of birth", cy = "Dyddiad geni" }

[[sections.questions]]
key = "travels"
kind = "yes_no"
text = { en = "Travel assistance", cy = "Cymorth teithio" }

[[sections.questions]]
key = "route"
kind = "text"
text = { en = "Route number", cy = "Rhif y llwybr" }
required_when = { question = "travels", value = true }

[[sections.questions]]
key = "attendance"
kind = "number"
text = { en = "Attendance", cy = "Presenoldeb" }
minimum = 0
maximum = 100
places = 1

[[sections.questions]]
key = "exclusions"
kind = "number"
text = { en = "Number of exclusions", cy = "Nifer y gwaharddiadau" }
minimum = 0

[[sections.questions]]
key = "lead"
kind = "person"
text = { en = "PSP school lead", cy = "Arweinydd RCB" }

[[sections]]
key = "views"
title = { en = "Views", cy = "Barn" }

[[sections.questions]]
key = "working"
kind = "long_text"
text = { en = "What is working", cy = "Beth sy'n gweithio" }
hint = { en = "Strengths too", cy = "Cryfderau hefyd" }

[[sections.questions]]
key = "reason"
kind = "one_of"
text = { en = "Reason", cy = "Rheswm" }
options = [
    { value = "behaviour", text = { en = "Behaviour", cy = "Ymddygiad" } },
    { value = "medical", text = { en = "Medical", cy = "Meddygol" }, hint = { en = "Doctor", cy = "Meddyg" } },
]

[[sections.questions]]
key = "help"
kind = "many_of"
text = { en = "Who helps", cy = "Pwy sy'n helpu" }
options = [
    { value = "family", text = { en = "Family", cy = "Teulu" } },
    { value = "camhs", text = { en = "CAMHS", cy = "CAMHS" } },
    { value = "youth", text = { en = "Youth Service", cy = "Gwasanaeth Ieuenctid" } },
]

[[sections.questions]]
key = "hours"
kind = "hours_grid"
text = { en = "Hours in school", cy = "Oriau yn yr ysgol" }

[[sections.questions]]
key = "letter"
kind = "file"
text = { en = "Letter from the doctor", cy = "Llythyr gan y meddyg" }
required_when = { question = "reason", value = "medical" }
"""


def table() -> dict[str, Any]:
    return tomllib.loads(PACK)


def every_kind() -> Form:
    return from_pack(table(), languages=("en", "cy"))


ANSWERS: dict[str, dict[str, Any]] = {
    "child": {
        "name": "Ianto Gwŷn Price",
        "born": "2013-03-14",
        "travels": True,
        "route": "7b",
        "attendance": "81.4",
        "exclusions": 3,
        "lead": {"name": "Cerys Llŷr-Bowen", "role": "Pastoral lead"},
    },
    "views": {
        "working": "Art and woodwork.\n\nReading club.",
        "reason": "medical",
        "help": ["family", "youth"],
        "hours": {"mon": ["09:00", "12:00"], "fri": ["09:00", "15:10"]},
        "letter": {"sha256": "0" * 64, "name": "letter.pdf", "size": 12_000},
    },
}
