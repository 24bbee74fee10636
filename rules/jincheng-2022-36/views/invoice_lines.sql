-- Spending lines that cite an invoice, reversed pairs left out.
--   form     digital (20 digits), printed (8, of fiscal receipts 10); NULL for anything else
--   invoice  what can be compared: the 20-digit number; else code and number; without a code,
--            number and payee; NULL where nothing tells which invoice it is. All by their keys
--   whole    FALSE where zeros in front of the number are lost, and only likely ones stand for them
--   alone    FALSE where the line cites several invoices: its amount is not that of one of them
--   times    how many lines cite that invoice
-- A code that stands on some lines of an invoice (same number and payee) holds for its others.
WITH
cited AS (
    SELECT
        entry_id, project_code, amount, date, voucher_no, payee, payee_key,
        invoice_code, invoice_code_key, invoice_no, invoice_key, invoice_date, invoice_total
    FROM spending
    WHERE NOT reversed AND amount <> 0 AND invoice_key IS NOT NULL
),
-- Few cells hold several numbers, and only these are taken apart.
several AS (
    SELECT *, UNNEST(STRING_TO_ARRAY(invoice_no, '、')) AS piece
    FROM cited
    WHERE invoice_no ~ '^([0-9]{8}|[0-9]{10}|[0-9]{20})(、([0-9]{8}|[0-9]{10}|[0-9]{20}))+$'
),
each AS (
    SELECT *, TRUE AS alone FROM cited
    WHERE NOT invoice_no ~ '^([0-9]{8}|[0-9]{10}|[0-9]{20})(、([0-9]{8}|[0-9]{10}|[0-9]{20}))+$'
    UNION ALL
    SELECT
        entry_id, project_code, amount, date, voucher_no, payee, payee_key,
        invoice_code, invoice_code_key, piece AS invoice_no, piece AS invoice_key,
        invoice_date, invoice_total, FALSE AS alone
    FROM several
),
lines AS (
    SELECT
        *,
        CASE
            WHEN NOT invoice_key ~ '^([0-9]{8}|[0-9]{10}|[0-9]{20})$' THEN NULL
            WHEN LENGTH(invoice_key) = 20 THEN 'digital'
            ELSE 'printed'
        END AS form
    FROM each
),
-- Twenty digits name an invoice by themselves, and are nearly all: the others need a seller.
printed AS (
    SELECT * FROM lines WHERE form = 'printed'
),
codes AS (
    SELECT invoice_key, payee_key, MIN(invoice_code_key) AS known_code
    FROM printed
    WHERE invoice_code_key IS NOT NULL AND payee_key IS NOT NULL
    GROUP BY invoice_key, payee_key
    HAVING COUNT(DISTINCT invoice_code_key) = 1
),
told AS (
    SELECT *, invoice_key AS invoice, TRUE AS whole FROM lines WHERE form = 'digital'
    UNION ALL
    SELECT *, NULL AS invoice, TRUE AS whole FROM lines WHERE form IS NULL
    UNION ALL
    SELECT
        s.entry_id, s.project_code, s.amount, s.date, s.voucher_no, s.payee, s.payee_key,
        s.invoice_code, s.invoice_code_key, s.invoice_no, s.invoice_key, s.invoice_date,
        s.invoice_total, s.alone, s.form,
        CASE
            WHEN COALESCE(s.invoice_code_key, c.known_code) IS NOT NULL
                THEN CONCAT(COALESCE(s.invoice_code_key, c.known_code), '-', s.invoice_key)
            WHEN s.payee_key IS NOT NULL THEN CONCAT(s.invoice_key, '（', s.payee_key, '）')
        END AS invoice,
        s.invoice_no ~ '[0-9]{8}' AS whole
    FROM printed AS s
    LEFT JOIN codes AS c ON s.invoice_key = c.invoice_key AND s.payee_key = c.payee_key
)
SELECT *, COUNT(*) OVER (PARTITION BY invoice) AS times
FROM told
