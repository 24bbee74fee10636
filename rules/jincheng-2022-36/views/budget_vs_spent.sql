-- Budget against spending, by category and item; all sources of money. What was spent before the
-- ledger begins stands by itself where it has no category.
WITH both_sides AS (
    SELECT project_code, COALESCE(head_category, '未归类') AS category, COALESCE(head_item, '（未分明细）') AS item,
        amount AS budget, CAST(0 AS DECIMAL(38, 2)) AS spent
    FROM budget
    UNION ALL
    SELECT project_code, CASE WHEN off_list THEN '未列举' ELSE COALESCE(category, '未归类') END AS category,
        COALESCE(item, '（未分明细）') AS item, CAST(0 AS DECIMAL(38, 2)) AS budget, amount AS spent
    FROM spending
    UNION ALL
    SELECT project_code, COALESCE(category, '以前期间') AS category,
        CASE WHEN category IS NULL THEN '上年结转、期初（未分类别）' ELSE COALESCE(item, '（未分明细）') END AS item,
        CAST(0 AS DECIMAL(38, 2)) AS budget, amount AS spent
    FROM money_spent
    WHERE before
),
sums AS (
    SELECT project_code, category, item, SUM(budget) AS budget, SUM(spent) AS spent
    FROM both_sides
    WHERE project_code IS NOT NULL
    GROUP BY project_code, category, item
)
SELECT *,
    CASE WHEN category = '设备费' THEN 1 WHEN category = '业务费' THEN 2 WHEN category = '劳务费' THEN 3 WHEN category = '间接费用' THEN 4 ELSE 5 END AS place
FROM sums
ORDER BY project_code, place, item
