-- Money passed on to other units, and what came back of it (below zero): national cooperation fees,
-- lines booked or described as transfers, and 转拨 rows of the receipts. entry_id or source_id says
-- where it stands. unit: the key of the payee's name.
WITH
-- 外协加工 buys a service, whatever the word says; so does 热处理 under 国内协作费, paid to a firm.
said AS (
    SELECT
        its_text,
        COALESCE(REGEXP_REPLACE(REGEXP_REPLACE(summary, :purchase_words, '', 'g'), :transfer_exceptions, '', 'g') ~ :transfer_words, FALSE)
            AS says_transfer,
        COALESCE(words ~ :processing_words, FALSE) AS says_processing
    FROM texts
),
paid AS (
    SELECT
        entry_id, CAST(NULL AS BIGINT) AS source_id, project_code, amount, date, summary, payee,
        payee_key AS unit, payee_id_key
    FROM entries
    WHERE kind = 'transfer_out' AND amount <> 0
    UNION ALL
    SELECT
        entry_id, CAST(NULL AS BIGINT) AS source_id, project_code, amount, date, summary, payee,
        payee_key AS unit, payee_id_key
    FROM spending
    JOIN said ON spending.text_id = said.its_text
    WHERE amount <> 0 AND NOT reversed
        AND (says_transfer OR (item = '国内协作费' AND NOT (says_processing AND COALESCE(payee ~ :firm_words, FALSE))))
    UNION ALL
    SELECT
        CAST(NULL AS BIGINT) AS entry_id, source_id, project_code, amount, date,
        kind AS summary, payee, payee_key AS unit, CAST(NULL AS VARCHAR) AS payee_id_key
    FROM receipts
    WHERE kind = '转拨' AND amount <> 0
),
-- Told here, of the few lines left: as a condition the engine would ask it of every line.
named AS (
    SELECT
        *,
        COALESCE(payee ~ :unit_words OR LENGTH(payee) > 5, TRUE) AS is_unit
    FROM paid
)
SELECT entry_id, source_id, project_code, amount, date, summary, payee, payee_id_key, unit
FROM named
WHERE is_unit
