"""Lifecycles as plain tables, and the diagrams that the documentation shows of them.

A move leads from a status by an action to a status; where the action asks for a choice (the decision of a review), to
one status for each choice. `BACK` means the status that the record was closed from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from pastoral.rules.sentences import mark

BACK = "(the status it was closed from)"
Target = str | Mapping[str, str]


@dataclass(frozen=True)
class Lifecycle:
    """`moves[status][action]` is the next status; `labels` and `actions` are what people read."""

    code: str
    title: str
    first: str
    closed: str
    labels: Mapping[str, str]
    actions: Mapping[str, str]
    choices: Mapping[str, str]
    needs_reason: frozenset[str]
    moves: Mapping[str, Mapping[str, Target]]

    @property
    def statuses(self) -> tuple[str, ...]:
        return tuple(self.labels)

    @property
    def used(self) -> tuple[str, ...]:
        """The stages that a record can be at, in their order: those that a move leads to, and the first."""
        reached = {target for _status, _action, _choice, target in self.each_move()}
        return tuple(status for status in self.labels if status == self.first or status in reached)

    @property
    def open_statuses(self) -> tuple[str, ...]:
        return tuple(status for status in self.labels if status != self.closed)

    def each_move(self) -> Iterator[tuple[str, str, str, str]]:
        """Every (status, action, choice or "", next status)."""
        for status, actions in self.moves.items():
            for action, target in actions.items():
                if isinstance(target, str):
                    yield status, action, "", target
                else:
                    for choice, chosen in target.items():
                        yield status, action, choice, chosen


PSP = Lifecycle(
    code="psp",
    title="Pastoral Support Programme (PSP)",
    first="deciding",
    closed="closed",
    labels={
        "deciding": mark("Deciding"),
        "gathering": mark("Gathering views"),
        "organising": mark("Organising the meeting"),
        "meeting": mark("The meeting"),
        "agreed": mark("Agreed"),
        "sent": mark("Sent to the authority"),
        "live": mark("Live"),
        "reviewed": mark("Reviewed, next steps to discuss"),
        "closed": mark("Closed"),
    },
    actions={
        "start_gathering": mark("Start a plan"),
        "decide_no_plan": mark("Decide that no plan is needed"),
        "call_meeting": mark("Call the meeting"),
        "begin_meeting": mark("Begin the meeting"),
        "agree": mark("Agree the plan"),
        "send": mark("Send to the authority"),
        "begin": mark("Begin the plan"),
        "record_review": mark("Record the review"),
        "resume": mark("Resume the plan"),
        "amend": mark("Change the plan"),
        "cease": mark("End the plan"),
        "step_back": mark("Go back a stage"),
        "withdraw": mark("Withdraw the plan"),
        "reopen": mark("Reopen the plan"),
    },
    choices={
        "continue": mark("Continue as it is"),
        "amend": mark("Adapt or change the plan"),
        "cease": mark("End the plan: the outcomes are achieved"),
        "next_steps": mark("Discuss next steps with professionals"),
    },
    needs_reason=frozenset({"decide_no_plan", "step_back", "withdraw", "reopen"}),
    moves={
        "deciding": {"start_gathering": "gathering", "decide_no_plan": "closed", "withdraw": "closed"},
        "gathering": {"call_meeting": "organising", "withdraw": "closed"},
        "organising": {"begin_meeting": "meeting", "step_back": "gathering", "withdraw": "closed"},
        "meeting": {"agree": "agreed", "step_back": "organising", "withdraw": "closed"},
        "agreed": {"send": "sent", "amend": "meeting", "withdraw": "closed"},
        "sent": {"begin": "live", "amend": "meeting", "withdraw": "closed"},
        "live": {
            "record_review": {"continue": "live", "amend": "meeting", "cease": "closed", "next_steps": "reviewed"},
            "amend": "meeting",
            "withdraw": "closed",
        },
        "reviewed": {"resume": "live", "amend": "meeting", "cease": "closed", "withdraw": "closed"},
        "closed": {"reopen": BACK},
    },
)

# Stages that an authority may do without, each with the action that leads on from it.
SKIPPED = {"gathering": "call_meeting", "organising": "begin_meeting", "sent": "begin"}


@lru_cache(maxsize=64)
def without(unused: tuple[str, ...], lifecycle: Lifecycle = PSP) -> Lifecycle:
    """The lifecycle where some stages are not used: the action that leads on from one is taken at the stage before it."""
    moves = {status: dict(actions) for status, actions in lifecycle.moves.items()}
    for stage in unused:
        onward, gone = SKIPPED[stage], moves.pop(stage)
        for status, actions in moves.items():
            into = [action for action, target in actions.items() if target == stage]
            for action in into:
                del actions[action]
                back = action == "step_back"
                if not back or "step_back" in gone:
                    actions["step_back" if back else onward] = gone["step_back" if back else onward]
            moves[status] = {action: actions[action] for action in lifecycle.actions if action in actions}
    return replace(lifecycle, moves=moves)


def every() -> tuple[Lifecycle, ...]:
    """Those with a page in docs/lifecycles; imported here, since the others are made of what this module defines."""
    from pastoral.rules.placements.lifecycle import DIRECTION, PLACEMENT
    from pastoral.rules.reduced.lifecycle import REDUCED

    return PSP, REDUCED, PLACEMENT, DIRECTION


def diagram(lifecycle: Lifecycle) -> str:
    """The lifecycle as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {lifecycle.first}"]
    lines += [f"    {status}: {label}" for status, label in lifecycle.labels.items()]
    for status, action, choice, target in lifecycle.each_move():
        if target == BACK or action == "withdraw":
            continue  # from everywhere and back to anywhere: said in words, so that the picture stays readable
        label = lifecycle.actions[action] + (f" - {lifecycle.choices[choice]}" if choice else "")
        lines.append(f"    {status} --> {target}: {label.replace(':', ',')}")
    lines.append(f"    {lifecycle.closed} --> [*]")
    return "\n".join(lines)


def markdown(lifecycle: Lifecycle = PSP) -> str:
    """The page of docs/lifecycles, whole; `python -m pastoral.rules.lifecycles FOLDER` writes them all."""
    rows = [
        f"| {lifecycle.labels[status]} | {lifecycle.actions[action]}"
        f"{f' - {lifecycle.choices[choice]}' if choice else ''} | {lifecycle.labels.get(target, target)} "
        f"| {'yes' if action in lifecycle.needs_reason else ''} |"
        for status, action, choice, target in lifecycle.each_move()
    ]
    return "\n".join(
        [
            f"# {lifecycle.title}: its stages",
            "",
            "Made from the lifecycles in `src/pastoral/rules` by `python -m pastoral.rules.lifecycles docs/lifecycles`;",
            "a test fails when it is stale.",
            "",
            "```mermaid",
            diagram(lifecycle),
            "```",
            "",
            "It can be withdrawn from any open stage and reopened to the stage it was closed from, each with a reason.",
            "",
            "| stage | action | next stage | reason needed |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def main(folder: str) -> None:
    """Write each lifecycle's page into a folder."""
    from pathlib import Path

    for lifecycle in every():
        Path(folder, f"{lifecycle.code}.md").write_text(markdown(lifecycle), encoding="utf-8")


if __name__ == "__main__":
    import sys

    main(sys.argv[1])
