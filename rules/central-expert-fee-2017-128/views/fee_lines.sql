-- Expert fees paid to people, one row a ledger line, payments taken back left out.
--   is_central  TRUE money of the central treasury, FALSE other money, NULL cannot be told
--   person      the identity number, else the one known number of that name, else the name
--   several     the line seems to pay several people at once
--   day_limit   yuan a day after tax by the person's level, NULL where the level tells nothing
WITH
fees AS (
    SELECT
        e.*,
        NULLIF(REGEXP_REPLACE(e.payee, '\s|[（(].*', '', 'g'), '') AS name,
        REGEXP_REPLACE(e.expert_level, :no_level_words, '', 'g') AS level_text,
        CASE
            WHEN e.fund_source ~ :other_money_words THEN FALSE
            WHEN e.fund_source ~ :central_money_words THEN TRUE
            WHEN e.fund_source IS NULL AND NOT COALESCE(c.mixed, FALSE) THEN TRUE
        END AS is_central
    FROM entries AS e
    LEFT JOIN cards AS c ON e.project_code = c.project_code
    WHERE e.kind = 'spending' AND e.amount <> 0
        AND (e.item = '专家咨询费' OR (e.item = '劳务费' AND e.summary ~ :fee_words))
),
people AS (
    SELECT * FROM fees WHERE name IS NULL OR NOT name ~ :institution_words
),
red AS (
    SELECT
        entry_id, project_code, COALESCE(name, '') AS who, -amount AS amount, date,
        ROW_NUMBER() OVER (
            PARTITION BY project_code, COALESCE(name, ''), amount ORDER BY date, entry_id
        ) AS turn
    FROM people
    WHERE amount < 0
),
black AS (
    SELECT
        entry_id, project_code, COALESCE(name, '') AS who, amount, date,
        ROW_NUMBER() OVER (
            PARTITION BY project_code, COALESCE(name, ''), amount ORDER BY date, entry_id
        ) AS turn
    FROM people
    WHERE amount > 0
),
pairs AS (
    SELECT r.entry_id AS red_id, b.entry_id AS black_id
    FROM red AS r
    JOIN black AS b
        ON r.project_code = b.project_code AND r.who = b.who AND r.amount = b.amount
        AND r.turn = b.turn
    WHERE ABS(CAST(r.date AS INT) - CAST(b.date AS INT)) <= :taken_back_days
),
gone AS (
    SELECT red_id AS gone_id FROM pairs UNION ALL SELECT black_id AS gone_id FROM pairs
),
numbers AS (
    SELECT name AS its_name, MIN(payee_id) AS its_id
    FROM people
    WHERE name IS NOT NULL AND payee_id IS NOT NULL
    GROUP BY name
    HAVING COUNT(DISTINCT payee_id) = 1
)
SELECT
    p.entry_id, p.project_code, p.date, p.voucher_no, p.name, p.amount, p.tax_withheld, p.quantity,
    p.is_central, p.service_date,
    -- A part of a day is so many of its hours: two half days of one date are a day.
    CASE WHEN p.service_days < 1
        THEN LEAST(COALESCE(p.service_hours, 2 * :half_day_hours), p.service_days * 2 * :half_day_hours)
        ELSE p.service_hours END AS service_hours,
    CASE WHEN p.service_days >= 1 THEN p.service_days END AS service_days,
    COALESCE(p.payee_id, n.its_id, p.name) AS person,
    CASE WHEN p.payee_id IS NULL AND n.its_id IS NULL THEN TRUE ELSE FALSE END AS by_name,
    CASE
        WHEN p.payee ~ '[、，,;；/]|等([0-9一二三四五六七八九十两几多数若干余]*个?[人名位])?$' THEN TRUE
        WHEN p.expert_level IS NOT NULL THEN FALSE
        WHEN p.summary ~ '([2-9]|[1-9][0-9]+|[二三四五六七八九十两几多数])个?[人名位]' THEN TRUE
        ELSE FALSE
    END AS several,
    COALESCE(p.summary ~ :by_letter_words, FALSE) AS by_letter,
    CASE
        WHEN p.level_text ~ :top_words THEN CAST(:senior_day * (1 + :top_uplift) AS DECIMAL(38, 2))
        WHEN REGEXP_REPLACE(p.level_text, :not_senior_words, '', 'g') ~ :senior_words THEN CAST(:senior_day AS DECIMAL(38, 2))
        WHEN p.level_text ~ :not_senior_words OR p.level_text ~ :other_words THEN CAST(:other_day AS DECIMAL(38, 2))
    END AS day_limit
FROM people AS p
LEFT JOIN gone AS g ON p.entry_id = g.gone_id
LEFT JOIN numbers AS n ON p.name = n.its_name
WHERE g.gone_id IS NULL
