-- Spending by month of posting, all sources of money; what was spent before the ledger begins has
-- no month.
WITH months AS (
    SELECT
        project_code, EXTRACT(YEAR FROM date) AS year, EXTRACT(MONTH FROM date) AS month_no,
        MIN(date) AS first_day, SUM(amount) AS amount, COUNT(*) AS lines
    FROM spending
    WHERE project_code IS NOT NULL AND date IS NOT NULL
    GROUP BY project_code, EXTRACT(YEAR FROM date), EXTRACT(MONTH FROM date)
)
SELECT project_code, STRFTIME(first_day, '%Y-%m') AS month, amount, lines
FROM months
UNION ALL
SELECT project_code, '以前期间' AS month, SUM(amount) AS amount, COUNT(*) AS lines
FROM money_spent
WHERE before AND project_code IS NOT NULL
GROUP BY project_code
ORDER BY project_code, month
