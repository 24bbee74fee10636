-- Every project that the run knows of, with what its card says (null without a card).
-- ending: how it ended by its status; NULL where that says nothing, or two things: 通过（结题）.
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
    CASE
        WHEN p.status LIKE '%撤销%' THEN '撤销'
        WHEN p.status LIKE '%终止%' THEN '终止'
        WHEN p.status ~ '(不|未|没有|没)(予|能)?通过' THEN NULL
        WHEN p.status LIKE '%通过%' AND p.status LIKE '%结题%' THEN NULL
        WHEN p.status LIKE '%结题%' THEN '结题'
        WHEN p.status LIKE '%通过%' THEN '通过'
        WHEN p.status LIKE '%在研%' OR p.status LIKE '%执行%' THEN '在研'
    END AS ending,
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
