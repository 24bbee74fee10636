-- By what the spending lines of a project were placed in their category, and how sure that is:
-- the office's own cost item and the economic class in the account code decide alone, an account's
-- name nearly so, the words of a summary only say what is likely.
WITH lines AS (
    SELECT project_code, amount,
        CASE
            WHEN category IS NULL AND NOT off_list THEN 5
            WHEN classified_by = 'cost_item' THEN 1
            WHEN classified_by = 'account_code' THEN 2
            WHEN classified_by = 'account_name' THEN 3
            ELSE 4
        END AS place
    FROM spending
),
sums AS (
    SELECT project_code, place, COUNT(*) AS lines, SUM(amount) AS amount
    FROM lines
    WHERE project_code IS NOT NULL
    GROUP BY project_code, place
)
SELECT *,
    CASE
        WHEN place = 1 THEN '费用科目'
        WHEN place = 2 THEN '科目编码里的经济分类'
        WHEN place = 3 THEN '科目名称'
        WHEN place = 4 THEN '摘要里的用语'
        ELSE '没有归类'
    END AS basis,
    CASE WHEN place < 3 THEN '高' WHEN place = 3 THEN '中' WHEN place = 4 THEN '低，请抽查' ELSE '—' END AS confidence
FROM sums
ORDER BY project_code, place
