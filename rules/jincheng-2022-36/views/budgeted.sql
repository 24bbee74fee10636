-- The fiscal budget of a project: direct costs, equipment to be bought, indirect costs, each with
-- a lowest and a highest where a line's source or item is missing (a bare 设备费 may be bought
-- equipment in whole or not at all; so may 直接费用 as one sum).
WITH lines AS (
    SELECT
        b.project_code,
        b.source_id,
        b.amount,
        CASE
            WHEN b.fund_source ~ :self_source_words OR b.fund_source ~ :other_source_words THEN FALSE
            WHEN b.fund_source ~ :fiscal_source_words THEN TRUE
            WHEN b.fund_source IS NULL AND COALESCE(p.promises, FALSE) = FALSE THEN TRUE
        END AS is_fiscal,
        CASE WHEN b.head_category = '间接费用' THEN 'indirect'
            WHEN b.head_category IS NOT NULL OR b.category LIKE '直接%' THEN 'direct' END AS side,
        CASE WHEN b.head_item = '设备购置费' THEN TRUE
            WHEN b.head_category = '设备费' AND b.head_item IS NULL THEN NULL
            WHEN b.head_category IS NULL THEN NULL
            ELSE FALSE END AS purchase
    FROM budget AS b
    LEFT JOIN promises AS p ON b.project_code = p.project_code
    WHERE b.amount IS NOT NULL
),
fiscal AS (
    SELECT
        *,
        CASE WHEN is_fiscal AND side = 'direct' THEN amount ELSE 0 END AS direct_sure,
        CASE WHEN side = 'indirect' THEN 0 WHEN is_fiscal AND side = 'direct' THEN 0 ELSE amount END AS direct_maybe,
        CASE WHEN is_fiscal AND side = 'indirect' THEN amount ELSE 0 END AS indirect_sure,
        CASE WHEN side = 'direct' THEN 0 WHEN is_fiscal AND side = 'indirect' THEN 0 ELSE amount END AS indirect_maybe,
        CASE WHEN is_fiscal AND purchase THEN amount ELSE 0 END AS purchase_sure,
        CASE WHEN purchase IS NOT NULL AND (purchase = FALSE OR is_fiscal) THEN 0
            WHEN side = 'indirect' THEN 0 ELSE amount END AS purchase_maybe
    FROM lines
    WHERE COALESCE(is_fiscal, TRUE)
)
SELECT
    project_code,
    SUM(direct_sure) AS direct_low,
    SUM(direct_sure) + SUM(direct_maybe) AS direct_high,
    SUM(indirect_sure) AS indirect_low,
    SUM(indirect_sure) + SUM(indirect_maybe) AS indirect_high,
    SUM(purchase_sure) AS purchase_low,
    SUM(purchase_sure) + SUM(purchase_maybe) AS purchase_high,
    -- What is not told: of which source a line is, what a bare 设备费 or 直接费用 buys, what a line is for.
    MAX(is_fiscal IS NULL) AS source_open,
    MAX(purchase IS NULL AND side = 'direct') AS purchase_open,
    MAX(side IS NULL) AS side_open,
    ARRAY_AGG(source_id ORDER BY source_id) AS source
FROM fiscal
GROUP BY project_code
