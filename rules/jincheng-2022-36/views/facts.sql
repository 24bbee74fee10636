-- The figures of a project that reports show: fiscal money; NULL where they cannot be told.
WITH
doubtful AS (
    SELECT DISTINCT project_code FROM doubts WHERE about = 'sums' AND project_code IS NOT NULL
),
every_source AS (
    SELECT
        project_code, SUM(amount) AS spent_all,
        SUM(CASE WHEN before THEN amount END) AS opening_spent
    FROM money_spent
    WHERE project_code NOT IN (SELECT project_code FROM doubtful)
    GROUP BY project_code
),
sure_spent AS (
    SELECT * FROM spent WHERE project_code NOT IN (SELECT project_code FROM doubtful)
),
-- A ledger without a line of spending says that nothing was spent.
unspent AS (
    SELECT DISTINCT project_code FROM entries
    WHERE project_code NOT IN (SELECT project_code FROM money_spent WHERE project_code IS NOT NULL)
        AND project_code NOT IN (SELECT project_code FROM doubtful)
),
sure_refunds AS (
    -- Where something may have been spent before the ledger begins, nobody knows what is left.
    SELECT *
    FROM refunds
    WHERE project_code NOT IN (
        SELECT project_code FROM doubts WHERE about IN ('sums', 'before') AND project_code IS NOT NULL
    )
)
SELECT
    k.project_code,
    CASE WHEN b.direct_low = b.direct_high THEN b.direct_low END AS direct_budget,
    CASE WHEN b.purchase_low = b.purchase_high THEN b.purchase_low END AS equipment_purchase_budget,
    CASE WHEN c.base_low = c.base_high THEN c.base_low END AS indirect_base,
    CASE WHEN c.cap_low = c.cap_high THEN c.cap_low END AS indirect_cap,
    c.cap_low AS indirect_cap_low,
    c.cap_high AS indirect_cap_high,
    CASE WHEN b.indirect_low = b.indirect_high THEN b.indirect_low END AS indirect_budget,
    CASE WHEN b.indirect_low = b.indirect_high AND c.cap_low = c.cap_high
        THEN LEAST(b.indirect_low, c.cap_low) END AS indirect_approved,
    CASE WHEN s.direct_low = s.direct_high THEN s.direct_low END AS direct_spent,
    CASE WHEN s.purchase_low = s.purchase_high THEN s.purchase_low END AS equipment_purchase_spent,
    CASE WHEN s.indirect_low = s.indirect_high THEN s.indirect_low END AS indirect_spent,
    CASE WHEN s.spent_low = s.spent_high THEN s.spent_low
        WHEN u.project_code IS NOT NULL THEN CAST(0 AS DECIMAL(38, 2)) END AS spent,
    CASE WHEN u.project_code IS NOT NULL THEN CAST(0 AS DECIMAL(38, 2)) ELSE e.spent_all END AS spent_all,
    e.opening_spent,
    k.fiscal_funds,
    r.received,
    r.transferred_out,
    CASE WHEN r.returned_low = r.returned_high THEN r.returned_low END AS returned,
    CASE WHEN f.due_low = f.due_high THEN f.due_low END AS refund_due,
    p.promised AS self_funds_promised
FROM known_projects AS k
LEFT JOIN budgeted AS b ON k.project_code = b.project_code
LEFT JOIN ceilings AS c ON k.project_code = c.project_code AND c.basis = 'budget'
LEFT JOIN sure_spent AS s ON k.project_code = s.project_code
LEFT JOIN unspent AS u ON k.project_code = u.project_code
LEFT JOIN every_source AS e ON k.project_code = e.project_code
LEFT JOIN refunds AS r ON k.project_code = r.project_code
LEFT JOIN sure_refunds AS f ON k.project_code = f.project_code
LEFT JOIN promises AS p ON k.project_code = p.project_code
