-- Self-raised money that a project promised, by its card or by its budget (the larger). promises:
-- whether there may be any; what a card says of it and nobody understood may be money.
WITH budgeted AS (
    SELECT project_code, SUM(amount) AS amount
    FROM budget
    WHERE fund_source ~ :self_source_words
    GROUP BY project_code
)
SELECT
    k.project_code,
    k.card_id,
    GREATEST(k.self_funds, b.amount) AS promised,
    CASE WHEN GREATEST(k.self_funds, b.amount) > 0 THEN TRUE
        WHEN k.project_code IN (SELECT project_code FROM doubts WHERE about = 'projects.self_funds') THEN TRUE
        ELSE FALSE END AS promises
FROM known_projects AS k
LEFT JOIN budgeted AS b ON k.project_code = b.project_code
