-- Whose money it is no ledger says: who chooses this pack says that it holds.
SELECT
    project_code,
    TRUE AS governed,
    '选用本规则包，即按中央财政科研项目检查。' AS governed_why
FROM known_projects
