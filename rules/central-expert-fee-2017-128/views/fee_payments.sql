-- What a project paid a person for one consulting day, before and after tax; what has no day, no
-- name, more than one day, or was asked for by letter stands for itself, a row a line.
--   turn      the how-manieth of consecutive consulting days in the project this is
--   computed  tax that the ordinary withholding comes to, on the lines where none is written
--   in_month  how many payments without written tax the person got in that month
WITH
marked AS (
    SELECT
        *,
        CASE
            WHEN several OR by_letter OR person IS NULL OR service_date IS NULL THEN FALSE
            WHEN COALESCE(service_days, 1) <= 1 THEN TRUE
            ELSE FALSE
        END AS is_day
    FROM fee_lines
    WHERE is_central IS DISTINCT FROM FALSE
),
payments AS (
    SELECT
        project_code,
        CASE WHEN is_day THEN CONCAT(person, ' ', CAST(service_date AS VARCHAR))
            ELSE CONCAT('line ', CAST(entry_id AS VARCHAR)) END AS payment,
        MAX(is_day) AS is_day,
        MIN(person) AS person,
        MIN(name) AS name,
        MIN(service_date) AS service_date,
        MIN(STRFTIME(date, '%Y-%m')) AS month,
        MAX(several) AS several,
        MAX(by_letter) AS by_letter,
        MAX(quantity) AS times,
        MIN(day_limit) AS known_low,
        MAX(day_limit) AS known_high,
        MAX(service_days) AS days,
        -- Any line without hours makes it a full day.
        CASE WHEN MAX(amount > 0 AND service_hours IS NULL) THEN NULL
            ELSE SUM(CASE WHEN amount > 0 THEN service_hours END) END AS hours,
        MAX(is_central IS NULL) AS source_open,
        SUM(amount) AS gross,
        SUM(COALESCE(tax_withheld, 0)) AS withheld,
        SUM(CASE WHEN tax_withheld IS NULL THEN amount ELSE 0 END) AS untaxed,
        ARRAY_AGG(entry_id) AS entry_ids
    FROM marked
    GROUP BY project_code, CASE WHEN is_day THEN CONCAT(person, ' ', CAST(service_date AS VARCHAR))
        ELSE CONCAT('line ', CAST(entry_id AS VARCHAR)) END
),
bases AS (
    SELECT
        project_code, payment,
        CASE
            WHEN untaxed <= :tax_allowance THEN 0
            WHEN untaxed <= :tax_allowance_limit THEN CAST(untaxed - :tax_allowance AS DECIMAL(38, 6))
            ELSE CAST(untaxed * (1 - :tax_allowance_rate) AS DECIMAL(38, 6))
        END AS base
    FROM payments
),
taxes AS (
    SELECT
        b.project_code, b.payment,
        CAST(ROUND(SUM(GREATEST(LEAST(b.base, t.upper) - t.lower, 0) * t.rate), 2) AS DECIMAL(38, 2)) AS computed
    FROM bases AS b
    CROSS JOIN labour_tax AS t
    GROUP BY b.project_code, b.payment
),
months AS (
    SELECT person, month, COUNT(*) AS in_month
    FROM payments
    WHERE untaxed > 0 AND person IS NOT NULL
    GROUP BY person, month
),
islands AS (
    SELECT
        project_code, payment, person, service_date,
        CAST(service_date AS INT) - CAST(ROW_NUMBER() OVER (
            PARTITION BY project_code, person ORDER BY service_date
        ) AS INT) AS island
    FROM payments
    WHERE is_day AND gross > 0
),
turns AS (
    SELECT
        project_code, payment,
        ROW_NUMBER() OVER (PARTITION BY project_code, person, island ORDER BY service_date) AS turn
    FROM islands
)
SELECT
    p.*,
    t.computed,
    p.gross - p.withheld - t.computed AS net,
    COALESCE(m.in_month, 1) AS in_month,
    COALESCE(u.turn, 1) AS turn
FROM payments AS p
JOIN taxes AS t ON p.project_code = t.project_code AND p.payment = t.payment
LEFT JOIN months AS m ON p.person = m.person AND p.month = m.month
LEFT JOIN turns AS u ON p.project_code = u.project_code AND p.payment = u.payment
