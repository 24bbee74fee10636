-- What a person got for a day of advice in a project, before and after tax, with the number of
-- the day among consecutive ones: from the third on half of the standard holds.
-- Without tax written, the ordinary withholding on the day's pay is taken off.
WITH
days AS (
    SELECT
        COALESCE(CONCAT(person, ' ', CAST(service_date AS VARCHAR)), CONCAT('line ', CAST(entry_id AS VARCHAR))) AS subject,
        project_code,
        MIN(name) AS name,
        MIN(person) AS person,
        MIN(service_date) AS service_date,
        MAX(written) AS written,
        MIN(day_limit) AS limit_low,
        MAX(day_limit) AS limit_high,
        MAX(service_days) AS days,
        CASE WHEN MAX(service_hours IS NULL) THEN NULL ELSE SUM(service_hours) END AS hours,
        SUM(amount) AS gross,
        CASE WHEN MAX(tax_withheld IS NULL) THEN NULL ELSE SUM(tax_withheld) END AS withheld,
        ARRAY_AGG(entry_id) AS entry_ids
    FROM fees
    GROUP BY
        COALESCE(CONCAT(person, ' ', CAST(service_date AS VARCHAR)), CONCAT('line ', CAST(entry_id AS VARCHAR))),
        project_code
),
numbered AS (
    SELECT
        *,
        CAST(service_date AS INT) - ROW_NUMBER() OVER (PARTITION BY project_code, person ORDER BY service_date) AS streak
    FROM days
),
placed AS (
    SELECT
        *,
        ROW_NUMBER() OVER (PARTITION BY project_code, person, streak ORDER BY service_date) AS place,
        CASE WHEN gross <= :tax_step THEN GREATEST(gross - :tax_free, 0) ELSE gross * :tax_base_share END AS taxable
    FROM numbered
)
SELECT
    p.subject, p.project_code, p.name, p.person, p.service_date, p.written, p.limit_low,
    p.limit_high, p.days, p.hours, p.gross, p.entry_ids,
    CASE WHEN p.service_date IS NULL THEN 1 ELSE p.place END AS place,
    CASE WHEN p.withheld IS NULL THEN FALSE ELSE TRUE END AS tax_known,
    COALESCE(p.withheld, p.taxable * w.rate - w.deduction) AS tax,
    p.gross - COALESCE(p.withheld, p.taxable * w.rate - w.deduction) AS net
FROM placed AS p
CROSS JOIN withholding AS w
WHERE p.taxable >= w.lower AND (w.upper IS NULL OR p.taxable < w.upper)
