-- Money passed on to other units, without what came back.
SELECT * FROM transfer_lines WHERE amount > 0
