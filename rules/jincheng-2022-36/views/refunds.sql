-- Art. 29: what a project has to give back, by how it ended; lowest and highest. 通过 keeps the
-- balance; 结题 returns it; 终止 returns it and what was spent outside research; 撤销 returns all.
-- Of money passed on to partners at most all is left, at least nothing: the ledger does not say.
WITH sums AS (
    SELECT
        k.project_code,
        k.card_id,
        k.ending,
        k.unrelated_amount,
        m.received,
        -- Passed on by the receipts and not spending in the ledger already.
        GREATEST(m.transferred_out - COALESCE(t.booked, 0), 0) AS transferred_out,
        m.returned_low,
        m.returned_high,
        m.source,
        CASE WHEN m.returned_ids IS NOT NULL THEN m.returned_ids ELSE m.entry_ids END AS entry_ids,
        -- A ledger without spending says 0; no ledger at all says nothing.
        CASE WHEN l.project_code IS NOT NULL THEN COALESCE(s.spent_low, 0) END AS spent_low,
        CASE WHEN l.project_code IS NOT NULL THEN COALESCE(s.spent_high, 0) END AS spent_high,
        COALESCE(s.spent_before, 0) AS spent_before
    FROM known_projects AS k
    LEFT JOIN money_in AS m ON k.project_code = m.project_code
    LEFT JOIN spent AS s ON k.project_code = s.project_code
    LEFT JOIN (
        SELECT u.project_code, SUM(u.amount) AS booked
        FROM transfers_to_units AS u
        JOIN spending AS l ON u.entry_id = l.entry_id
        GROUP BY u.project_code
    ) AS t ON k.project_code = t.project_code
    LEFT JOIN (SELECT DISTINCT project_code FROM entries) AS l ON k.project_code = l.project_code
)
SELECT
    *,
    CASE
        WHEN ending = '通过' THEN CAST(0 AS DECIMAL(38, 2))
        WHEN ending = '撤销' THEN received
        WHEN received IS NULL OR spent_high IS NULL THEN NULL
        WHEN ending = '结题' THEN GREATEST(received - transferred_out - spent_high, 0)
        WHEN ending = '终止' THEN GREATEST(received - transferred_out - spent_high, 0) + COALESCE(unrelated_amount, 0)
    END AS due_low,
    CASE
        WHEN ending = '通过' THEN CAST(0 AS DECIMAL(38, 2))
        WHEN ending = '撤销' THEN received
        WHEN received IS NULL THEN NULL
        WHEN ending = '结题' THEN GREATEST(received - COALESCE(spent_low, 0), 0)
        WHEN ending = '终止' THEN GREATEST(received - COALESCE(spent_low, 0), 0) + unrelated_amount
    END AS due_high
FROM sums
