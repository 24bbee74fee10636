-- What a project spent of fiscal money, brought forward or in the ledger's lines, with a lowest and a highest where a source or a category
-- is missing: a line that may belong counts with its sign only where that widens the bracket.
WITH lines AS (
    SELECT
        project_code,
        amount,
        is_fiscal,
        before,
        CASE WHEN category = '间接费用' THEN 'indirect'
            WHEN category IS NOT NULL THEN 'direct'
            WHEN off_list THEN 'off_list' END AS side,
        CASE WHEN item = '设备购置费' THEN TRUE
            WHEN category = '设备费' AND item IS NULL THEN NULL
            WHEN category IS NULL AND NOT off_list THEN NULL
            ELSE FALSE END AS purchase
    FROM money_spent
    WHERE project_code IS NOT NULL AND COALESCE(is_fiscal, TRUE)
),
marked AS (
    SELECT
        *,
        CASE WHEN side = 'direct' AND is_fiscal THEN 'sure' WHEN side = 'direct' OR side IS NULL THEN 'maybe' END AS direct,
        CASE WHEN side = 'indirect' AND is_fiscal THEN 'sure' WHEN side = 'indirect' OR side IS NULL THEN 'maybe' END AS indirect,
        CASE WHEN purchase AND is_fiscal THEN 'sure' WHEN purchase OR purchase IS NULL THEN 'maybe' END AS bought,
        CASE WHEN is_fiscal THEN 'sure' ELSE 'maybe' END AS any_side
    FROM lines
)
SELECT
    project_code,
    COUNT(*) AS lines,
    SUM(CASE WHEN direct = 'sure' THEN amount WHEN direct = 'maybe' THEN LEAST(amount, 0) ELSE 0 END) AS direct_low,
    SUM(CASE WHEN direct = 'sure' THEN amount WHEN direct = 'maybe' THEN GREATEST(amount, 0) ELSE 0 END) AS direct_high,
    SUM(CASE WHEN indirect = 'sure' THEN amount WHEN indirect = 'maybe' THEN LEAST(amount, 0) ELSE 0 END) AS indirect_low,
    SUM(CASE WHEN indirect = 'sure' THEN amount WHEN indirect = 'maybe' THEN GREATEST(amount, 0) ELSE 0 END) AS indirect_high,
    SUM(CASE WHEN bought = 'sure' THEN amount WHEN bought = 'maybe' THEN LEAST(amount, 0) ELSE 0 END) AS purchase_low,
    SUM(CASE WHEN bought = 'sure' THEN amount WHEN bought = 'maybe' THEN GREATEST(amount, 0) ELSE 0 END) AS purchase_high,
    SUM(CASE WHEN any_side = 'sure' THEN amount ELSE LEAST(amount, 0) END) AS spent_low,
    SUM(CASE WHEN any_side = 'sure' THEN amount ELSE GREATEST(amount, 0) END) AS spent_high,
    SUM(CASE WHEN before THEN amount ELSE 0 END) AS spent_before
FROM marked
GROUP BY project_code
