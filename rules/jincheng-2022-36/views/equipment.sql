-- 设备费 of a project against its budget (art. 16): fiscal money, lowest and highest where a source
-- or a category is missing; the budget with what was changed by decision until the day of
-- judgement.
WITH
planned_lines AS (
    SELECT
        b.project_code, b.source_id, b.amount,
        CASE
            WHEN b.fund_source ~ :self_source_words OR b.fund_source ~ :other_source_words THEN FALSE
            WHEN b.fund_source ~ :fiscal_source_words THEN TRUE
            WHEN b.fund_source IS NULL AND COALESCE(p.promises, FALSE) = FALSE THEN TRUE
        END AS is_fiscal,
        CASE WHEN b.head_category = '设备费' THEN TRUE WHEN b.head_category IS NULL THEN NULL
            ELSE FALSE END AS is_equipment
    FROM budget AS b
    LEFT JOIN promises AS p ON b.project_code = p.project_code
    WHERE b.amount IS NOT NULL
),
planned AS (
    SELECT
        project_code,
        SUM(CASE WHEN is_equipment AND is_fiscal THEN amount ELSE 0 END) AS planned_low,
        SUM(CASE WHEN COALESCE(is_equipment, TRUE) AND COALESCE(is_fiscal, TRUE) THEN amount ELSE 0 END) AS planned_high,
        ARRAY_AGG(source_id) FILTER (WHERE COALESCE(is_equipment, TRUE)) AS budget_ids
    FROM planned_lines
    GROUP BY project_code
),
-- A change counts from the day of its decision. Blank, it is open; where the form has no such
-- column, or only says that it was agreed to, nobody knows since when.
changes AS (
    SELECT
        project_code, source_id, amount,
        CASE
            WHEN decided IS NOT NULL THEN decided <= :as_of
            WHEN approved_by ~ '同意|批准|通过|办结|准予' THEN NULL
            WHEN sheet_id IN (SELECT source_id FROM sheets WHERE has LIKE '%;decided;%') THEN FALSE
        END AS in_force
    FROM budget_changes
    WHERE category LIKE '%设备%'
),
changed AS (
    SELECT
        project_code,
        SUM(CASE WHEN in_force THEN amount ELSE LEAST(amount, 0) END) AS changed_low,
        SUM(CASE WHEN in_force THEN amount ELSE GREATEST(amount, 0) END) AS changed_high,
        MAX(amount IS NULL) AS untold,
        ARRAY_AGG(source_id) AS change_ids
    FROM changes
    WHERE COALESCE(in_force, TRUE)
    GROUP BY project_code
),
lines AS (
    SELECT
        project_code, entry_id, amount,
        CASE WHEN category = '设备费' AND is_fiscal THEN TRUE ELSE FALSE END AS sure
    FROM money_spent
    WHERE COALESCE(is_fiscal, TRUE) AND NOT COALESCE(off_list, FALSE)
        AND COALESCE(category, '设备费') = '设备费'
),
spent_sums AS (
    SELECT
        project_code,
        SUM(CASE WHEN sure THEN amount ELSE LEAST(amount, 0) END) AS spent_low,
        SUM(CASE WHEN sure THEN amount ELSE GREATEST(amount, 0) END) AS spent_high,
        ARRAY_AGG(entry_id) FILTER (WHERE sure) AS entry_ids
    FROM lines
    GROUP BY project_code
)
SELECT
    k.project_code,
    k.lump_sum,
    p.planned_low,
    p.planned_high,
    COALESCE(c.changed_low, 0) AS changed_low,
    COALESCE(c.changed_high, 0) AS changed_high,
    COALESCE(c.untold, FALSE) AS untold,
    COALESCE(s.spent_low, 0) AS spent_low,
    COALESCE(s.spent_high, 0) AS spent_high,
    s.entry_ids,
    p.budget_ids,
    c.change_ids
FROM known_projects AS k
LEFT JOIN planned AS p ON k.project_code = p.project_code
LEFT JOIN changed AS c ON k.project_code = c.project_code
LEFT JOIN spent_sums AS s ON k.project_code = s.project_code
WHERE NOT k.lump_sum
