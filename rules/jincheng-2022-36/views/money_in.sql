-- Money in and out of a project as a whole. The 到账 table is believed where a project has rows in
-- it; else receipt lines of the ledger stand for 拨付.
WITH stated AS (
    SELECT
        project_code,
        SUM(CASE WHEN kind LIKE '%拨付%' AND NOT COALESCE(fund_source, '') ~ :self_source_words AND NOT COALESCE(fund_source, '') ~ :other_source_words THEN amount END) AS received,
        SUM(CASE WHEN kind LIKE '%转拨%' THEN ABS(amount) ELSE 0 END) AS transferred_out,
        SUM(CASE WHEN kind LIKE '%退%' THEN ABS(amount) ELSE 0 END) AS returned,
        SUM(CASE WHEN kind LIKE '%自筹%' OR (COALESCE(fund_source, '') ~ :self_source_words AND kind NOT LIKE '%退%') THEN amount ELSE 0 END) AS self_received,
        ARRAY_AGG(source_id ORDER BY source_id) AS source
    FROM receipts
    GROUP BY project_code
),
booked AS (
    SELECT
        project_code,
        SUM(CASE WHEN kind = 'receipt' THEN COALESCE(credit, 0) - COALESCE(debit, 0)
            WHEN kind = 'opening' THEN COALESCE(credit, 0) END) AS received,
        SUM(CASE WHEN kind = 'transfer_out' THEN amount ELSE 0 END) AS transferred_out,
        ARRAY_AGG(entry_id ORDER BY entry_id) AS entry_ids
    FROM entries
    WHERE (kind IN ('receipt', 'transfer_out') OR (kind = 'opening' AND kind_why = '以前期间收到'))
        AND NOT COALESCE(fund_source, '') ~ :self_source_words AND NOT COALESCE(fund_source, '') ~ :other_source_words
    GROUP BY project_code
),
-- A ledger that begins in the middle has not all that was received, unless it says so.
untold AS (
    SELECT late_code
    FROM begins_late
    WHERE late_code NOT IN (
        SELECT project_code FROM entries
        WHERE kind = 'opening' AND kind_why = '以前期间收到' AND project_code IS NOT NULL
    )
),
-- What the ledger itself gave back. The same refund may stand in the 到账 table too, or be another
-- one: what went back lies between the larger of the two and both together.
given_back AS (
    SELECT project_code, SUM(ABS(amount)) AS returned, ARRAY_AGG(entry_id ORDER BY entry_id) AS returned_ids
    FROM entries
    WHERE kind = 'other' AND kind_why = '结余退回财政' AND NOT COALESCE(fund_source, '') ~ :self_source_words AND NOT COALESCE(fund_source, '') ~ :other_source_words
    GROUP BY project_code
)
SELECT
    k.project_code,
    CASE WHEN s.received IS NULL AND u.late_code IS NOT NULL THEN NULL
        ELSE COALESCE(s.received, b.received) END AS received,
    CASE WHEN s.project_code IS NOT NULL AND s.transferred_out > 0 THEN s.transferred_out
        ELSE COALESCE(b.transferred_out, 0) END AS transferred_out,
    CASE WHEN g.returned > COALESCE(s.returned, 0) THEN g.returned ELSE s.returned END AS returned_low,
    CASE WHEN s.returned = g.returned THEN g.returned
        WHEN g.returned IS NOT NULL THEN g.returned + COALESCE(s.returned, 0)
        ELSE s.returned END AS returned_high,
    g.returned_ids,
    s.self_received,
    CASE WHEN s.project_code IS NULL THEN FALSE ELSE TRUE END AS has_receipts,
    s.source,
    CASE WHEN s.received IS NULL THEN b.entry_ids END AS entry_ids
FROM known_projects AS k
LEFT JOIN stated AS s ON k.project_code = s.project_code
LEFT JOIN booked AS b ON k.project_code = b.project_code
LEFT JOIN untold AS u ON k.project_code = u.late_code
LEFT JOIN given_back AS g ON k.project_code = g.project_code
