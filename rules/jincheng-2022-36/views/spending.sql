-- Spending lines. text_id: the first line of the same words (summary, thing, account) and item, so
-- that each is searched once.
SELECT
    s.*,
    s.entry_id IN (SELECT entry_id FROM reversals) AS reversed,
    MIN(s.entry_id) OVER (PARTITION BY s.summary, s.item_name, s.account_name, s.item) AS text_id
FROM sourced AS s
WHERE s.kind = 'spending'
