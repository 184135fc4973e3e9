"""One world for the whole matrix, on one school day. Each request is undone, so each finds the world as it was."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import transaction

from pastoral.records.policy.packs import forget_packs
from plans.living.conftest import MONDAY
from world import make_world

from .matrix import Matrix


@pytest.fixture(scope="package")
def matrix(django_db_setup: None, django_db_blocker: Any) -> Iterator[Matrix]:
    with django_db_blocker.unblock(), time_machine.travel(MONDAY, tick=True), transaction.atomic():
        made = Matrix(make_world())
        gc.collect()
        gc.freeze()  # what stays for the whole table is not looked through again at each of its thousands of requests
        yield made
        gc.unfreeze()
        transaction.set_rollback(True)
    forget_packs()
