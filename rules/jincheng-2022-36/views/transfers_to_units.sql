-- Money passed on to other units: national cooperation fees, lines booked or described as
-- transfers, and 转拨 rows of the receipts. entry_id or source_id says where it stands.
-- unit: the payee's name without blanks and brackets, 有限责任公司 read as 有限公司.
WITH
paid AS (
    SELECT
        entry_id, CAST(NULL AS BIGINT) AS source_id, project_code, amount, date, summary, payee,
        payee_id
    FROM entries
    WHERE kind IN ('spending', 'transfer_out') AND amount > 0
        AND entry_id NOT IN (SELECT entry_id FROM reversals)
        AND (
            kind = 'transfer_out'
            OR item = '国内协作费'
            -- 外协加工 buys a service, whatever the word says.
            OR (category = '业务费' AND REGEXP_REPLACE(summary, :purchase_words, '', 'g') ~ :transfer_words)
        )
    UNION ALL
    SELECT
        CAST(NULL AS BIGINT) AS entry_id, source_id, project_code, amount, date,
        kind AS summary, payee, CAST(NULL AS VARCHAR) AS payee_id
    FROM receipts
    WHERE kind = '转拨' AND amount > 0
)
SELECT
    *,
    REGEXP_REPLACE(REGEXP_REPLACE(payee, '[\s（）()]', '', 'g'), '有限责任公司', '有限公司') AS unit
FROM paid
WHERE payee IS NULL OR payee ~ :unit_words OR LENGTH(payee) > 5
