-- What was spent on outreach, a row a line.
SELECT project_code, entry_id, date, summary, amount
FROM entries
WHERE kind = 'spending' AND item = '科普活动费'
