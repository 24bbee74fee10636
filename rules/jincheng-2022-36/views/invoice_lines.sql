-- Spending lines that cite an invoice, reversed pairs left out.
--   form     digital (20 digits), printed (8, of fiscal receipts 10); NULL for anything else
--   invoice  what can be compared: the 20-digit number; else code and number; without a code,
--            number and payee; NULL where nothing tells which invoice it is
--   times    how many lines cite that invoice
-- A code that stands on some lines of an invoice (same number and payee) holds for its others.
WITH
lines AS (
    SELECT
        entry_id, project_code, amount, date, voucher_no, payee,
        invoice_code, invoice_no, invoice_date, invoice_total,
        CASE
            WHEN NOT invoice_no ~ '^([0-9]{8}|[0-9]{10}|[0-9]{20})$' THEN NULL
            WHEN LENGTH(invoice_no) = 20 THEN 'digital'
            ELSE 'printed'
        END AS form
    FROM spending
    WHERE NOT reversed AND amount <> 0 AND invoice_no IS NOT NULL
),
-- Twenty digits name an invoice by themselves, and are nearly all: the others need a seller.
printed AS (
    SELECT *, REGEXP_REPLACE(payee, '[\s（）()]', '', 'g') AS seller
    FROM lines
    WHERE form = 'printed'
),
codes AS (
    SELECT invoice_no, seller, MIN(invoice_code) AS known_code
    FROM printed
    WHERE invoice_code IS NOT NULL AND seller IS NOT NULL
    GROUP BY invoice_no, seller
    HAVING COUNT(DISTINCT invoice_code) = 1
),
told AS (
    SELECT *, invoice_no AS invoice FROM lines WHERE form = 'digital'
    UNION ALL
    SELECT *, NULL AS invoice FROM lines WHERE form IS NULL
    UNION ALL
    SELECT
        s.entry_id, s.project_code, s.amount, s.date, s.voucher_no, s.payee,
        s.invoice_code, s.invoice_no, s.invoice_date, s.invoice_total, s.form,
        CASE
            WHEN COALESCE(s.invoice_code, c.known_code) IS NOT NULL
                THEN CONCAT(COALESCE(s.invoice_code, c.known_code), '-', s.invoice_no)
            WHEN s.payee IS NOT NULL THEN CONCAT(s.invoice_no, '（', s.seller, '）')
        END AS invoice
    FROM printed AS s
    LEFT JOIN codes AS c ON s.invoice_no = c.invoice_no AND s.seller = c.seller
)
SELECT *, COUNT(*) OVER (PARTITION BY invoice) AS times
FROM told
