"""Eight invented stories that the demo's plans are told from: worries, what was tried, outcomes, promises, words of children."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class StoryOutcome:
    statement: str
    positive_change: str
    starting_point: str
    measure: str
    unit: str
    baseline: Decimal
    target: Decimal
    from_child: bool = False


@dataclass(frozen=True)
class Story:
    """Texts with {name} for the child's known name. `reasons` are codes of the pack."""

    reasons: tuple[str, ...]
    concern: str
    tried: str
    working: str
    child: str
    method: str
    parent: str
    staff: str
    agency: str
    outcomes: tuple[StoryOutcome, ...]
    school_proactive: tuple[str, ...]
    school_reactive: tuple[str, ...]
    parent_promise: tuple[str, ...]
    child_promise: tuple[str, ...]
    professional: tuple[tuple[str, str], ...]
    check_ins: tuple[str, ...]


def _o(statement: str, change: str, start: str, measure: str, unit: str, baseline: str, target: str, child: bool = False) -> StoryOutcome:
    return StoryOutcome(statement, change, start, measure, unit, Decimal(baseline), Decimal(target), child)


STORIES: tuple[Story, ...] = (
    Story(
        ("attendance", "wellbeing"),
        "{name} has missed a lot of school since September and says mornings feel impossible. When in, {name} works well with two friends in art.",
        "Late gate meetings, a quiet start in the library for three weeks, phone calls home each Monday. The quiet start helped; the calls did not.",
        "Art, the library, and walking in with a friend.",
        "I want to come in but the corridor is too loud. I like art and I like it when Miss asks me first and not in front of everyone.",
        "Talking with the key adult over drawing, on two mornings",
        "We want mornings to be calmer. {name} is happier when the day is known the night before.",
        "Settles quickly once in the room. Leaves when the corridor is full.",
        "The family has a worker from the Team Around the Family, who sees them every two weeks.",
        (
            _o("I come in on time on four days of the week", "Mornings feel possible", "1 day a week in September", "days on time each week", "days", "1", "4", True),
            _o("I stay in lessons until the bell in three of five lessons a day", "Lessons feel safe enough to stay", "1 lesson of 5", "lessons stayed in each day", "lessons", "1", "3"),
            _o("I eat lunch with a friend three times a week", "Lunch is not spent alone", "0 lunches", "lunches with a friend each week", "lunches", "0", "3", True),
        ),
        ("Open the library door for {name} from 8:30 each morning", "Give {name} the plan of the day by message the evening before"),
        ("If {name} leaves a room, one known adult walks alongside and waits until calm before talking",),
        ("Pack the bag and look at the plan together each evening",),
        ("Send the key adult a thumbs up or down by 8:15",),
        (("Team Around the Family", "Visit on two mornings to help with the start of the day"),),
        ("Came in three times. The library is good.", "Hard week, the bus was late twice.", "Stayed for all of maths!", "Four days on time."),
    ),
    Story(
        ("exclusion_risk", "behaviour"),
        "{name} has been sent out of lessons often and was excluded twice after fights at lunchtime. Staff, home and {name} see the afternoons as the hard part.",
        "Report card, changed seat, lunchtime detention. The report card was lost most days; nothing changed.",
        "Rugby, younger pupils, practical work. {name} is kind to Year 7.",
        "People wind me up and then I am the one in trouble. I am good when I am helping coach.",
        "A walk round the field with the key adult",
        "He is lovely at home with his sister. We want to hear good news too.",
        "Good in the first three lessons. Trouble starts in the lunch queue.",
        "The youth service knows {name} from the football project.",
        (
            _o("I get through lunchtime without a fight for three weeks", "Lunch is a good time of day", "2 fights in 4 weeks", "lunchtimes without a fight each week", "lunchtimes", "3", "5"),
            _o("I stay in four of five afternoon lessons", "Afternoons go like mornings", "2 of 5 lessons", "afternoon lessons stayed in each week", "lessons", "2", "4"),
            _o("I help coach the Year 7 team once a week", "I am known for something good", "0 sessions", "times helped each week", "times", "0", "1", True),
        ),
        ("Let {name} go to lunch five minutes early with one friend", "Arrange the coaching slot with PE each Thursday"),
        ("Staff say one quiet sentence, give two minutes, then ask again; the key adult talks it through the same day",),
        ("Ask about one good thing each day before asking about trouble",),
        ("Tell the key adult before lunch if something is brewing",),
        (("Youth Service", "Meet {name} each Wednesday at the football project"),),
        ("One argument, walked away.", "Coached on Thursday, felt good.", "Got annoyed in the queue but left it.", "No fights!"),
    ),
    Story(
        ("disengagement",),
        "{name} sits at the back, hands in little and says school is pointless since moving from another school in the spring.",
        "Catch-up lessons after school, a letter home, a subject report. {name} came to two catch-up lessons.",
        "Cooking, and looking after the school hens.",
        "I do not know anyone and everyone already has their group. Cooking is all right.",
        "A questionnaire with the form tutor, then a talk",
        "The move was hard on all of us. She used to love school.",
        "Quiet, polite, and gives up before starting. Does well when there is a first step.",
        "No agency is working with the family now.",
        (
            _o("I start written work within five minutes in three lessons a day", "Starting feels easy", "0 or 1 lessons a day", "lessons started each day", "lessons", "1", "3"),
            _o("I have two people I sit with at break", "I have my own group", "0 people", "people at break", "people", "0", "2", True),
            _o("I hand in four pieces of homework each week", "Work gets finished", "1 piece a week", "pieces handed in each week", "pieces", "1", "4"),
        ),
        ("Give the first sentence or first step on a card in each lesson", "Put {name} in the cooking group with two buddies"),
        ("If work is not started, sit beside and do the first line together; no sanction for a slow start",),
        ("Sit together for 20 minutes on two evenings",),
        ("Try the first line before saying no",),
        (),
        ("Cooked with Beca and Anya.", "Did homework twice.", "Still feels new.", "Laughed a lot this week."),
    ),
    Story(
        ("wellbeing",),
        "{name}'s grandfather died in the summer. Since then {name} cries in lessons, goes home early and has stopped seeing friends.",
        "Time out with the school nurse, a memory box, shorter homework. The memory box helped.",
        "Music, and talking with Mr Baptiste.",
        "I miss him. When people are quiet with me I can stay. I do not want to be asked in class.",
        "Talking, and a letter that {name} wrote",
        "We are all grieving. Please tell us when it was a bad day.",
        "Leaves in about one lesson in three, most often in the last one.",
        "School-based counselling has offered six sessions.",
        (
            _o("I stay until the end of the day on four days a week", "The whole day feels possible", "2 days a week", "full days each week", "days", "2", "4", True),
            _o("I go to band practice twice a week", "Music is back in the week", "0 practices", "practices each week", "times", "0", "2", True),
            _o("I tell an adult when it gets too much instead of leaving", "I am not alone with it", "told in 1 of 5 times", "times told out of five", "times", "1", "4"),
        ),
        ("A quiet seat by the door in the last lesson", "Five minutes with Mr Baptiste at 2 o'clock each day"),
        ("If {name} leaves, go to the music room; the key adult comes within ten minutes and tells home the same day",),
        ("Send a message if the night was bad",),
        ("Show the blue card before leaving",),
        (("School-Based Counselling", "Six sessions on Tuesdays"),),
        ("Played the cornet again.", "A bad Tuesday.", "Three full days.", "Told Mr B twice, it helped."),
    ),
    Story(
        ("behaviour", "exclusion_risk"),
        "{name} swears at staff when corrected and has walked out of the site twice. Mornings with one adult go well.",
        "Behaviour contract, internal exclusion, mentoring for one half term. Mentoring went well while it lasted.",
        "Design and technology, one-to-one talk, mornings.",
        "I feel stupid when they shout. If they tell me quietly I can do it.",
        "Cards with pictures, sorted into working and not working",
        "We need to know early in the day, not at five o'clock.",
        "Reads at the level of a nine-year-old; walks out when reading aloud is likely.",
        "Youth Justice and Early Intervention closed its work in June.",
        (
            _o("I stay on site every day for four weeks", "Everyone knows where I am and that I am safe", "left 2 times in 4 weeks", "days on site each week", "days", "4", "5"),
            _o("I answer calmly in two of three corrections", "I can be told things", "about 1 of 4", "calm answers out of ten", "times", "2", "7"),
            _o("I read for ten minutes a day, four days a week", "Reading stops being the thing I run from", "0 days", "days read each week", "days", "0", "4", True),
        ),
        ("Never ask {name} to read aloud without asking first", "Ten minutes of reading with the same adult each morning"),
        ("Correct quietly and close by; if {name} walks out, follow at a distance and telephone home at once",),
        ("Answer the school's call by noon",),
        ("Go to the workshop, not to the gate",),
        (("Educational Psychology", "Look at reading with {name} before half-term"),),
        ("Read four days, proud of it.", "Left once, came back alone.", "Good in DT.", "Said sorry to sir without being asked."),
    ),
    Story(
        ("attendance",),
        "{name} is often absent on Mondays and Fridays and comes late from the bus. Work suffers in science.",
        "Attendance letters, a meeting in May, a reward chart. The chart worked for two weeks.",
        "Friends, science club when {name} is in.",
        "Monday is the worst. If I had something to look forward to I would come.",
        "Talking in the minibus and a scale from 1 to 5",
        "Shift work makes Mondays hard. A lift would help.",
        "Catches up fast when present.",
        "Education Welfare has met the family once.",
        (
            _o("I am in school on four of five Mondays", "Mondays are ordinary", "1 of 5 Mondays", "Mondays in school out of five", "Mondays", "1", "4"),
            _o("I am in my seat by 8:50 on four days a week", "The day starts calm", "2 days a week", "days on time each week", "days", "2", "4", True),
            _o("I finish the four science tasks I missed", "Science makes sense again", "0 of 4 tasks", "tasks finished", "tasks", "0", "4"),
        ),
        ("Breakfast and science club on Monday mornings", "A seat in the early minibus"),
        ("If {name} is late: a smile, a pass, and the work on the desk",),
        ("Ring by 8:15 if the morning goes wrong",),
        ("Set the alarm on Sunday",),
        (("Education Welfare", "Ring home each Monday for four weeks"),),
        ("Came on Monday!", "Missed the minibus once.", "Finished two science tasks.", "Likes the breakfast."),
    ),
    Story(
        ("disengagement", "wellbeing"),
        "{name} is bright and anxious, hides in the toilets at change of lesson and has stopped speaking in most classes.",
        "A pass card, a seat near the front, reduced homework. The pass card is used but leads to long absences from class.",
        "Chess, maths puzzles, one friend in another form.",
        "It is the moving about. If I can go a minute early and know who will be there it is fine.",
        "Writing messages to the key adult; {name} prefers not to talk",
        "Please do not tell him off for not speaking. He talks all evening at home.",
        "Excellent written work. Has not spoken in French since October.",
        "CAMHS: on the waiting list since June.",
        (
            _o("I go straight to the next lesson in four of five changes", "The corridor is just a corridor", "1 of 5 changes", "changes of lesson out of five", "changes", "1", "4", True),
            _o("I say one thing a day in a class of my choice", "My voice is heard", "0 times", "days spoken each week", "days", "0", "5", True),
            _o("I play chess at lunch twice a week", "Lunch has people in it", "0 lunches", "lunches each week", "lunches", "0", "2"),
        ),
        ("Leave each lesson one minute early with a friend", "A chess table at lunch on Tuesdays and Thursdays"),
        ("If {name} hides, the key adult sends a message and waits; nobody knocks",),
        ("Practise one sentence in the car",),
        ("Send a message instead of hiding",),
        (("CAMHS", "Tell the school when the first appointment is known"),),
        ("Spoke in maths.", "Corridor was fine four times.", "Played chess.", "Hid once, sent a message."),
    ),
    Story(
        ("behaviour",),
        "{name} finds playtimes hard: games end in tears or hitting, and {name} then cannot settle for an hour.",
        "A playtime buddy, a timer, sitting with the teacher. The buddy works on days when the buddy is in.",
        "Building, sand, singing, looking after the class plants.",
        "I like it when we build. I do not like it when they say I am out.",
        "Pictures to sort, and building while talking",
        "She copies her brothers. We would like the same words at home and at school.",
        "Calm inside. Out of control outside, most often in ball games.",
        "The family is on the Early Help list.",
        (
            _o("I play for a whole playtime without hitting on four days a week", "Playtime is fun", "1 day a week", "good playtimes each week", "days", "1", "4"),
            _o("I come in calm within five minutes after play", "Afternoons go well", "40 minutes", "minutes until calm", "minutes", "40", "5"),
            _o("I ask to join a game in words every day", "Others want to play with me", "0 days", "days asked each week", "days", "0", "4", True),
        ),
        ("A building corner at each playtime with two friends", "Practise joining in with a puppet each morning"),
        ("If it goes wrong: to the plant table with an adult, drink of water, then talk with pictures",),
        ("Use the same three words at home: stop, breathe, tell",),
        ("Say “can I play?”",),
        (("Early Help", "One visit at home to share the three words"),),
        ("Built a castle with Mali.", "Hit once, said sorry.", "Asked to play!", "Calm after five minutes."),
    ),
)
