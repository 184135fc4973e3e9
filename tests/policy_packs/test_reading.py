"""A pack as an officer reads it: on the page and on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.test import Client
from django.utils import translation

from pastoral.foundation.access.row_security import entered
from pastoral.records.policy import presenter
from pastoral.records.policy.cli import policy
from pastoral.records.policy.loading import load
from pastoral.records.policy.models import PolicyVersion
from pastoral.records.policy.packs import Pack, forget_packs, pack_from
from pastoral.records.policy.schema import PARAMETERS, STATUSES
from pastoral.records.policy.services import publish, publish_for

PACKS = Path(settings.POLICY_PACKS)
NPT = PACKS / "authorities/neath-port-talbot/2024-09-01.toml"


@pytest.fixture
def published(world: Any) -> Any:
    forget_packs()
    with entered(world.system()) as by:
        publish(NPT, authority=world.authority, by=by)
    with entered(world.system(world.other_authority)) as by:
        publish_for(world.other_authority, by=by)
    return world


def page(world: Any, persona: str, *, language: str = "en-gb", query: str = "") -> tuple[int, str]:
    user = world.people[persona]
    user.language = language
    user.save()
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    with translation.override(language):
        answer = client.get("/policy/" + query, headers={"accept-language": language})
    return answer.status_code, " ".join(answer.content.decode().split())


def test_an_officer_reads_the_pack_in_plain_sentences(published: Any) -> None:
    status, html = page(published, "ewo")
    assert status == 200
    for words in (
        "Policy of Glanafon",
        "In force since 1 September 2024",
        "A review is held at least every 6 calendar weeks",
        "guidance and forms: The School; Stage Five (NPT-PSP-16)",
        "Our suggestion; the source names no number or wording",
        "Days of notice before the meeting: there is no local rule",
        "No local rule",
        "Wellbeing and Behaviour Service is told, if the reason is risk of permanent exclusion (at the authority",
        "(F-NPT-01)",
        "What is working",
        "NPT-PSP-27",
        "These people sign the plan: child or young person, school, parent or carer",
        "Vulnerable Learners Service",
    ):
        assert words in html, words


def test_each_reads_their_own_authoritys_and_no_other(published: Any) -> None:
    status, html = page(published, "other-authority")
    assert status == 200
    assert "Policy of Westmere" in html
    assert "F-NPT-01" not in html
    code = published.authority.code
    assert page(published, "other-authority", query=f"?authority={code}")[0] == 404


@pytest.mark.parametrize(
    ("persona", "status"),
    [("pastoral-lead", 200), ("alnco", 200), ("monitoring-group", 200), ("director", 200), ("teacher", 403), ("provider", 403),
     ("professional", 403), ("parent", 403), ("young-person", 403)],
)  # fmt: skip
def test_who_may_read_it(published: Any, persona: str, status: int) -> None:
    assert page(published, persona)[0] == status


def test_it_says_so_when_nothing_is_published(world: Any) -> None:
    status, html = page(world, "ewo")
    assert status == 200
    assert "No policy is in force" in html


def test_the_page_takes_few_queries(published: Any, django_assert_max_num_queries: Any) -> None:
    client = Client()
    client.force_login(published.people["ewo"], backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get("/policy/")
    with django_assert_max_num_queries(15):
        client.get("/policy/")


def words(pack: Pack) -> dict[str, str]:
    with translation.override("en-gb"):
        return {one.key: one.text for group in presenter.parameters(pack) for one in (*group.told, *group.silent)}


class TestInWords:
    """Sentences that an officer reads."""

    @pytest.fixture
    def said_here(self) -> dict[str, str]:
        return words(pack_from(load(NPT, root=PACKS)))

    def test_one_is_one_day(self, said_here: dict[str, str]) -> None:
        assert said_here["exclusion.notice_within_days"] == "Notice is given in writing within 1 school day"
        assert said_here["exclusion.board_meets_within_days"] == "They then meet within 15 school days"

    def test_names_keep_their_capitals_inside_a_sentence(self, said_here: dict[str, str]) -> None:
        assert "Neath Port Talbot Council: PSP mailbox" in said_here["reduced.tell"]
        assert (
            said_here["psp.signatories"] == "These people sign the plan: child or young person, school, parent or carer"
        )

    def test_the_nations_value_says_so_and_how_sure_it_is(self) -> None:
        pack = pack_from(load(NPT, root=PACKS))
        with translation.override("en-gb"):
            told = {one.key: one for group in presenter.parameters(pack) for one in group.told}
        day_six = told["exclusion.provision_from_day"]
        assert day_six.also is not None
        assert (day_six.status.text, day_six.also.text) == (
            "No local rule: the nation's value",
            "The sources do not agree",
        )
        notice = told["psp.notice_days"]
        assert notice.also is not None
        assert (notice.status.text, notice.also.text) == ("No local rule", "Read in the source")
        assert told["psp.max_review_weeks"].also is None

    def test_what_nobody_speaks_of_stands_apart(self) -> None:
        pack = pack_from(load(NPT, root=PACKS))
        with translation.override("en-gb"):
            groups = presenter.parameters(pack)
        keys = [one.key for group in groups for one in (*group.told, *group.silent)]
        assert sorted(keys) == sorted(PARAMETERS)
        for one in [one for group in groups for one in group.silent]:
            assert (one.source, one.value, "there is no local rule" in one.text) == ("", None, True)

    def test_each_word_on_how_sure_it_is_is_explained(self) -> None:
        with translation.override("en-gb"):
            explained = {status.text for status, _meaning in presenter.certainties()}
            assert explained == {*(str(text) for text in STATUSES.values()), "No local rule"}

    def test_the_codes_of_the_register_are_shown(self) -> None:
        pack = pack_from(load(NPT, root=PACKS))
        with translation.override("en-gb"):
            codes = {code.code: code for code in presenter.codes(pack)}
        assert codes["B"].counts == "attending"
        assert codes["C"].counts == "authorised absence"


class TestCommands:
    def run(self, *arguments: str) -> Any:
        return CliRunner().invoke(policy, list(arguments))

    def test_check_finds_no_fault_in_what_we_ship(self) -> None:
        for file in sorted(PACKS.glob("*/*/*.toml")):
            done = self.run("check", str(file))
            assert (done.exit_code, "no faults" in done.output) == (0, True), done.output

    def test_check_names_file_line_and_key_of_every_fault(self, tmp_path: Path) -> None:
        file = tmp_path / "2024-09-01.toml"
        file.write_text(
            NPT.read_text().replace("value = 6,", 'value = "six",').replace('status = "OURS" }', 'status = "MINE" }', 1)
        )
        done = self.run("check", str(file))
        lines = file.read_text().split("\n")
        number = next(n for n, line in enumerate(lines, start=1) if 'value = "six"' in line)
        assert done.exit_code == 1
        assert f"{file}:{number}: parameters.psp.max_review_weeks.value: must be a whole number" in done.stderr
        assert "“MINE” is not one of VERIFIED" in done.stderr

    def test_check_answers_in_json(self, tmp_path: Path) -> None:
        file = tmp_path / "bad.toml"
        file.write_text("layer = 3\n")
        done = self.run("check", str(file), "--json")
        found = json.loads(done.stdout)
        assert (done.exit_code, found["ok"]) == (1, False)
        assert {"file": str(file), "line": 1, "key": "layer"}.items() <= next(
            f for f in found["faults"] if f["key"] == "layer"
        ).items()

    def test_check_of_a_file_that_is_not_there(self) -> None:
        done = self.run("check", "/nowhere/at-all.toml")
        assert done.exit_code == 1
        assert "cannot be read: No such file" in done.stderr

    def test_publish_then_publish_again(self, world: Any) -> None:
        forget_packs()
        done = self.run("publish", str(NPT), "--authority", world.authority.code)
        assert (done.exit_code, done.output) == (0, "Published for Glanafon, in force from 2024-09-01.\n")
        done = self.run("publish", str(NPT), "--authority", "glanafon", "--json")
        assert json.loads(done.output)["published"] is False
        assert PolicyVersion.objects.count() == 1

    def test_publish_of_a_faulty_pack_publishes_nothing(self, world: Any, tmp_path: Path) -> None:
        file = tmp_path / "bad.toml"
        file.write_text("nonsense")
        done = self.run("publish", str(file), "--authority", world.authority.code)
        assert done.exit_code == 1
        assert "Nothing was published" in done.stderr
        assert not PolicyVersion.objects.exists()

    def test_publish_for_an_unknown_authority(self, world: Any) -> None:
        done = self.run("publish", str(NPT), "--authority", "Atlantis")
        assert done.exit_code == 2
        assert "No authority has the code or the name “Atlantis”" in done.stderr

    def test_show_prints_the_pack_in_force(self, published: Any) -> None:
        done = self.run("show", published.authority.code)
        assert done.exit_code == 0
        assert "The key adult meets the child at least every 7 days in term [Read in the source]" in done.output
        assert self.run("show", published.authority.code, "--on", "2020-01-01").exit_code == 1

    def test_show_prints_the_codes_of_the_register(self, db: None) -> None:
        done = self.run("show", str(NPT))
        assert "  C Other authorised circumstances: authorised absence [Known practice" in done.output

    def test_show_in_json(self, published: Any) -> None:
        done = self.run("show", "Glanafon", "--json")
        values = {one["key"]: one["value"] for one in json.loads(done.output)["parameters"]}
        assert (values["psp.max_review_weeks"], values["psp.notice_days"]) == (6, None)

    def test_show_a_file_in_welsh_without_publishing_it(self, db: None) -> None:
        done = self.run("show", str(NPT), "--language", "cy")
        assert done.exit_code == 0
        assert "Rhaglen Cymorth Bugeiliol: cyfarfod cychwynnol (F-NPT-01)" in done.output
