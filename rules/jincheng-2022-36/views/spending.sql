-- Spending lines. is_fiscal: TRUE municipal fiscal money, FALSE self-raised, NULL cannot be told:
-- where no source is given and the project promises no self-raised money, all is fiscal.
SELECT
    e.*,
    CASE
        WHEN e.fund_source ~ :self_source_words THEN FALSE
        WHEN e.fund_source ~ :fiscal_source_words THEN TRUE
        WHEN e.fund_source IS NULL AND COALESCE(p.promises, FALSE) = FALSE THEN TRUE
    END AS is_fiscal,
    CASE WHEN r.entry_id IS NULL THEN FALSE ELSE TRUE END AS reversed,
    CONCAT(COALESCE(e.summary, ''), ' ', COALESCE(e.item_name, '')) AS words
FROM entries AS e
LEFT JOIN promises AS p ON e.project_code = p.project_code
LEFT JOIN reversals AS r ON e.entry_id = r.entry_id
WHERE e.kind = 'spending'
