-- Municipal money that arrived, one row a payment (拨付): the 到账 table is believed where a project
-- has rows in it; else money received in the ledger stands in.
WITH stated AS (
    SELECT project_code, date, amount, source_id
    FROM receipts
    WHERE kind LIKE '%拨付%' AND amount > 0 AND NOT COALESCE(fund_source, '') ~ :self_source_words AND NOT COALESCE(fund_source, '') ~ :other_source_words
),
told AS (
    SELECT DISTINCT project_code AS told_code FROM receipts
)
SELECT project_code, date, amount, source_id, CAST(NULL AS BIGINT) AS entry_id FROM stated
UNION ALL
SELECT
    e.project_code, e.date, COALESCE(e.credit, 0) - COALESCE(e.debit, 0) AS amount,
    CAST(NULL AS BIGINT) AS source_id, e.entry_id
FROM entries AS e
LEFT JOIN told AS t ON e.project_code = t.told_code
WHERE e.kind = 'receipt' AND t.told_code IS NULL AND COALESCE(e.credit, 0) > COALESCE(e.debit, 0)
    AND NOT COALESCE(e.fund_source, '') ~ :self_source_words AND NOT COALESCE(e.fund_source, '') ~ :other_source_words
