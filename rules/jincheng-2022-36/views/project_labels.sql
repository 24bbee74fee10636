-- How a project is called beside others: its code, and its unit where the card tells it. What
-- concerns several units names them all.
SELECT
    k.project_code AS labelled_code,
    CASE WHEN p.host_unit IS NULL THEN k.project_code
        ELSE CONCAT(k.project_code, '（', p.host_unit, '）') END AS label
FROM known_projects AS k
LEFT JOIN projects AS p ON k.project_code = p.project_code
