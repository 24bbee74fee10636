-- Lines that cancel: a red line and the line that it takes back. Same project, payee and sum,
-- opposite sign, within 60 days or naming the voucher. The k-th red line takes back the k-th.
WITH red AS (
    SELECT
        entry_id, project_code, COALESCE(payee, '') AS payee, -amount AS amount, date, summary,
        ROW_NUMBER() OVER (
            PARTITION BY project_code, COALESCE(payee, ''), amount ORDER BY date, entry_id
        ) AS turn
    FROM entries
    WHERE kind = 'spending' AND amount < 0
),
black AS (
    SELECT
        e.entry_id, e.project_code, COALESCE(e.payee, '') AS payee, e.amount, e.date, e.voucher_no,
        ROW_NUMBER() OVER (
            PARTITION BY e.project_code, COALESCE(e.payee, ''), e.amount ORDER BY e.date, e.entry_id
        ) AS turn
    FROM entries AS e
    WHERE e.kind = 'spending' AND e.amount IN (SELECT amount FROM red)
),
pairs AS (
    SELECT r.entry_id AS red_id, b.entry_id AS black_id
    FROM red AS r
    JOIN black AS b
        ON r.project_code = b.project_code AND r.payee = b.payee AND r.amount = b.amount
        AND r.turn = b.turn
    WHERE ABS(CAST(r.date AS INT) - CAST(b.date AS INT)) <= :reversal_days
        OR STRPOS(r.summary, b.voucher_no) > 0
)
SELECT red_id AS entry_id, black_id AS other_id FROM pairs
UNION ALL
SELECT black_id AS entry_id, red_id AS other_id FROM pairs
