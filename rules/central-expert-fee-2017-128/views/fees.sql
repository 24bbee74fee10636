-- Expert fees paid to people, one row a ledger line. person: by number, else by name; day_limit:
-- yuan a day after tax by the person's level, NULL where the level is blank or unknown.
SELECT
    entry_id, project_code, date, voucher_no, amount, tax_withheld,
    NULLIF(REGEXP_REPLACE(payee, '\s|[（(].*', '', 'g'), '') AS name,
    COALESCE(payee_id, NULLIF(REGEXP_REPLACE(payee, '\s|[（(].*', '', 'g'), '')) AS person,
    service_date, service_hours, service_days,
    COALESCE(summary ~ :written_words, FALSE) AS written,
    CASE
        WHEN expert_level ~ :top_words THEN :fee_senior * :fee_top_share
        WHEN expert_level ~ :junior_words THEN :fee_other
        WHEN expert_level ~ :senior_words THEN :fee_senior
    END AS day_limit
FROM entries
WHERE kind = 'spending' AND item = '专家咨询费' AND NOT COALESCE(payee, '') ~ :unit_names
