-- A row a project: the figures that [facts] names.
SELECT
    project_code,
    SUM(amount) AS spent,
    SUM(CASE WHEN item = '科普活动费' THEN amount END) AS activities_spent
FROM entries
WHERE kind = 'spending'
GROUP BY project_code
