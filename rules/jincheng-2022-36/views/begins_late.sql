-- Projects whose ledger begins in the middle: with what was spent before, or with a sign that
-- something was. What happened before its first line, and when, does not stand in it.
SELECT project_code AS late_code FROM money_spent WHERE before AND project_code IS NOT NULL
UNION
SELECT project_code AS late_code FROM doubts WHERE about = 'before' AND project_code IS NOT NULL
