-- Which tables stand in the files that have anything of a project: "no money was received" is
-- another answer than "nothing is known of money received".
WITH files AS (
    SELECT project_code, file FROM entries
    UNION SELECT project_code, file FROM projects
    UNION SELECT project_code, file FROM budget
    UNION SELECT project_code, file FROM receipts
    UNION SELECT project_code, file FROM participants
)
SELECT DISTINCT f.project_code, s.role
FROM files AS f
JOIN sheets AS s ON f.file = s.file
WHERE f.project_code IS NOT NULL
