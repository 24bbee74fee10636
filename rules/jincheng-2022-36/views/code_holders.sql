-- Who was paid under a number as long as a credit code: each payee and number once, however many
-- lines have them. 15 digits are a taxpayer number of before 2015; fewer are a supplier's number of
-- the house. is_unit: the payee is no person, whose identity number is as long.
SELECT payee, payee_id, payee ~ :unit_words AS is_unit
FROM (
    SELECT DISTINCT payee, payee_id
    FROM spending
    WHERE LENGTH(payee_id) = :credit_code_length AND amount > 0 AND NOT reversed
) AS p
