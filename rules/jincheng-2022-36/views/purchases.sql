-- Purchases of goods with fiscal money that art. 18 lets be paid on an invoice up to a limit: one
-- row a purchase (the lines of one voucher to one payee). general: computers, printers, office
-- goods, consumables (the lower limit); else special equipment, reagents, raw materials. NULL
-- where no text says which. basis: whether a contract or procurement number is written.
WITH said AS (
    SELECT
        its_text,
        words ~ :general_goods AS says_general,
        words ~ :office_services AS says_service,
        TRIM(REGEXP_REPLACE(words, :purchase_says_nothing, '', 'g')) = '' AS says_nothing
    FROM texts
),
lines AS (
    SELECT
        project_code, entry_id, date, payee, amount, contract_no, procurement_no, summary,
        COALESCE(voucher_no, CAST(entry_id AS VARCHAR)) AS voucher,
        CASE
            WHEN item IN ('办公费', '资料费') OR says_general THEN TRUE
            WHEN item = '设备购置费' AND says_nothing THEN NULL
            ELSE FALSE
        END AS general,
        is_fiscal,
        s.has LIKE '%;contract_no;%' OR s.has LIKE '%;procurement_no;%' AS has_column
    FROM spending
    JOIN said ON spending.text_id = said.its_text
    LEFT JOIN (
        SELECT file AS its_file, sheet AS its_sheet, has FROM sheets WHERE role = 'entries'
    ) AS s ON spending.file = s.its_file AND spending.sheet = s.its_sheet
    WHERE amount > 0 AND NOT reversed AND COALESCE(is_fiscal, TRUE)
        AND (
            item IN ('设备购置费', '材料费')
            OR (item = '办公费' AND NOT says_service)
            OR (item IN ('办公费', '资料费', '其他业务费') AND says_general)
        )
)
SELECT
    project_code, voucher, payee, general,
    MIN(date) AS date,
    MIN(summary) AS summary,
    SUM(amount) AS amount,
    MAX(contract_no) AS contract_no,
    MAX(CASE WHEN contract_no IS NOT NULL OR procurement_no IS NOT NULL THEN 1 ELSE 0 END) AS basis,
    MAX(CASE WHEN has_column THEN 1 ELSE 0 END) AS has_column,
    MIN(CASE WHEN is_fiscal THEN 1 ELSE 0 END) AS surely_fiscal,
    ARRAY_AGG(entry_id) AS entry_ids
FROM lines
GROUP BY project_code, date, voucher, payee, general
