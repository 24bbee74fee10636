-- Every project that the run knows of, with what its card says (null without a card).
WITH codes AS (
    SELECT project_code, project_key FROM projects
    UNION SELECT project_code, project_key FROM entries
    UNION SELECT project_code, project_key FROM budget
    UNION SELECT project_code, project_key FROM receipts
    UNION SELECT project_code, project_key FROM participants
    UNION SELECT project_code, project_key FROM budget_changes
    UNION SELECT project_code, project_key FROM transfers_of_results
)
SELECT
    c.project_code,
    c.project_key,
    p.source_id AS card_id,
    p.agreement_date,
    p.start_date,
    p.end_date,
    p.status,
    p.status_date,
    p.regime,
    p.research_type,
    p.fiscal_funds,
    p.self_funds,
    p.unrelated_amount,
    CASE WHEN p.funding_mode LIKE '%包干%' THEN TRUE ELSE FALSE END AS lump_sum
FROM codes AS c
LEFT JOIN projects AS p ON c.project_code = p.project_code
WHERE c.project_code IS NOT NULL
ORDER BY c.project_code
