-- Spending lines that cite an invoice which can be compared, reversed pairs left out.
--   invoice  20-digit number; else code and number; without a code, number and payee
--   voucher  what makes two lines one document, whatever file they stand in; without a number,
--            the lines of one day
-- A code that stands on some lines of an invoice (same number and payee) holds for its others.
WITH
lines AS (
    SELECT
        entry_id, project_code, amount, payee, invoice_code, invoice_no, invoice_total,
        CONCAT(project_code, ' ', CAST(date AS VARCHAR), ' ', voucher_no) AS voucher
    FROM spending
    WHERE NOT reversed AND amount <> 0 AND invoice_no ~ '^([0-9]{8}|[0-9]{10}|[0-9]{20})$'
),
-- Twenty digits name an invoice by themselves, and are nearly all: the others need a seller.
short AS (
    SELECT *, REGEXP_REPLACE(payee, '[\s（）()]', '', 'g') AS seller
    FROM lines
    WHERE LENGTH(invoice_no) < 20
),
codes AS (
    SELECT invoice_no, seller, MIN(invoice_code) AS known_code
    FROM short
    WHERE invoice_code IS NOT NULL AND seller IS NOT NULL
    GROUP BY invoice_no, seller
    HAVING COUNT(DISTINCT invoice_code) = 1
)
SELECT entry_id, project_code, amount, invoice_total, voucher, invoice_no, invoice_no AS invoice
FROM lines
WHERE LENGTH(invoice_no) = 20
UNION ALL
SELECT
    l.entry_id, l.project_code, l.amount, l.invoice_total, l.voucher, l.invoice_no,
    CASE
        WHEN COALESCE(l.invoice_code, c.known_code) IS NOT NULL
            THEN CONCAT(COALESCE(l.invoice_code, c.known_code), '-', l.invoice_no)
        WHEN l.payee IS NOT NULL THEN CONCAT(l.invoice_no, '（', l.seller, '）')
    END AS invoice
FROM short AS l
LEFT JOIN codes AS c ON l.invoice_no = c.invoice_no AND l.seller = c.seller
