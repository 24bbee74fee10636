-- Expert fees of a project before tax; NULL where some money's source cannot be told.
WITH sums AS (
    SELECT
        project_code,
        SUM(amount) AS expert_fees_all,
        SUM(CASE WHEN is_central THEN amount ELSE 0 END) AS expert_fees,
        MAX(is_central IS NULL) AS source_open
    FROM fee_lines
    GROUP BY project_code
)
SELECT
    c.project_code,
    CASE WHEN NOT COALESCE(s.source_open, FALSE) THEN COALESCE(s.expert_fees, 0) END AS expert_fees,
    COALESCE(s.expert_fees_all, 0) AS expert_fees_all
FROM cards AS c
LEFT JOIN sums AS s ON c.project_code = s.project_code
