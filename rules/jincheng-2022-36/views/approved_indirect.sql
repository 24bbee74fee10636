-- The approved amount of indirect costs: the smaller of budget and ceiling (art. 10); without a
-- budget, the ceiling of what was actually spent directly stands in.
SELECT
    k.project_code,
    k.research_type,
    CASE WHEN b.project_code IS NULL THEN FALSE ELSE TRUE END AS has_budget,
    CASE WHEN b.project_code IS NULL THEN c.cap_low ELSE LEAST(b.indirect_low, c.cap_low) END AS approved_low,
    CASE WHEN b.project_code IS NULL THEN c.cap_high ELSE LEAST(b.indirect_high, c.cap_high) END AS approved_high,
    b.indirect_high AS budgeted,
    c.cap_high AS cap,
    b.source,
    COALESCE(s.indirect_low, 0) AS spent_low,
    COALESCE(s.indirect_high, 0) AS spent_high,
    i.entry_ids
FROM known_projects AS k
LEFT JOIN budgeted AS b ON k.project_code = b.project_code
LEFT JOIN spent AS s ON k.project_code = s.project_code
LEFT JOIN ceilings AS c ON k.project_code = c.project_code
    AND c.basis = CASE WHEN b.project_code IS NULL THEN 'actual' ELSE 'budget' END
LEFT JOIN (
    SELECT project_code, ARRAY_AGG(entry_id ORDER BY entry_id) AS entry_ids
    FROM money_spent
    WHERE category = '间接费用' AND COALESCE(is_fiscal, TRUE)
    GROUP BY project_code
) AS i ON k.project_code = i.project_code
WHERE NOT k.lump_sum AND (b.project_code IS NOT NULL OR s.project_code IS NOT NULL)
