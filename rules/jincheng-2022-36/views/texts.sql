-- What spending lines say: each different text once, however many lines have it. A ledger of a
-- million lines says some thousand things; what rules search for in words is found here, and
-- joined to the lines by text_id.
SELECT
    text_id AS its_text, summary, item_name, account_name, item,
    CONCAT(COALESCE(summary, ''), ' ', COALESCE(item_name, '')) AS words
FROM spending
WHERE entry_id = text_id
