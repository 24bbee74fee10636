-- Lines that buy goods with fiscal money which art. 18 lets be paid on an invoice up to a limit.
--   purchase    the first line of the same purchase (one voucher, one payee): its lines share it
--   seller      the first line of the same payee (by its key), project and kind of goods
--   general     computers, printers, office goods, consumables (the lower limit); else special
--               equipment, reagents, raw materials; NULL where no text says which
--   has_basis   whether a contract or procurement number is written
--   has_column  whether the sheet has a column for either
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
        project_code, entry_id, date, payee, payee_key, amount, contract_key, summary,
        COALESCE(voucher_no, CAST(entry_id AS VARCHAR)) AS voucher,
        CASE
            WHEN item IN ('办公费', '资料费') OR says_general THEN TRUE
            WHEN item = '设备购置费' AND says_nothing THEN NULL
            ELSE FALSE
        END AS general,
        COALESCE(is_fiscal, FALSE) AS surely_fiscal,
        contract_no IS NOT NULL OR procurement_no IS NOT NULL AS has_basis,
        sheet_id IN (
            SELECT source_id FROM sheets
            WHERE has LIKE '%;contract_no;%' OR has LIKE '%;procurement_no;%'
        ) AS has_column
    FROM spending
    JOIN said ON spending.text_id = said.its_text
    WHERE amount > 0 AND NOT reversed AND COALESCE(is_fiscal, TRUE)
        AND (
            item IN ('设备购置费', '材料费')
            OR (item = '办公费' AND NOT says_service)
            OR (item IN ('办公费', '资料费', '其他业务费') AND says_general)
        )
),
sold AS (
    SELECT *, MIN(entry_id) OVER (PARTITION BY project_code, payee_key, general) AS seller
    FROM lines
)
SELECT *, MIN(entry_id) OVER (PARTITION BY seller, date, voucher) AS purchase
FROM sold
