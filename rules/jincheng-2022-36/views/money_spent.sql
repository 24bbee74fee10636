-- All that a project spent: the lines of its ledger, and what a ledger that begins in the middle
-- brings forward from before its first line (上年结转, 期初). That counts in every total, and has a
-- category only where it stands under an account of one; it is no line of its own (before: TRUE).
SELECT
    entry_id, project_code, amount, fund_source, is_fiscal, category, item, off_list, FALSE AS before
FROM spending
UNION ALL
SELECT
    e.entry_id, e.project_code, e.amount, e.fund_source,
    CASE
        WHEN e.unread LIKE '%;fund_source;%' THEN NULL
        WHEN e.fund_source ~ :self_source_words THEN FALSE
        WHEN e.fund_source ~ :fiscal_source_words THEN TRUE
        WHEN e.fund_source IS NULL AND NOT COALESCE(
            e.project_code IN (SELECT project_code FROM promises WHERE promises), FALSE
        ) THEN TRUE
    END AS is_fiscal,
    e.category, e.item, e.off_list, TRUE AS before
FROM entries AS e
WHERE e.kind = 'opening' AND e.amount <> 0
