-- Every project that the run knows of; mixed: it has money that is not the central treasury's too.
WITH
codes AS (
    SELECT project_code FROM projects
    UNION SELECT project_code FROM entries
    UNION SELECT project_code FROM budget
    UNION SELECT project_code FROM receipts
    UNION SELECT project_code FROM participants
    UNION SELECT project_code FROM budget_changes
    UNION SELECT project_code FROM transfers_of_results
),
others AS (
    SELECT DISTINCT project_code AS its_code FROM budget WHERE fund_source ~ :other_money_words
)
SELECT
    c.project_code,
    p.plan,
    CASE WHEN p.self_funds > 0 OR o.its_code IS NOT NULL THEN TRUE ELSE FALSE END AS mixed
FROM codes AS c
LEFT JOIN projects AS p ON c.project_code = p.project_code
LEFT JOIN others AS o ON c.project_code = o.its_code
WHERE c.project_code IS NOT NULL
ORDER BY c.project_code
