-- Spending lines. is_fiscal: TRUE municipal fiscal money, FALSE self-raised, NULL cannot be told:
-- where no source is given and the project promises no self-raised money, all is fiscal. text_id:
-- the first line of the same words (summary, thing, account) and item, so that each is searched once.
SELECT
    e.*,
    CASE
        WHEN e.unread LIKE '%;fund_source;%' THEN NULL
        WHEN e.fund_source ~ :self_source_words THEN FALSE
        WHEN e.fund_source ~ :fiscal_source_words THEN TRUE
        WHEN e.fund_source IS NULL AND NOT COALESCE(
            e.project_code IN (SELECT project_code FROM promises WHERE promises), FALSE
        ) THEN TRUE
    END AS is_fiscal,
    e.entry_id IN (SELECT entry_id FROM reversals) AS reversed,
    MIN(e.entry_id) OVER (PARTITION BY e.summary, e.item_name, e.account_name, e.item) AS text_id
FROM entries AS e
WHERE e.kind = 'spending'
