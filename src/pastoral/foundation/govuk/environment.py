"""The Jinja environment of every page: loaders, translation, and the few filters that pages share."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import jinja2
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.utils import get_app_template_dirs
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation

from pastoral.foundation.govuk import uploads, words
from pastoral.foundation.govuk.forms import CheckAnswers, describe
from pastoral.foundation.govuk.page import Page, page_of
from pastoral.foundation.govuk.paginate import page_href

TEMPLATES = Path(__file__).parent / "templates"
PACKAGE = Path(__file__).resolve().parents[2]


class CarefulUndefined(jinja2.ChainableUndefined):
    """A misspelt name or attribute is an error; only a key that a dict lacks is empty, as GOV.UK's macros expect."""

    def _refuse_unless_optional(self) -> None:
        optional = isinstance(self._undefined_obj, (Mapping, jinja2.Undefined)) or self._undefined_name == "caller"
        if not optional:
            self._fail_with_undefined_error()

    def __str__(self) -> str:
        self._refuse_unless_optional()
        return ""

    def __html__(self) -> str:
        return str(self)

    def __bool__(self) -> bool:
        self._refuse_unless_optional()
        return False

    def __len__(self) -> int:
        self._refuse_unless_optional()
        return 0

    def __iter__(self) -> Any:
        self._refuse_unless_optional()
        return iter(())


class _Environment(jinja2.Environment):
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        # No template has globals of its own. Jinja compares these at every import inside a macro, which in a chain of maps
        # takes a tenth of the time of a page with a form.
        return super().make_globals(d) if d else self.globals


def environment(**options: Any) -> jinja2.Environment:
    """The environment that Django's Jinja2 backend asks for; `options` are that backend's own."""
    options["undefined"] = CarefulUndefined
    options["autoescape"] = True
    options["extensions"] = sorted({*options.get("extensions", ()), "jinja2.ext.i18n", "jinja2.ext.do"})
    options["loader"] = _loader(options.get("loader"))
    made = _Environment(**options)
    made.install_gettext_callables(  # type: ignore[attr-defined]  # added by jinja2.ext.i18n
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    absent = CarefulUndefined(obj={}, name="undefined")  # a name that GOV.UK's macros compare with
    made.globals.update(
        undefined=absent,
        null=absent,
        successBanner=absent,  # GOV.UK's notification banner asks for these before it sets them
        typeClass=absent,
        url=url,
        static=static,
        now=timezone.now,
        today=timezone.localdate,
        language=translation.get_language,
        messages_of=messages_of,
        page_here=page_here,
        describe=describe,
        check_answers=CheckAnswers,
        upload_limit=uploads.limit,
        page_href=page_href,
    )
    made.filters.update(
        date_long=words.date_long,
        date_short=words.date_short,
        day_and_date=words.day_and_date,
        date_time=words.date_time,
        clock=words.clock,
        when=words.when,
        nl2p=words.nl2p,
        nl2br=words.nl2br,
        in_textarea=words.in_textarea,
        say=words.say,
        and_list=words.and_list,
        lower_first=words.lower_first,
        thousands=words.thousands,
        file_size=words.file_size,
    )
    return made


def url(name: str, /, **kwargs: Any) -> str:
    """The address of the route called `name`; raises NoReverseMatch for an unknown one."""
    return reverse(name, kwargs=kwargs or None)


def messages_of(request: HttpRequest | None) -> list[Any]:
    """The one-off messages waiting for this person; reading them removes them."""
    if request is None or not hasattr(request, "_messages"):
        return []
    return list(get_messages(request))


@jinja2.pass_context
def page_here(context: jinja2.runtime.Context) -> Page:
    """What surrounds the page: `page` from the view, else the request's own, else a bare page."""
    given = context.get("page")
    return given if isinstance(given, Page) else page_of(context.get("request"))


def _loader(given: jinja2.BaseLoader | None) -> jinja2.BaseLoader:
    """Templates of the project's folders, of each of our apps (`templates/`), of this kit, then GOV.UK's macros."""
    ours = [folder for folder in map(Path, get_app_template_dirs("templates")) if folder.is_relative_to(PACKAGE)]
    loaders: list[jinja2.BaseLoader] = [given] if given is not None else []
    loaders += [
        jinja2.FileSystemLoader([*ours, TEMPLATES]),
        jinja2.PrefixLoader({"govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja")}),
    ]
    return jinja2.ChoiceLoader(loaders)
