-- All that a project spent: the lines of its ledger, and what a ledger that begins in the middle
-- brings forward from before its first line (上年结转, 期初). That counts in every total, and has a
-- category only where it stands under an account of one; it is no line of its own (before: TRUE).
SELECT
    entry_id, project_code, amount, fund_source, is_fiscal, category, item, off_list, FALSE AS before
FROM spending
UNION ALL
SELECT
    entry_id, project_code, amount, fund_source, is_fiscal, category, item, off_list, TRUE AS before
FROM sourced
WHERE kind = 'opening' AND amount <> 0
