-- Spending by month of posting, all sources of money.
SELECT project_code, STRFTIME(date, '%Y-%m') AS month, SUM(amount) AS amount, COUNT(*) AS lines
FROM spending
WHERE project_code IS NOT NULL AND date IS NOT NULL
GROUP BY project_code, STRFTIME(date, '%Y-%m')
ORDER BY project_code, month
