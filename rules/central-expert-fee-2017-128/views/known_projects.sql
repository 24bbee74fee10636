-- Every project that the run knows of.
WITH codes AS (
    SELECT project_code FROM projects
    UNION SELECT project_code FROM entries
    UNION SELECT project_code FROM budget
    UNION SELECT project_code FROM receipts
)
SELECT project_code FROM codes WHERE project_code IS NOT NULL ORDER BY project_code
