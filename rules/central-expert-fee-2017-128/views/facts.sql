-- Expert fees of a project before tax, all sources of money.
SELECT
    k.project_code,
    SUM(CASE WHEN e.item = '专家咨询费' THEN e.amount END) AS expert_fees,
    CAST(COUNT(CASE WHEN e.item = '专家咨询费' THEN e.amount END) AS DECIMAL(38, 2)) AS expert_lines
FROM known_projects AS k
LEFT JOIN entries AS e ON k.project_code = e.project_code
GROUP BY k.project_code
