# ruff: noqa: E501 - one row of the table is one mistake
"""Mistakes people make in packs: what is changed in York's pack, and what must be said about it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """`old` becomes `new` in `file`; then a problem must stand in `at_file` on the line holding `at`."""

    check: str
    file: str
    old: str
    new: str
    at: str
    key: str
    reason: str
    fix: str
    at_file: str = ""


ROLE_PERMITS = """  permits:
    find_people: all
    record_contact: all
    see_contact: involved
    see_family: locality
    see_assessment: locality
    see_plan: locality
    change_plan: involved
    add_note: locality
    name_lead: locality
    refer_up: all
    see_operating_model: all
"""
ROLE_TWICE = """- id: local_area_coordinator
  name: The same again
  is_for: Nobody.
  permits: {find_people: all}
  assumption: Made up.
- id: local_area_coordinator"""

MISTAKES = [
    # YAML and the shape of a file
    Mistake("yaml", "levels.yaml", "  number: 1\n", "  number: [1\n", "name: Level 1", "line", "This is not YAML", "indentation"),
    Mistake("duplicate_key", "pack.yaml", "council:", "id: york\ncouncil:", "id: york\n", "id", "stands twice", "Keep one"),
    Mistake("missing", "levels.yaml", "  short: Universal\n", "", "- id: level_1", "item 1 → short", "key is missing", "Add 'short'"),
    Mistake("extra_forbidden", "levels.yaml", "  short: Universal", "  shrt: x\n  short: Universal", "shrt", "item 1 → shrt",
            "no such key", "spelling of 'shrt'"),
    Mistake("enum", "clocks.yaml", "days: 7, count: calendar", "days: 7, count: business", "business",
            "item 7 → values → item 1 → count", "'business' is not one of the words", "'working' or 'calendar'"),
    Mistake("string_type", "pack.yaml", '"2020.1"', "2020.1", "version: 2020.1", "version", "must be text", "quotes"),
    Mistake("string_pattern_mismatch", "levels.yaml", "- id: level_4", "- id: Level-4", "- id: Level-4", "item 4 → id",
            "'Level-4' is not written", "lower case letters"),
    Mistake("string_too_short", "levels.yaml", "short: Universal", 'short: ""', 'short: ""', "item 1 → short", "is empty", "Write"),
    Mistake("int_type", "clocks.yaml", "days: 2, count", "days: two, count", "days: two", "item 3 → values → item 1 → days",
            "whole number", "without quotes"),
    Mistake("bool_parsing", "levels.yaml", "is_early_help: false\n  outcomes: [give_advice, attach_to_family, ask_for_more]\n  source",
            "is_early_help: perhaps\n  outcomes: [give_advice, attach_to_family, ask_for_more]\n  source", "perhaps",
            "item 1 → is_early_help", "true or false", "Write true or false"),
    Mistake("date_from_datetime_parsing", "pack.yaml", "in_force_from: 2020-01-01", "in_force_from: spring", "spring",
            "in_force_from", "not a date", "2020-04-01"),
    Mistake("tuple_type", "levels.yaml", "outcomes: [refer_to_social_worker]", "outcomes: refer_to_social_worker",
            "outcomes: refer_to_social_worker", "item 4 → outcomes", "must be a list", "[a, b]"),
    Mistake("too_short", "levels.yaml", "outcomes: [refer_to_social_worker]", "outcomes: []", "outcomes: []", "item 4 → outcomes",
            "at least one", "Add an item"),
    Mistake("greater_than_equal", "plans.yaml", "max_actions_before_warning: 8", "max_actions_before_warning: 0",
            "max_actions_before_warning", "max_actions_before_warning", "0 is too small", "Use 1 or more"),
    Mistake("less_than_equal", "panels.yaml", "meets_on: 3", "meets_on: 8", "meets_on: 8", "item 1 → meets_on", "8 is too large",
            "Use 7 or less"),
    Mistake("literal_error", "tools.yaml", "record_only: true\n  source", "record_only: false\n  source", "record_only: false",
            "item 1 → record_only", "not allowed", "Use True"),
    Mistake("value_error", "panels.yaml", "  source: {paper: york-2020, passage:", "  assumption: ours\n  source: {paper: york-2020, passage:",
            "- id: level_3_panel", "item 1", "in two ways", "Keep one of source"),
    Mistake("value_error", "step_up.yaml", 'source: {paper: york-2016, passage: "Interface to statutory interventions; what a referral carries is an assumption"}\n',
            "", "must_carry", "the whole file", "does not say where this comes from", "source (paper and passage)"),
    # Across every part
    Mistake("ids_stand_once", "needs.yaml", "- id: safety", "- id: health", "- id: health", "item 6 → id", "second time", "its own"),
    Mistake("sources_are_known", "panels.yaml", "paper: york-2020", "paper: york-2021", "york-2021", "item 1 → source → paper",
            "no paper 'york-2021'", "york-2016"),
    Mistake("service_ages_rise", "pack.yaml", "to_with_send: 25", "to_with_send: 18", "to_with_send: 18",
            "service_age → to_with_send", "ends earlier", "at least as large"),
    Mistake("service_ages_rise", "pack.yaml", "  from: 0", "  from: 20", "  to: 19", "service_age → to", "younger age", "larger"),
    Mistake("postcode_areas_are_given_once", "pack.yaml", "[YO1, YO10,", "[YO1, YO1,", "postcode_areas", "postcode_areas → item 2",
            "second time", "its own"),
    Mistake("postcode_areas_are_given_once", "pack.yaml",
            "[YO1, YO10, YO19, YO23, YO24, YO26, YO30, YO31, YO32, YO41, YO42, YO51, YO60, YO61]", "[]", "postcode_areas",
            "postcode_areas", "No postcode", "first halves"),
    Mistake("emergency_says_999", "words.yaml", 'number: "999"', 'number: "112"', "telephones", "emergency → telephones",
            "ring 999", "number '999'"),
    Mistake("agreement_is_asked_again_in_time", "consent.yaml", "ask_again_before_days: 30", "ask_again_before_days: 365",
            "ask_again_before_days", "ask_again_before_days", "before it was given", "fewer days"),
    Mistake("lawful_bases_name_purposes", "consent.yaml", "purposes: [safeguarding]", "purposes: [safety]", "purposes: [safety]",
            "lawful_bases → item 3 → purposes → item 1", "no purpose 'safety'", "safeguarding"),
    Mistake("lawful_bases_name_purposes", "consent.yaml", "[early_help, share_with_team, learning]", "[early_help, share_with_team]",
            "- id: learning", "purposes → item 4 → id", "No lawful basis covers 'learning'", "Add it"),
    Mistake("right_help_lists_name_purposes", "consent.yaml", "purposes: [early_help, share_with_team]\n  assumption",
            "purposes: [early_help, share_with_teams]\n  assumption", "share_with_teams",
            "right_help_lists → purposes → item 2", "no purpose 'share_with_teams'", "share_with_team"),
    # Roles of the council's own
    Mistake("enum", "roles.yaml", "    find_people: all", "    find_anybody: all", "find_anybody", "item 1 → permits → find_anybody → [key]",
            "'find_anybody' is not one of the words", "find_people"),
    Mistake("too_short", "roles.yaml", ROLE_PERMITS, "  permits: {}\n", "permits: {}", "item 1 → permits", "at least one", "Add an item"),
    Mistake("ids_stand_once", "roles.yaml", "- id: local_area_coordinator", ROLE_TWICE, "- id: local_area_coordinator", "item 2 → id", "second time", "its own"),
    Mistake("roles_have_ids_of_their_own", "roles.yaml", "- id: local_area_coordinator", "- id: hub_worker", "- id: hub_worker", "item 1 → id",
            "comes with the product", "another id"),
    Mistake("roles_can_be_given", "roles.yaml", "    see_operating_model: all", "    see_right_help_list: all", "see_right_help_list",
            "item 1 → permits → see_right_help_list", "nobody could give this role", "Use 'involved'"),
    Mistake("roles_give_no_more_than_they_hold", "roles.yaml", "  permits:\n", "  gives: [hub_manager]\n  permits:\n    manage_own_agency: all\n",
            "gives: [hub_manager]", "item 1 → gives → item 1", "'hub_manager' permits more", "Remove it"),
    Mistake("roles_that_give_look_after_staff", "roles.yaml", "  permits:\n", "  gives: []\n  permits:\n", "gives: []", "item 1 → gives",
            "does not look after staff", "manage_own_agency"),
    Mistake("localities_reach_families", "roles.yaml", "see_contact: involved", "see_contact: locality", "see_contact", "item 1 → permits → see_contact",
            "cannot reach by locality", "Use 'all'"),
    # How long records are kept
    Mistake("each_kind_of_record_has_one_rule", "retention.yaml", "  kind: contact", "  kind: family_record", "  kind: family_record", "item 2 → kind",
            "second time", "its own"),
    Mistake("rules_count_each_day_once", "retention.yaml", "{from: youngest_born, years: 25}", "{from: closed, years: 25}", "from: closed",
            "item 1 → counts → item 2 → from", "second time", "its own"),
    Mistake("contacts_are_kept_from_when_they_were_closed", "retention.yaml", "    - {from: closed, years: 6}\n  then: dispose\n  unverified: \"Six",
            "    - {from: youngest_born, years: 6}\n  then: dispose\n  unverified: \"Six", "youngest_born, years: 6", "item 2 → counts → item 1 → from",
            "no youngest child", "Use 'closed'"),
    # The way in
    Mistake("levels_name_decisions", "levels.yaml", "[refer_to_social_worker]", "[refer_to_social_worker, tell_somebody]",
            "tell_somebody", "item 4 → outcomes → item 2", "no decision 'tell_somebody'", "Use one of: ask_for_more"),
    Mistake("levels_name_decisions", "levels.yaml", "[refer_to_social_worker]", "[refer_to_social_worker, name_lead]",
            "name_lead]", "item 4 → outcomes → item 2", "does not name level 'level_4'", "Add the level"),
    Mistake("levels_name_decisions", "decisions.yaml", "- id: ask_for_more", "- id: ask_for_more\n  retired_on: 2021-01-01",
            "outcomes: [give_advice, attach_to_family, ask_for_more]", "item 1 → outcomes → item 3", "is retired", "Take it out",
            "levels.yaml"),
    Mistake("decisions_name_levels_and_routes", "decisions.yaml", "levels: [level_4]", "levels: [level_4, level_5]", "level_5",
            "item 5 → levels → item 2", "no level 'level_5'", "level_4"),
    Mistake("decisions_name_levels_and_routes", "decisions.yaml", "levels: [level_4]", "levels: [level_4]\n  routes: [mash]",
            "routes: [mash]", "item 5 → routes → item 1", "no route 'mash'", "mash_agency"),
    Mistake("decisions_name_levels_and_routes", "decisions.yaml", "levels: [level_4]", "levels: [level_4, level_3]",
            "levels: [level_4, level_3]", "item 5 → levels → item 2", "does not allow 'refer_to_social_worker'", "outcomes"),
    Mistake("levels_use_assessments", "levels.yaml", "form_id: feha_full", "form_id: feha", "form_id: feha\n", "item 3 → form_id",
            "no form 'feha'", "feha_full"),
    Mistake("levels_use_assessments", "levels.yaml", "form_id: feha_full", "form_id: review", "form_id: review", "item 3 → form_id",
            "not an assessment", "Name an assessment"),
    Mistake("statutory_levels_refer_up", "decisions.yaml", "follows: refer_up", "follows: advice_and_close",
            "outcomes: [refer_to_social_worker]", "item 4 → outcomes", "refers the child", "follows: refer_up", "levels.yaml"),
    Mistake("statutory_levels_refer_up", "levels.yaml", "is_statutory: false\n  is_early_help: false",
            "is_statutory: true\n  is_early_help: false", "outcomes: [give_advice, attach_to_family, ask_for_more]",
            "item 1 → outcomes", "refers the child", "refer_up"),
    Mistake("early_help_can_start", "levels.yaml", "  review_every_weeks: 12\n", "", "- id: level_2", "item 2 → id",
            "never reviewed", "review_every_weeks"),
    Mistake("routes_are_for_known_agencies", "routes.yaml", "who_may_use: [social_care]", "who_may_use: [social_workers]",
            "social_workers", "item 4 → who_may_use → item 1", "no agency kind 'social_workers'", "social_care"),
    Mistake("routes_are_for_known_agencies", "routes.yaml", "who_may_use: [public]", "who_may_use: [other]", "- id: mash_agency",
            "the whole file", "open to families", "who_may_use: [public]"),
    Mistake("route_questions_have_options", "routes.yaml", "      kind: choice\n", "      kind: text\n", "kind: text\n",
            "item 1 → asks → item 2 → kind", "has no options", "Make it a choice"),
    Mistake("route_questions_have_options", "routes.yaml", "kind: date}", "kind: choice}", "kind: choice}",
            "item 3 → asks → item 2 → kind", "two options", "Add options"),
    Mistake("priorities_are_in_order", "priorities.yaml", "in_order: 3", "in_order: 2", "in_order: 2\n  assumption: The paper names no priorities; a week",
            "item 3 → in_order", "second time", "its own"),
    Mistake("priorities_are_in_order", "priorities.yaml", "days: 5,", "days: 1,", "days: 1,", "item 3 → respond_within → days",
            "answered sooner", "days or the order"),
    Mistake("dated_values_run_forward", "clocks.yaml", "from: 2021-04-01", "from: 2019-04-01", "from: 2019-04-01",
            "item 4 → values → item 2 → from", "earliest to the latest", "Sort them"),
    Mistake("every_clock_is_set", "clocks.yaml", "- id: panel_wait", "- id: plan_review", "# The paper gives no days", "the whole file",
            "not set: panel_wait", "Add them"),
    Mistake("clocks_start_where_they_can", "clocks.yaml", "starts_on: panel_asked", "starts_on: step_up_sent",
            "starts_on: step_up_sent", "item 7 → starts_on", "cannot start on step_up_sent", "Use panel_asked"),
    Mistake("clocks_start_where_they_can", "clocks.yaml", "{from: 2020-01-01, days: 7", "{from: 2020-06-01, days: 7",
            "from: 2020-06-01", "item 7 → values → item 1 → from", "no value for the first days", "2020-01-01"),
    Mistake("decisions_ask_for_what_follows", "decisions.yaml", "levels: [level_4]\n  needs: [rationale]",
            "levels: [level_4]\n  needs: []", "needs: []", "item 5 → needs", "must record why", "rationale"),
    Mistake("decisions_ask_for_what_follows", "decisions.yaml", "[rationale, lead_practitioner, agreement]", "[rationale, agreement]",
            "needs: [rationale, agreement]", "item 3 → needs", "does not ask who", "lead_practitioner"),
    Mistake("panels_hear_what_waits", "panels.yaml", "levels: [level_3]", "levels: [level_2]", "follows: wait_for_panel",
            "item 4 → follows", "No panel hears level_3", "panels.yaml", "decisions.yaml"),
    Mistake("panels_hear_what_waits", "panels.yaml", "members: [council_early_help,", "members: [council,", "members: [council,",
            "item 1 → members → item 1", "no agency kind 'council'", "council_early_help"),
    Mistake("referrers_are_told_in_known_words", "decisions.yaml", "{front_door} has looked at", "{frontdoor} has looked at",
            "tells_referrer", "item 1 → tells_referrer", "it uses frontdoor", "{front_door}"),
    Mistake("referrers_are_told_in_known_words", "decisions.yaml", "{front_door} has looked at", "{front_door has looked at",
            "tells_referrer", "item 1 → tells_referrer", "braces do not match", "{front_door}"),
    Mistake("partners_are_known_agencies", "partners_asked.yaml", "agency_kind: housing", "agency_kind: homes",
            "agency_kind: homes", "item 4 → agency_kind", "no agency kind 'homes'", "housing"),
    Mistake("step_up_can_be_accepted", "step_up.yaml",
            '  - {id: returned, name: Returned, means: Not at level 4; early help goes on, assumption: "The paper lists no answers."}\n',
            "", "answers:", "answers", "returned", "Add them"),
    # Forms
    Mistake("questions_have_their_own_id", "forms/feha_full.yaml", "{id: summary,", "{id: why_now,", "{id: why_now, label: What does",
            "sections → item 4 → questions → item 1 → id", "second time", "its own"),
    Mistake("choices_have_options", "forms/review.yaml", "kind: text, max_length: 1000", "kind: choice",
            "id: note", "sections → item 2 → questions → item 3 → kind", "two options", "Add options"),
    Mistake("choices_have_options", "forms/review.yaml", "id: decision, label: What do we do now?, family_label: What happens next, kind: choice",
            "id: decision, label: What do we do now?, family_label: What happens next, kind: text", "id: decision, label",
            "sections → item 4 → questions → item 1 → options", "has no options", "choice or choices"),
    Mistake("lengths_are_for_writing", "forms/closing.yaml", "kind: yes_no, required: true", "kind: yes_no, max_length: 3, required: true",
            "max_length: 3,", "sections → item 1 → questions → item 3 → max_length", "has no length", "Remove"),
    Mistake("prefills_fit", "forms/feha_short.yaml", "kind: factors, prefill: family.factors", "kind: factors, prefill: family.address",
            "prefill: family.address", "sections → item 1 → questions → item 3 → prefill", "cannot fill in", "long_text"),
    Mistake("conditions_make_one_comparison", "forms/closing.yaml", 'is: "no"', 'is: "no", is_not: "yes"', "is_not",
            "sections → item 1 → questions → item 4 → shown_if", "exactly one comparison", "Keep one"),
    Mistake("conditions_look_back", "forms/closing.yaml", "question: would_ask_again", "question: would_ask", "question: would_ask,",
            "sections → item 1 → questions → item 4 → shown_if → question", "No earlier question", "asked before"),
    Mistake("conditions_look_back", "forms/feha_full.yaml", 'shown_if: {question: specialist_needed, is: "yes"}',
            "shown_if: {question: how_things_are, at_least: 3}", "at_least: 3", "sections → item 4 → questions → item 4 → shown_if → question",
            "several times", "repeat: none"),
    Mistake("conditions_can_hold", "forms/closing.yaml", 'is: "no"', "is: never", "is: never",
            "sections → item 1 → questions → item 4 → shown_if", "can never be 'never'", "no, yes"),
    Mistake("conditions_can_hold", "forms/feha_full.yaml", "includes: someone_trusted", "is: someone_trusted", "is: someone_trusted",
            "sections → item 3 → questions → item 3 → shown_if", "is a choices question", "includes for choices"),
    Mistake("conditions_can_hold", "forms/closing.yaml", 'is: "no"', "at_least: 1", "at_least: 1",
            "sections → item 1 → questions → item 4 → shown_if", "is not a scale", "scale only"),
    Mistake("each_kind_of_form_is_there", "forms/closing.yaml", "kind: closing", "kind: review", "title: Ending help",
            "the whole file", "No closing form", "kind: closing", "forms/"),
    Mistake("assessments_hear_every_child", "forms/feha_short.yaml", "repeat: each_child", "repeat: each_person", "sections:",
            "sections", "each child's own words", "repeat: each_child"),
    Mistake("needs_are_scaled", "forms/closing.yaml", "kind: scale", "kind: text", "questions:", "sections → item 2 → questions",
            "exactly one scale", "kind scale"),
    # Helping
    Mistake("tools_have_a_range", "tools.yaml", "min: 0, max: 10", "min: 10, max: 10", "min: 10", "item 1 → measures → item 1 → max",
            "range is empty", "larger"),
    Mistake("outcome_statuses_cover_every_state", "plans.yaml", "counts_as: waiting", "counts_as: open", "outcome_statuses",
            "outcome_statuses", "counts as waiting", "Add a status"),
    Mistake("plans_have_three_building_blocks", "plans.yaml", "  - id: build_capacity", "  - id: build_capacity\n    retired_on: 2021-01-01",
            "building_blocks", "building_blocks", "2 building blocks", "Have three"),
    Mistake("drift_rules_have_their_numbers", "drift.yaml", "  kind: no_lead\n  days: 5\n", "  kind: no_lead\n  count: 5\n",
            "kind: no_lead", "item 7 → kind", "measured in days", "Add days"),
    Mistake("drift_rules_speak_in_known_words", "drift.yaml", "led this family's help for {days}", "led this family's help for {weeks}",
            "{weeks}", "item 7 → says", "cannot be filled in", "{days}"),
    Mistake("drift_rules_name_levels", "drift.yaml", "levels: [level_2, level_3]\n  says: Nobody has led", "levels: [level_9]\n  says: Nobody has led",
            "level_9", "item 7 → levels → item 1", "no level 'level_9'", "level_2"),
    Mistake("responses_can_be_held", "responses.yaml", "held_by_team_kinds: [mash, local_area_team]", "held_by_team_kinds: [hub]",
            "[hub]", "item 1 → held_by_team_kinds → item 1", "no team kind 'hub'", "mash"),
    Mistake("responses_can_be_held", "responses.yaml", "caseload_limit: 18", "caseload_limit: 1", "weight: 1.5", "item 3 → weight",
            "more than the limit", "raise the limit"),
    # Places
    Mistake("areas_stand_in_tiers", "localities.yaml", "tier: local_area, name: North", "tier: area, name: North", "tier: area,",
            "areas → item 2 → tier", "no tier 'area'", "local_area"),
    Mistake("areas_stand_in_tiers", "localities.yaml", "name: North, parent: york", "name: North, parent: east", "parent: east",
            "areas → item 2 → parent", "one tier up", "tier 'city'"),
    Mistake("areas_stand_in_tiers", "localities.yaml", "tier: city, name: York,", "tier: city, name: York, parent: east,",
            "parent: east", "areas → item 1 → parent", "one tier up", "Remove its parent"),
    Mistake("wards_lie_in_one_area", "localities.yaml", "  - area: north", "  - area: york", "- area: york",
            "ward_assignments → item 1 → area", "no local_area 'york'", "north"),
    Mistake("wards_lie_in_one_area", "localities.yaml", "E05010331", "E05010313", 'E05010313, name: "Wheldrake"',
            "ward_assignments → item 2 → wards → item 7 → code", "second time", "its own"),
    Mistake("areas_have_wards", "localities.yaml", "  - area: north", "  - area: east", "id: north", "areas → item 2 → id",
            "No ward lies in 'north'", "Assign wards"),
    # Examples
    Mistake("stories_come_true", "priorities.yaml", "days: 3,", "days: 4,", "due_on:", "expect → due_on",
            "expects Thursday 8 April 2021", "Correct the example", "examples/01-agency-before-good-friday.yaml"),
    Mistake("stories_come_true", "examples/05-leap-day.yaml", "clock: partner_answer", "route: mash_agency", "given:", "given",
            "no clock or priority", "Add it"),
    Mistake("stories_come_true", "examples/01-agency-before-good-friday.yaml", "priority: soon", "priority: urgent", "given:", "given",
            "no priority 'urgent'", "Use an id"),
    Mistake("stories_come_true", "examples/13-level-2-without-agreement.yaml", 'refused_because: "the family\'s agreement"',
            "follows: name_lead_practitioner", "expect:", "expect", "would be refused", "refused_because"),
]  # fmt: skip
