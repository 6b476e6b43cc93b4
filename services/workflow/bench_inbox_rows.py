"""The rows of `gakkumdu bench inbox` as PostgreSQL makes them: cases and their tasks, thousands in a statement.

Nothing is drawn at random: what a row holds hangs on its number alone, so that two runs ask the same of the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice

from workflow.domain.officer import NATIONAL_OFFICE
from workflow.domain.provinces import PROVINCES

OFFICES = 600
OFFICERS_AN_OFFICE = 8
DAYS_BACK, DAYS_AHEAD = 10, 50
"""Around today, where the limits lie."""


def offices() -> list[str]:
    """The national one, all provinces and regencies of each: 600 in all."""
    return list(islice(_every_office(), OFFICES))


def _every_office() -> Iterator[str]:
    provinces = [code for code, _, _ in PROVINCES]
    yield NATIONAL_OFFICE
    yield from provinces
    for number in count(1):
        yield from (f"{province}.{number:02}" for province in provinces)


def _share(of: str, salt: int) -> str:
    """A number from 0 to 1 that hangs on `of`; another for another salt."""
    return f"((hashint8extended({of}, {salt}) & 1048575) / 1048576.0)"


def _one_of(choices: str, of: str, salt: int, *, lean: float = 1.0) -> str:
    """An element of an array; the higher `lean`, the more often an early one."""
    return f"({choices})[1 + floor(power({_share(of, salt)}, {lean}) * cardinality({choices}))::int]"


ARTICLES = "ARRAY['488', '490', '491', '494', '510', '521', '523 ayat (1)', '532', '533', '544']"
LEVELS = "ARRAY[1, 1, 1, 1, 2, 2, 2, 3, 3, 4]"
"""Of confidentiality: four, the lowest the most common."""
KINDS = """
    ('initial_study', 'Susun kajian awal', 'initial-study', 'bawaslu', 'officer', 'finding', NULL),
    ('registration', 'Registrasi perkara', 'registration', 'bawaslu', 'officer', 'finding', 'registration'),
    ('discussion_1', 'Pembahasan Pertama', 'discussion-1', 'bawaslu', 'officer', 'assessment', 'discussion_1'),
    ('signature_polri', 'Tanda tangan unsur Polri', 'signature', 'polri', 'officer', 'assessment', NULL),
    ('clarification_study', 'Klarifikasi dan kajian', 'clarification-study', 'bawaslu', 'officer', 'assessment', 'study'),
    ('inquiry', 'Penyelidikan', 'inquiry', 'polri', 'officer', 'assessment', 'study'),
    ('discussion_2', 'Pembahasan Kedua', 'discussion-2', 'bawaslu', 'officer', 'assessment', 'discussion_2'),
    ('plenary', 'Rapat pleno atas hasil penanganan', 'plenary', 'bawaslu', 'coordinator', 'assessment', 'forwarding'),
    ('police_investigation', 'Penyidikan', 'police-investigation', 'polri', 'officer', 'investigation', 'investigation'),
    ('file_check', 'Teliti kelengkapan berkas', 'file-check', 'kejaksaan', 'officer', 'investigation', 'file_check'),
    ('court_transfer', 'Limpahkan perkara ke pengadilan', 'court-transfer', 'kejaksaan', 'officer', 'prosecution', 'court_transfer'),
    ('verdict', 'Persidangan dan putusan', 'verdict', 'kejaksaan', 'coordinator', 'prosecution', 'trial')
"""
CASES = f"""
    INSERT INTO instances (case_id, definition, regime, origin, office, level, confidentiality, intake_number,
        register_number, stage, state, sequence, head, started_at, articles)
    SELECT CAST(lpad(to_hex(n), 32, '0') AS uuid), :definition,
        {_one_of("ARRAY['pemilu', 'pemilu', 'pilkada']", "n", 1)}, {_one_of("ARRAY['report', 'finding']", "n", 2)},
        office, CASE WHEN office = '00' THEN 'national' WHEN length(office) = 2 THEN 'province' ELSE 'regency' END,
        {_one_of(LEVELS, "n", 3)}, to_char(n, 'FM0000000') || '/LP/PL/Kab/' || office || '/I/2024',
        to_char(n, 'FM0000000') || '/Reg/LP/PL/Kab/' || office || '/I/2024',
        'finding', 'running', 1, '\\x00', CAST(:now AS timestamptz) - {_share("n", 4)} * interval '2 years',
        ARRAY['Pasal ' || {_one_of(ARTICLES, "n", 5, lean=2)} || ' UU 7/2017']
    FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS n,
        LATERAL (SELECT {_one_of("CAST(:offices AS text[])", "n", 6, lean=1.3)} AS office) AS seated
"""  # noqa: S608 - expressions of our own
TASKS = f"""
    WITH kinds AS (
        SELECT row_number() OVER () AS number, kind.*
        FROM (VALUES {KINDS}) AS kind (name, title, form, agency, role, stage, limit_name)
    ),
    zones (province, zone, place) AS (
        SELECT * FROM unnest(CAST(:provinces AS text[]), CAST(:zones AS text[]), CAST(:places AS text[]))
    ),
    wanted AS (
        SELECT i.*, zone, place, turn, turn = CAST(:a_case AS int) AS is_open,
            n * 1000 + turn AS t, 1 + ((n + turn) % (SELECT count(*) FROM kinds)) AS kind
        FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS n
        JOIN instances i ON i.case_id = CAST(lpad(to_hex(n), 32, '0') AS uuid)
        JOIN zones ON province = left(i.office, 2), generate_series(1, CAST(:a_case AS int)) AS turn
    ),
    placed AS (
        SELECT w.*, floor({_share("t", 7)} * :days)::int - :days_back AS day,
            is_open AND {_share("t", 8)} < 0.4 AS is_claimed,
            CAST(:now AS timestamptz) - CASE
                WHEN is_open THEN {_share("t", 9)} * interval '30 days'
                ELSE interval '30 days' + {_share("t", 9)} * interval '700 days'
            END AS created_at,
            'bench-' || office || '-' || floor({_share("t", 10)} * {OFFICERS_AN_OFFICE})::int AS officer
        FROM wanted w
    )
    INSERT INTO tasks (id, case_id, name, title, form, limit_name, agency, office, level, regime, confidentiality,
        intake_number, register_number, state, assignee, version, created_at, due_at, legal_limit, closed_at,
        opened_in, zone, stage, articles, role, priority, working_limit)
    SELECT gen_random_uuid(), case_id, name, title, form, limit_name, agency, office, level, regime, confidentiality,
        intake_number, register_number,
        CASE WHEN is_claimed THEN 'claimed' WHEN is_open THEN 'open' WHEN {_share("t", 11)} < 0.08 THEN 'cancelled'
            ELSE 'completed' END,
        CASE WHEN is_claimed OR NOT is_open THEN officer END, CASE WHEN is_claimed THEN 2 ELSE 1 END, created_at,
        CASE WHEN limit_name IS NOT NULL THEN safe.due END,
        CASE WHEN limit_name IS NOT NULL THEN safe.due + interval '1 day' END,
        CASE WHEN NOT is_open THEN created_at + interval '3 days' END, turn, zone, k.stage, articles, role,
        {_one_of("ARRAY[2, 2, 2, 2, 2, 2, 2, 2, 1, 3]", "t", 12)},
        CASE WHEN limit_name IS NOT NULL THEN (CAST(:positions AS bigint[]))[1 + day + :days_back] END
    FROM placed p JOIN kinds k ON k.number = p.kind, LATERAL (
        SELECT (CAST(:today AS date) + day + time '23:59:59') AT TIME ZONE place AS due
    ) AS safe
"""  # noqa: S608 - expressions of our own
