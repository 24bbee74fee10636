-- Expert fees paid to people (art. 25), one row a ledger line, reversed pairs left out.
--   person    who was paid, by keys: the identity number; without one, the number that the run
--             knows for this name if there is just one, else the name; NULL where no payee is written
--   by_name   the person is known by name only, so that two people of one name look like one
--   several   the line seems to pay several people at once: no one's day can be read off it
--   day_limit yuan a day by the person's level; NULL where the level is blank or is only
--             "equivalent" (an office, an honorary title): both ends of the scale are tried
--   service_days, service_hours: as written, else as the summary says (2天, 一天半, 半天, 5月6-7日)
--   net       what is booked is what the person got after tax, which the unit bore: more was paid
-- A unit as payee is no person; a fee booked as 劳务费 is recognised by its summary.
WITH
-- Numerals of small numbers of days as figures.
told AS (
    SELECT
        *,
        -- The limit of the day of the matter is the one that holds.
        COALESCE(service_date, date) AS fee_day,
        REGEXP_REPLACE(REGEXP_REPLACE(REGEXP_REPLACE(REGEXP_REPLACE(REGEXP_REPLACE(
            summary, '一整?(个半)?天', '1\1天', 'g'), '[两二](个半)?天', '2\1天', 'g'), '三(个半)?天', '3\1天', 'g'),
            '四(个半)?天', '4\1天', 'g'), '五(个半)?天', '5\1天', 'g') AS said
    FROM spending
    WHERE NOT reversed
        AND (item = '专家咨询费'
            -- Without a head of cost the words alone say what was paid.
            OR ((category = '劳务费' OR (category IS NULL AND NOT off_list)) AND summary ~ :expert_fee_words))
),
lines AS (
    SELECT
        *,
        :fee_basis = 1 AND COALESCE(tax_withheld, 0) = 0 AND amount > :labour_tax_floor
            AND COALESCE(summary ~ :net_words, FALSE) AS net,
        amount - CASE WHEN :fee_basis = 1 THEN 0 ELSE COALESCE(tax_withheld, 0) END AS paid,
        NULLIF(REGEXP_REPLACE(payee, '\s|[（(].*', '', 'g'), '') AS name,
        -- What is left of the level without words that only sound like a title.
        REGEXP_REPLACE(UPPER(expert_level), :expert_level_doubtful, '', 'g') AS level_text,
        CASE
            WHEN said ~ :expert_days_of_others THEN NULL
            WHEN said ~ '(^|[^0-9.第])[1-9]个半天'
                THEN CAST(REGEXP_REPLACE(said, '^.*?([1-9])个半天.*$', '\1') AS DECIMAL(38, 2)) * 0.5
            WHEN said ~ '(^|[^0-9.第月])[1-9][0-9]?(\.5)?天半?([^0-9半前后然津空线麻际敌]|$)'
                THEN CAST(REGEXP_REPLACE(said, '^.*?([1-9][0-9]?(\.5)?)天.*$', '\1') AS DECIMAL(38, 2))
                    + CASE WHEN said ~ '[0-9]天半' THEN 0.5 ELSE 0 END
            WHEN said ~ '月[0-9]{1,2}日?[-—–~～至到][0-9]{1,2}日'
                THEN CAST(REGEXP_REPLACE(said, '^.*?月([0-9]{1,2})日?[-—–~～至到]([0-9]{1,2})日.*$', '\2') AS DECIMAL(38, 2))
                    - CAST(REGEXP_REPLACE(said, '^.*?月([0-9]{1,2})日?[-—–~～至到]([0-9]{1,2})日.*$', '\1') AS DECIMAL(38, 2)) + 1
            WHEN said ~ '(^|[^0-9个天每])半天' THEN 0.5
        END AS said_days
    FROM told
),
people AS (
    SELECT
        *, CASE WHEN name IS NOT NULL THEN payee_key END AS name_key,
        COALESCE(service_days, CASE WHEN said_days > 0 THEN said_days END) AS days
    FROM lines
    WHERE name IS NULL OR NOT name ~ :unit_words
),
known AS (
    SELECT name_key, MIN(payee_id_key) AS known_id
    FROM people
    WHERE name_key IS NOT NULL AND payee_id_key IS NOT NULL
    GROUP BY name_key
    HAVING COUNT(DISTINCT payee_id_key) = 1
)
SELECT
    p.entry_id, p.project_code, p.date, p.voucher_no, p.name, p.name_key, p.paid, p.is_fiscal,
    p.service_date, p.fee_day, p.net,
    -- A part of a day is so many of its hours: two half days of one date are a day.
    CASE WHEN p.days < 1
        THEN LEAST(COALESCE(p.service_hours, 2 * :half_day_hours), p.days * 2 * :half_day_hours)
        ELSE p.service_hours END AS service_hours,
    CASE WHEN p.days >= 1 THEN p.days END AS service_days,
    COALESCE(p.payee_id_key, k.known_id, p.name_key) AS person,
    CASE WHEN p.payee_id_key IS NULL AND k.known_id IS NULL THEN TRUE ELSE FALSE END AS by_name,
    CASE
        WHEN p.payee ~ '[、，,;；/]|等([0-9一二三四五六七八九十两几多数若干余]*个?[人名位])?$' OR p.payee ~ :group_words THEN TRUE
        -- A level on the line says that the line is one person's, whatever the voucher pays.
        WHEN p.expert_level IS NOT NULL THEN FALSE
        WHEN p.summary ~ '([2-9]|[1-9][0-9]+|[二三四五六七八九十两几多数])个?[人名位]' THEN TRUE
        ELSE FALSE
    END AS several,
    CASE
        WHEN p.level_text ~ :expert_top_words THEN :expert_fee_top@p.fee_day
        WHEN REGEXP_REPLACE(p.level_text, :expert_junior_words, '', 'g') ~ :expert_senior_words
            THEN :expert_fee_senior@p.fee_day
        WHEN p.level_text ~ :expert_junior_words OR p.level_text ~ :expert_other_words
            THEN :expert_fee_other@p.fee_day
    END AS day_limit
FROM people AS p
LEFT JOIN known AS k ON p.name_key = k.name_key
